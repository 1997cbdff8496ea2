import { placeholderPattern } from './placeholder';

/**
 * Replaces known values wherever they stand by themselves: not inside of a longer word, nor of a placeholder.
 * @param known placeholders and their values
 */
export function hideValues(text: string, known: Iterable<readonly [placeholder: string, value: string]>): string {
	// Of values that hold one another the longest is meant.
	const found = [...known]
		.filter(([, value]) => value !== '' && text.includes(value))
		.sort(([, left], [, right]) => right.length - left.length);
	let parts = [text];
	for (const [placeholder, value] of found) {
		parts = parts.flatMap((part) => (isPlaceholder(part) ? [part] : splitAt(part, value, placeholder)));
	}
	return parts.join('');
}

function isPlaceholder(part: string): boolean {
	const [whole] = placeholderPattern().exec(part) ?? [];
	return whole === part;
}

/** Cuts a text around a value and around the placeholders it holds already. */
function splitAt(text: string, value: string, placeholder: string): string[] {
	const parts: string[] = [];
	const taken = [...text.matchAll(placeholderPattern())].map(({ index, 0: whole }) => ({
		start: index,
		end: index + whole.length,
	}));
	let written = 0;
	for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at)) {
		const end = at + value.length;
		const isOwn = !taken.some((each) => at < each.end && end > each.start);
		if (isOwn && !continues(text, at) && !continues(text, end)) {
			parts.push(text.slice(written, at), placeholder);
			written = end;
			at = end;
		} else {
			at++;
		}
	}
	return [...parts, text.slice(written)];
}

/** Whether a word goes on across a place. */
function continues(text: string, at: number): boolean {
	return /^[\p{L}\p{N}_]{2}$/u.test(text.slice(at - 1, at + 1));
}

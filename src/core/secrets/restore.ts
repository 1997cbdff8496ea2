import { placeholderPattern } from './placeholder';

/** What looks like placeholders, each once, in the order of the text. */
export function findPlaceholders(text: string): string[] {
	return [...new Set(text.match(placeholderPattern()))];
}

/**
 * Puts values back for their placeholders. One whose value is unknown stays as it is and is named in `unknown`: it may
 * be text of the file itself, or a model's invention.
 */
export function restorePlaceholders(
	text: string,
	valueOf: (placeholder: string) => string | undefined,
): { readonly text: string; readonly unknown: readonly string[] } {
	const unknown = new Set<string>();
	const restored = text.replace(placeholderPattern(), (placeholder) => {
		const value = valueOf(placeholder);
		if (value === undefined) {
			unknown.add(placeholder);
		}
		return value ?? placeholder;
	});
	return { text: restored, unknown: [...unknown] };
}

import type { AnswerView, ToPage } from '../../protocol';

/**
 * What the page is told of an answer that was looked at while it grows: only what is not as it was told before, so that
 * the end of a very long answer takes no more than its beginning.
 * @param before as it was told last
 * @returns undefined when only the whole turn can tell it
 */
export function grownAnswer(
	turnId: string,
	before: AnswerView,
	{ citations, edits, explanation }: AnswerView,
): Extract<ToPage, { readonly type: 'inspected' }> | undefined {
	if ((before.edits && !edits) || (before.explanation && !explanation)) {
		return undefined;
	}
	const from = samePrefix(before.citations, citations);
	const isSame = from === citations.length && from === before.citations.length;
	const segmentsFrom = samePrefix(before.edits?.segments ?? [], edits?.segments ?? []);
	const card = edits && { ...edits, segments: edits.segments.slice(segmentsFrom) };
	const told = before.edits && { ...before.edits, segments: before.edits.segments.slice(segmentsFrom) };
	return {
		type: 'inspected',
		turnId,
		...(isSame ? {} : { citations: { from, items: citations.slice(from) } }),
		...(card && JSON.stringify(card) !== JSON.stringify(told) ? { edits: { from: segmentsFrom, card } } : {}),
		...(explanation ? { explanation } : {}),
	};
}

/** How many items two lists begin with that are the same. */
function samePrefix<Item extends object>(left: readonly Item[], right: readonly Item[]): number {
	const different = left.findIndex((item, index) => !isSame(item, right[index]));
	return different === -1 ? left.length : different;
}

function isSame<Item extends object>(left: Item, right: Item | undefined): boolean {
	if (right === undefined) {
		return false;
	}
	const names = Object.keys(left) as (keyof Item)[];
	return names.length === Object.keys(right).length && names.every((name) => isSameValue(left[name], right[name]));
}

function isSameValue(left: unknown, right: unknown): boolean {
	return left === right || (typeof left === 'object' && JSON.stringify(left) === JSON.stringify(right));
}

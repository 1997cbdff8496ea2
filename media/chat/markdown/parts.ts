import type { EditSegmentView } from '../../../src/protocol';

/** A stretch of an answer: prose to render as Markdown, or one edit block to show as a row. */
export type Part =
	| { readonly kind: 'prose'; readonly start: number; readonly end: number }
	| { readonly kind: 'edit'; readonly start: number; readonly end: number; readonly segment: EditSegmentView };

/**
 * Divides an answer's text into prose and edit blocks. Segments that overlap an earlier one or lie outside the text are
 * ignored. A block that is still being written reaches to the end of the text, so that its raw lines, which arrive
 * faster than its range, never show.
 */
export function divideContent(length: number, segments: readonly EditSegmentView[]): readonly Part[] {
	const parts: Part[] = [];
	let position = 0;
	for (const segment of segments.toSorted((a, b) => a.start - b.start)) {
		const end = segment.status === 'writing' ? length : Math.min(segment.end, length);
		if (segment.start < position || end <= segment.start) {
			continue;
		}
		if (segment.start > position) {
			parts.push({ kind: 'prose', start: position, end: segment.start });
		}
		parts.push({ kind: 'edit', start: segment.start, end, segment });
		position = end;
	}
	if (position < length) {
		parts.push({ kind: 'prose', start: position, end: length });
	}
	return parts;
}

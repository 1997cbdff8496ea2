import type { ParsedAnswer, TextRange } from './types';

/** A stretch of an answer for display. */
export type AnswerSegment =
	| { readonly kind: 'text'; readonly range: TextRange }
	/** `index` into `ParsedAnswer.edits`. */
	| { readonly kind: 'edit'; readonly range: TextRange; readonly index: number }
	/** `index` into `ParsedAnswer.problems`. */
	| { readonly kind: 'problem'; readonly range: TextRange; readonly index: number }
	/** The block still being written, up to the end of the text. */
	| { readonly kind: 'open'; readonly range: TextRange; readonly path: string };

/** Cuts an answer into prose and blocks, in order and without gaps; empty stretches are left out. */
export function answerSegments(text: string, parsed: ParsedAnswer): AnswerSegment[] {
	const blocks: AnswerSegment[] = [
		...parsed.edits.map((edit, index) => ({ kind: 'edit' as const, range: edit.range, index })),
		...parsed.problems.map((problem, index) => ({ kind: 'problem' as const, range: problem.range, index })),
	];
	if (parsed.open !== undefined) {
		const { path, start } = parsed.open;
		blocks.push({ kind: 'open', range: { start, end: text.length }, path });
	}
	blocks.sort((left, right) => left.range.start - right.range.start);
	const segments: AnswerSegment[] = [];
	let at = 0;
	for (const block of blocks) {
		const start = Math.max(at, block.range.start);
		const end = Math.max(start, block.range.end);
		if (start > at) {
			segments.push({ kind: 'text', range: { start: at, end: start } });
		}
		if (end > start) {
			segments.push({ ...block, range: { start, end } });
		}
		at = end;
	}
	if (at < text.length) {
		segments.push({ kind: 'text', range: { start: at, end: text.length } });
	}
	return segments;
}

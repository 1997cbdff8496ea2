import { diffLines } from '../common/lineDiff';
import { lineOffsets, splitLines } from '../common/lines';

/** Lines of one side: the 1-based first line and how many. With `count` 0 the place is before line `start`. */
export interface LineSpan {
	readonly start: number;
	readonly count: number;
}

/** One pending change between a baseline (reviewed) and the current text. */
export interface Hunk {
	/**
	 * Made from the changed text, not from its place: it survives changes elsewhere in the file, and the accepting and
	 * rejecting of other hunks. Hunks of equal text are numbered from the top.
	 */
	readonly id: string;
	readonly baseline: LineSpan;
	readonly current: LineSpan;
	/** Text of the baseline lines, with terminators. */
	readonly removed: string;
	/** Text of the current lines, with terminators. */
	readonly added: string;
}

/** A place in a buffer: 0-based line and UTF-16 column, as VS Code counts. */
export interface BufferPosition {
	readonly line: number;
	readonly character: number;
}

/** Replaces a range of a text. Offsets and positions name the same place. */
export interface BufferEdit {
	readonly startOffset: number;
	readonly endOffset: number;
	readonly start: BufferPosition;
	readonly end: BufferPosition;
	readonly text: string;
}

/**
 * The hunks between two texts, from the top. Texts are compared byte for byte, so a changed line ending or final newline
 * is a hunk too. A BOM belongs to the first line.
 */
export function computeHunks(baseline: string, current: string): Hunk[] {
	if (baseline === current) {
		return [];
	}
	const before = splitLines(baseline);
	const after = splitLines(current);
	const seen = new Map<string, number>();
	return diffLines(before, after).map((change) => {
		const removed = before.slice(change.beforeStart, change.beforeEnd).join('');
		const added = after.slice(change.afterStart, change.afterEnd).join('');
		const hash = hashTexts(removed, added);
		const occurrence = seen.get(hash) ?? 0;
		seen.set(hash, occurrence + 1);
		return {
			id: occurrence === 0 ? hash : `${hash}-${occurrence}`,
			baseline: { start: change.beforeStart + 1, count: change.beforeEnd - change.beforeStart },
			current: { start: change.afterStart + 1, count: change.afterEnd - change.afterStart },
			removed,
			added,
		};
	});
}

/**
 * The baseline once the hunk is accepted.
 * @throws Error when the hunk does not describe these texts (it is older than they are)
 */
export function acceptHunk(baseline: string, current: string, hunk: Hunk): string {
	const place = spanOffsets(baseline, hunk.baseline);
	requireText(baseline, place, hunk.removed);
	requireText(current, spanOffsets(current, hunk.current), hunk.added);
	return baseline.slice(0, place.start) + hunk.added + baseline.slice(place.end);
}

/**
 * The current text once the hunk is rejected, and the one edit that gets there; text outside the hunk is not touched.
 * @throws Error when the hunk does not describe these texts (it is older than they are)
 */
export function rejectHunk(
	baseline: string,
	current: string,
	hunk: Hunk,
): { readonly newCurrent: string; readonly edit: BufferEdit } {
	requireText(baseline, spanOffsets(baseline, hunk.baseline), hunk.removed);
	const place = spanOffsets(current, hunk.current);
	requireText(current, place, hunk.added);
	return {
		newCurrent: current.slice(0, place.start) + hunk.removed + current.slice(place.end),
		edit: {
			startOffset: place.start,
			endOffset: place.end,
			start: positionAt(current, place.start, hunk.current.start - 1),
			end: positionAt(current, place.end, hunk.current.start - 1 + hunk.current.count),
			text: hunk.removed,
		},
	};
}

/**
 * The other hunks once one was accepted or rejected, without comparing the texts again: exactly the hunks of before, at
 * their new lines, so that a series of decisions gives the same texts in any order.
 */
export function hunksAfter(hunks: readonly Hunk[], done: Hunk, decision: 'accept' | 'reject'): Hunk[] {
	const growth = (done.current.count - done.baseline.count) * (decision === 'accept' ? 1 : -1);
	return hunks
		.filter((hunk) => hunk.id !== done.id)
		.map((hunk) => {
			if (hunk.current.start < done.current.start) {
				return hunk;
			}
			return decision === 'accept'
				? { ...hunk, baseline: { ...hunk.baseline, start: hunk.baseline.start + growth } }
				: { ...hunk, current: { ...hunk.current, start: hunk.current.start + growth } };
		});
}

/** Offsets of the lines of `span`; past the end they are the end. */
function spanOffsets(text: string, span: LineSpan): { start: number; end: number } {
	const start = lineStart(text, 0, span.start - 1);
	return { start, end: lineStart(text, start, span.count) };
}

/** Offset `lines` lines after the line start `from`. */
function lineStart(text: string, from: number, lines: number): number {
	let at = from;
	for (let line = 0; line < lines; line++) {
		const newline = text.indexOf('\n', at);
		if (newline < 0) {
			return text.length;
		}
		at = newline + 1;
	}
	return at;
}

/** `line` is right unless the text ends there without a terminator; then the place is the end of its last line. */
function positionAt(text: string, offset: number, line: number): BufferPosition {
	if (offset < text.length || text === '' || text.endsWith('\n')) {
		return { line, character: 0 };
	}
	const offsets = lineOffsets(text);
	return { line: offsets.length - 1, character: text.length - offsets.at(-1)! };
}

function requireText(text: string, place: { start: number; end: number }, expected: string): void {
	if (place.end - place.start !== expected.length || !text.startsWith(expected, place.start)) {
		throw new Error('This change is no longer where it was; compute the hunks again.');
	}
}

/** Two independent 32-bit hashes (FNV-1a and a multiplicative one) over both texts, as 14 base-36 digits. */
function hashTexts(removed: string, added: string): string {
	let first = 0x811c9dc5;
	let second = 0x9e3779b9 ^ removed.length;
	for (const text of [removed, added]) {
		for (let at = 0; at < text.length; at++) {
			const code = text.charCodeAt(at);
			first = Math.imul(first ^ code, 0x01000193);
			second = Math.imul(second ^ (second >>> 15) ^ code, 0x85ebca6b);
		}
		first = Math.imul(first ^ 0x1_0000, 0x01000193);
	}
	return (first >>> 0).toString(36).padStart(7, '0') + (second >>> 0).toString(36).padStart(7, '0');
}

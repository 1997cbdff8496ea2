import type { AnswerLine } from './answerLines';
import type { BlockReader } from './blocks';
import type { FenceState } from './fenceState';
import { FoundItems } from './foundItems';

/** A block between markers while its lines come in. */
export interface BlockState {
	readonly reader: BlockReader;
	readonly path: string | undefined;
	readonly firstLine: number;
	readonly openerIndex: number;
}

/** A V4A patch while its lines come in. */
export interface PatchState {
	/** First line. */
	readonly start: number;
	/** The file the patch is at. */
	path: string;
}

/**
 * What is known of an answer after its lines so far: what was found, and what is open. A block or a patch may be open
 * within a fence; its lines are then its own until it ends.
 */
export class AnswerState {
	readonly lines: AnswerLine[] = [];
	readonly found = new FoundItems();
	fence: FenceState | undefined;
	block: BlockState | undefined;
	patch: PatchState | undefined;
	/** First line not yet part of a block. */
	floor = 0;
	/** The file of the last block, which one right behind it may leave out. */
	lastPath: string | undefined;

	text(index: number): string {
		return this.lines[index]!.text;
	}

	/** The texts of lines; `end` is exclusive. */
	texts(start: number, end: number): string[] {
		return this.lines.slice(start, end).map((line) => line.text);
	}

	/** Offsets of lines, the last one included. */
	range(firstLine: number, lastLine: number): { start: number; end: number } {
		return { start: this.lines[firstLine]!.start, end: this.lines[lastLine]!.end };
	}

	/** What follows belongs to no fence and to no item before it. */
	leaveFence(): void {
		this.fence = undefined;
		this.found.last = undefined;
	}
}

import type { ParsedAnswer } from '../types';
import type { AnswerLine } from './answerLines';
import type { BlockReader } from './blocks';
import type { FenceState } from './fenceState';

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

/** What may be open at the end of an answer's text. */
export interface OpenStates {
	readonly block: BlockState | undefined;
	readonly patch: PatchState | undefined;
	readonly fence: FenceState | undefined;
}

/** The edit that is being written, if there is one. */
export function openBlock(lines: readonly AnswerLine[], { block, patch, fence }: OpenStates): ParsedAnswer['open'] {
	const start = (line: number): number => lines[line]!.start;
	if (block !== undefined) {
		return { path: block.path ?? '', start: start(block.firstLine), dialect: 'blocks' };
	}
	if (patch !== undefined) {
		return { path: patch.path, start: start(fence?.index ?? patch.start), dialect: 'v4a-patch' };
	}
	switch (fence?.mode) {
		case 'diff':
			return { path: fence.path ?? '', start: start(fence.index), dialect: 'unified-diff' };
		case 'file':
			return { path: fence.path ?? '', start: start(fence.firstLine), dialect: 'fenced-file' };
		default:
			return undefined;
	}
}

import type { ParsedAnswer } from '../types';
import type { AnswerState } from './answerState';

/** The edit that is being written, if there is one. */
export function openBlock({ lines, block, patch, fence }: AnswerState): ParsedAnswer['open'] {
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

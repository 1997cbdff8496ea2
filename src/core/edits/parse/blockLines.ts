import type { AnswerState, BlockState } from './answerState';
import { BlockReader } from './blocks';
import { continuesBlock, findBlockPath } from './blockPath';
import { newFence } from './fenceState';
import { closesFence, fenceOf } from './fences';
import { parseOpener, type Opener } from './markers';

/** A block between markers begins at a line. */
export function beginBlock(state: AnswerState, opener: Opener, index: number): void {
	const found = findBlockPath(state.lines, index, state.floor, opener);
	let { path } = found;
	if (path === undefined && opener.word === 'SEARCH' && continuesBlock(state.lines, state.floor, found.firstLine)) {
		path = state.lastPath;
	}
	let fenceLine = index - 1;
	while (fenceLine >= found.firstLine && fenceOf(state.text(fenceLine)) === undefined) {
		fenceLine--;
	}
	if (fenceLine >= found.firstLine && fenceLine !== state.fence?.index) {
		// The fence above was taken for the end of another; it is this block's.
		state.fence = { ...newFence(fenceOf(state.text(fenceLine))!, fenceLine), mode: 'blocks' };
	} else if (state.fence !== undefined) {
		state.fence.mode = 'blocks';
	}
	const line = opener.line ?? found.line;
	const reader = new BlockReader({ ...opener, line }, path ?? '');
	state.block = { reader, path, firstLine: found.firstLine, openerIndex: index };
	const { start } = state.lines[found.firstLine]!;
	if (state.found.last !== undefined && state.found.last.range.end > start) {
		state.found.last.range.end = start;
	}
	state.found.last = undefined;
}

/** Takes a line while a block is open. */
export function takeBlockLine(state: AnswerState, block: BlockState, index: number): void {
	const { text, terminated } = state.lines[index]!;
	if (terminated && state.fence !== undefined && block.reader.endsWithFence() && closesFence(text, state.fence.fence)) {
		endBlock(state, block, index);
		state.leaveFence();
		return;
	}
	switch (block.reader.feed(text, terminated)) {
		case 'closed':
			endBlock(state, block, index);
			return;
		case 'broken':
			breakBlock(state, block, index);
			return;
		case 'more':
	}
}

/** The next block begins before this one has ended. */
function breakBlock(state: AnswerState, block: BlockState, index: number): void {
	state.block = undefined;
	const opener = parseOpener(state.text(index))!;
	const from = block.openerIndex + 1;
	const found = findBlockPath(state.lines, index, from, opener);
	const again = !block.reader.hasDivider && continuesBlock(state.lines, from, found.firstLine);
	const message = `The block for ${block.path ?? 'an unnamed file'} has no end before the next begins.`;
	const range = { start: state.lines[block.firstLine]!.start, end: state.lines[found.firstLine]!.start };
	state.found.addClosedProblem(range, message, 'blocks');
	state.floor = from;
	state.lastPath = again ? block.path : undefined;
	beginBlock(state, opener, index);
}

function endBlock(state: AnswerState, block: BlockState, index: number): void {
	const range = state.range(block.firstLine, index);
	const content = block.reader.finish();
	state.block = undefined;
	state.floor = index + 1;
	if (block.path === undefined) {
		state.found.addProblem(range, 'The block does not say which file it is for.', 'blocks');
	} else if (typeof content === 'string') {
		state.found.addProblem(range, content, 'blocks');
		state.lastPath = block.path;
	} else {
		state.found.addEdit({ ...content, dialect: 'blocks', range });
		state.lastPath = block.path;
	}
}

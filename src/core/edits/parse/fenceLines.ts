import { joinLines } from './answerLines';
import type { AnswerState } from './answerState';
import { beginBlock } from './blockLines';
import { findBlockPath } from './blockPath';
import { decideWholeFile, isMarkdown, languageOf, trackNested, type FenceState } from './fenceState';
import { closesFence, fenceOf } from './fences';
import { parseOpener } from './markers';
import { takeDiffLine } from './patchLines';
import { pathOfComment, pathOfLine } from './paths';
import { beginsUnifiedDiff, introducesDiff } from './unifiedDiff';
import { beginsPatch, callsApplyPatch, endsHeredoc } from './v4a';

/**
 * Takes a line while a fence is open.
 * @returns false for a line of prose: the fence had ended before it, though nothing said so
 */
export function takeFenceLine(state: AnswerState, fence: FenceState, index: number): boolean {
	if (fence.mode === 'diff') {
		takeDiffLine(state, fence, index);
		return true;
	}
	const text = state.text(index);
	const closes = closesFence(text, fence.fence);
	if (closes && fence.depth === 0) {
		endFence(state, fence, index);
		return true;
	}
	switch (fence.mode) {
		case 'undecided':
			decideFence(state, fence, index);
			return true;
		case 'blocks':
			return takeBetweenBlocks(state, index);
		case 'quote':
		case 'file':
			trackNested(fence, fenceOf(text), closes);
			if (fence.mode === 'quote' && fence.depth === 0) {
				rescueBlock(state, fence, index);
			}
			return true;
	}
}

function decideFence(state: AnswerState, fence: FenceState, index: number): void {
	const text = state.text(index);
	const opener = parseOpener(text);
	if (opener !== undefined) {
		beginBlock(state, opener, index);
		return;
	}
	if (text.trim() === '') {
		return;
	}
	if (beginsPatch(text)) {
		state.patch = { start: index, path: '' };
		return;
	}
	if (callsApplyPatch(text)) {
		return;
	}
	const language = languageOf(fence.fence);
	const patch = language === 'diff' || language === 'patch';
	if (((language === '' || patch) && beginsUnifiedDiff(text)) || (patch && introducesDiff(text))) {
		fence.mode = 'diff';
		fence.bodyStart = index;
		return;
	}
	const label = fence.bodyStart === fence.index + 1 ? (pathOfComment(text) ?? pathOfLine(text)?.path) : undefined;
	if (label !== undefined && state.texts(fence.bodyStart, index).every((line) => line.trim() === '')) {
		// The next line tells whether this names a block's file or is the first line of code.
		fence.bodyStart = index + 1;
		return;
	}
	decideWholeFile(state.lines, fence, index, state.floor, state.found.holdsEdits);
	trackNested(fence, fenceOf(text), false);
}

/** @returns false when the fence's end was forgotten: what follows is prose again */
function takeBetweenBlocks(state: AnswerState, index: number): boolean {
	const text = state.text(index);
	const opener = parseOpener(text);
	if (opener !== undefined) {
		beginBlock(state, opener, index);
		return true;
	}
	const belongs =
		text.trim() === '' || endsHeredoc(text) || pathOfLine(text) !== undefined || pathOfComment(text) !== undefined;
	if (!belongs) {
		state.leaveFence();
	}
	return belongs;
}

/** A block whose own fence was taken for a quote's text, because an earlier fence was left open. */
function rescueBlock(state: AnswerState, fence: FenceState, index: number): void {
	const opener = parseOpener(state.text(index));
	const above = opener === undefined ? undefined : fenceOf(state.text(index - 1));
	if (
		opener === undefined ||
		above?.character !== fence.fence.character ||
		above.length < fence.fence.length ||
		index - 1 <= fence.index ||
		isMarkdown(fence.fence)
	) {
		return;
	}
	if (findBlockPath(state.lines, index, Math.max(state.floor, fence.index + 1), opener).path !== undefined) {
		beginBlock(state, opener, index);
	}
}

function endFence(state: AnswerState, fence: FenceState, index: number): void {
	if (fence.mode === 'blocks' && state.found.last !== undefined) {
		state.found.last.range.end = state.lines[index]!.end;
		state.floor = index + 1;
	} else if (fence.mode === 'file' && fence.path !== undefined) {
		const content = joinLines(state.texts(fence.bodyStart, index));
		const range = state.range(fence.firstLine, index);
		state.found.addEdit({ kind: 'write', path: fence.path, content, dialect: 'fenced-file', range });
		state.floor = index + 1;
	}
	state.fence = undefined;
}

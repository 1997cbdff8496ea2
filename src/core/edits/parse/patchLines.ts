import type { AnswerState, PatchState } from './answerState';
import type { FenceState } from './fenceState';
import { beginsFence, closesFence } from './fences';
import { diffPathAt, parseUnifiedDiff } from './unifiedDiff';
import { endsPatch, parsePatch, patchPathAt } from './v4a';

/**
 * Takes a line while a V4A patch is open.
 * @returns false for the line that closes the fence around it: the patch has ended before it
 */
export function takePatchLine(state: AnswerState, patch: PatchState, index: number): boolean {
	const { text, terminated } = state.lines[index]!;
	if (endsPatch(text)) {
		endPatch(state, patch.start, index);
		return true;
	}
	if (terminated && state.fence !== undefined && closesFence(text, state.fence.fence)) {
		endPatch(state, patch.start, index - 1);
		return false;
	}
	patch.path = patchPathAt(text) ?? patch.path;
	return true;
}

function endPatch(state: AnswerState, start: number, last: number): void {
	state.patch = undefined;
	let first = start;
	if (state.fence !== undefined) {
		first = state.fence.index;
		state.fence.mode = 'blocks';
	}
	const drafts = parsePatch(state.texts(start, last + 1));
	state.found.addDrafts(drafts, state.lines, 'v4a-patch', { offset: start, first, last });
	afterDrafts(state, last);
}

/** Takes a line of a fence that holds a unified diff. */
export function takeDiffLine(state: AnswerState, fence: FenceState, index: number): void {
	const text = state.text(index);
	// No line of a diff begins with a fence, so its end need not be a whole line.
	if (beginsFence(text, fence.fence)) {
		const drafts = parseUnifiedDiff(state.texts(fence.bodyStart, index));
		const place = { offset: fence.bodyStart, first: fence.index, last: index };
		state.found.addDrafts(drafts, state.lines, 'unified-diff', place);
		afterDrafts(state, index);
		state.leaveFence();
	} else if (index > fence.bodyStart) {
		fence.path = diffPathAt(state.text(index - 1), text) ?? fence.path ?? '';
	}
}

function afterDrafts(state: AnswerState, last: number): void {
	state.lastPath = undefined;
	state.floor = last + 1;
}

import type { AnswerLine } from './answerLines';
import { meansWholeFile } from './fencedFile';
import type { Fence } from './fences';
import { pathOfComment, pathOfInfo, pathOfLine } from './paths';

/** A fenced block while its lines come in. */
export interface FenceState {
	readonly fence: Fence;
	/** Line of the fence. */
	readonly index: number;
	/** Nested fences are counted where the text is Markdown or a whole file. */
	depth: number;
	mode: 'undecided' | 'quote' | 'blocks' | 'diff' | 'file';
	/** With `file`: which file; with `diff`: the one the diff is at. */
	path?: string;
	/** First line that belongs to the block: its fence or the path above. */
	firstLine: number;
	/** First line of the content. */
	bodyStart: number;
}

/** A fence of which only the first line is known. */
export function newFence(fence: Fence, index: number): FenceState {
	return { fence, index, depth: 0, mode: 'undecided', firstLine: index, bodyStart: index + 1 };
}

/** The first word of the info string, lower case. */
export function languageOf(fence: Fence): string {
	return fence.info.split(/[\s{:]/)[0]!.toLowerCase();
}

/** Whether a fence's content may hold fences of its own. */
export function isMarkdown(fence: Fence): boolean {
	return ['md', 'mdx', 'markdown'].includes(languageOf(fence));
}

/**
 * Counts fences inside a fence: one with words opens, one without closes. CommonMark does not nest equally long fences,
 * but models that quote Markdown do.
 */
export function trackNested(state: FenceState, inner: Fence | undefined, closes: boolean): void {
	const nests = state.mode === 'file' || isMarkdown(state.fence);
	if (!nests || inner === undefined || inner.length < state.fence.length) {
		return;
	}
	if (closes) {
		state.depth--;
	} else if (inner.info !== '' && inner.character === state.fence.character) {
		state.depth++;
	}
}

/**
 * Decides whether a fence with ordinary content is a whole file or a quote, once its first line of content is known.
 * @param index that line
 * @param floor first line that may hold the path above the fence
 * @param editsBefore whether the answer has begun to edit
 */
export function decideWholeFile(
	lines: readonly AnswerLine[],
	state: FenceState,
	index: number,
	floor: number,
	editsBefore: boolean,
): void {
	state.mode = 'quote';
	const language = languageOf(state.fence);
	if (language === 'diff' || language === 'patch') {
		return;
	}
	state.bodyStart = state.index + 1;
	const infoPath = pathOfInfo(state.fence.info);
	const above = state.index - 1 >= floor ? pathOfLine(lines[state.index - 1]!.text) : undefined;
	if (infoPath !== undefined) {
		state.path = infoPath;
		state.firstLine = above?.path === infoPath ? state.index - 1 : state.index;
	} else if (above !== undefined && meansWholeFile(above, editsBefore)) {
		state.path = above.path;
		state.firstLine = state.index - 1;
	} else {
		return;
	}
	state.mode = 'file';
	const first = lines[state.bodyStart]!.text;
	// A comment that only repeats the path is a label; one that names another path is the file's own text.
	if (index > state.bodyStart && (pathOfComment(first) ?? first.trim()) === state.path) {
		state.bodyStart++;
	}
}

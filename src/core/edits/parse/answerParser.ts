import type { ParsedAnswer } from '../types';
import { joinLines, type AnswerLine } from './answerLines';
import { BlockReader } from './blocks';
import { continuesBlock, findBlockPath } from './blockPath';
import { decideWholeFile, isMarkdown, languageOf, newFence, trackNested, type FenceState } from './fenceState';
import { beginsFence, closesFence, fenceOf } from './fences';
import { FoundItems, type Item } from './foundItems';
import { parseOpener, type Opener } from './markers';
import { openBlock, type BlockState, type PatchState } from './openBlock';
import { pathOfComment, pathOfLine } from './paths';
import { beginsUnifiedDiff, introducesDiff, diffPathAt, parseUnifiedDiff } from './unifiedDiff';
import { beginsPatch, callsApplyPatch, endsHeredoc, endsPatch, patchPathAt, parsePatch } from './v4a';

/** What is known of an answer after its lines so far; lines are taken one by one, none is looked at twice. */
export class AnswerParser {
	private readonly lines: AnswerLine[] = [];
	private readonly found = new FoundItems();
	private fence: FenceState | undefined;
	private block: BlockState | undefined;
	private patch: PatchState | undefined;
	/** Within a thought that leaked into the answer: its drafts are no edits. */
	private thinking = false;
	/** First line not yet part of a block. */
	private floor = 0;
	private lastPath: string | undefined;
	/** A line that ended a block before it was whole, and that block's item: what else comes on the line is the block's. */
	private early: { readonly index: number; readonly item: Item | undefined } | undefined;

	/** Takes the next line, or more of the last one, if that was not whole. */
	take(line: AnswerLine): void {
		if (this.lines.at(-1)?.terminated === false) {
			this.lines.pop();
		}
		const index = this.lines.push(line) - 1;
		if (this.early?.index === index) {
			if (this.early.item !== undefined) {
				this.early.item.range.end = line.end;
			}
			return;
		}
		const { block, patch, fence } = this;
		this.found.newest = undefined;
		this.line(index);
		if (!line.terminated && (block !== this.block || patch !== this.patch || fence !== this.fence)) {
			this.early = { index, item: this.found.newest };
		}
	}

	/** What was found so far. Later lines leave it as it is; what is the same at the next look is the same object. */
	read(): ParsedAnswer {
		const { lines, block, patch, fence } = this;
		return { ...this.found.read(), open: openBlock(lines, { block, patch, fence }) };
	}

	private line(index: number): void {
		const { text, terminated } = this.lines[index]!;
		if (this.block !== undefined) {
			this.blockLine(this.block, index);
		} else if (this.patch !== undefined) {
			this.patchLine(this.patch, index);
		} else if (terminated || this.fence?.mode === 'diff') {
			if (this.fence !== undefined) {
				this.fenceLine(this.fence, index);
			} else {
				this.textLine(index, text);
			}
		}
	}

	private textLine(index: number, text: string): void {
		if (this.thinking) {
			this.thinking = !text.includes('</think>');
			this.floor = index + 1;
			return;
		}
		if (/^<think>/.test(text) && !this.found.holdsEdits) {
			this.thinking = !text.includes('</think>');
			return;
		}
		const opener = parseOpener(text);
		if (opener !== undefined) {
			this.beginBlock(opener, index);
			return;
		}
		if (beginsPatch(text)) {
			this.patch = { start: index, path: '' };
			return;
		}
		const fence = fenceOf(text);
		if (fence !== undefined) {
			this.fence = newFence(fence, index);
			this.found.last = undefined;
		}
	}

	private fenceLine(state: FenceState, index: number): void {
		const { text } = this.lines[index]!;
		if (state.mode === 'diff') {
			// No line of a diff begins with a fence, so its end need not be a whole line.
			if (beginsFence(text, state.fence)) {
				this.endDiff(state, index);
			} else if (index > state.bodyStart) {
				state.path = diffPathAt(this.lines[index - 1]!.text, text) ?? state.path ?? '';
			}
			return;
		}
		const inner = fenceOf(text);
		const closes = closesFence(text, state.fence);
		if (closes && state.depth === 0) {
			this.endFence(state, index);
			return;
		}
		switch (state.mode) {
			case 'undecided':
				this.decideFence(state, index);
				return;
			case 'blocks':
				this.betweenBlocks(index, text);
				return;
			case 'quote':
			case 'file':
				trackNested(state, inner, closes);
				if (state.mode === 'quote' && state.depth === 0) {
					this.rescueBlock(state, index);
				}
		}
	}

	/** A block whose own fence was taken for a quote's text, because an earlier fence was left open. */
	private rescueBlock(state: FenceState, index: number): void {
		const opener = parseOpener(this.lines[index]!.text);
		const above = opener === undefined ? undefined : fenceOf(this.lines[index - 1]!.text);
		if (
			opener === undefined ||
			above?.character !== state.fence.character ||
			above.length < state.fence.length ||
			index - 1 <= state.index ||
			isMarkdown(state.fence)
		) {
			return;
		}
		if (findBlockPath(this.lines, index, Math.max(this.floor, state.index + 1), opener).path !== undefined) {
			this.beginBlock(opener, index);
		}
	}

	private decideFence(state: FenceState, index: number): void {
		const { text } = this.lines[index]!;
		const opener = parseOpener(text);
		if (opener !== undefined) {
			this.beginBlock(opener, index);
			return;
		}
		if (text.trim() === '') {
			return;
		}
		if (beginsPatch(text)) {
			this.patch = { start: index, path: '' };
			return;
		}
		if (callsApplyPatch(text)) {
			return;
		}
		const language = languageOf(state.fence);
		const patch = language === 'diff' || language === 'patch';
		if (((language === '' || patch) && beginsUnifiedDiff(text)) || (patch && introducesDiff(text))) {
			state.mode = 'diff';
			state.bodyStart = index;
			return;
		}
		const label = state.bodyStart === state.index + 1 ? (pathOfComment(text) ?? pathOfLine(text)?.path) : undefined;
		if (label !== undefined && this.lines.slice(state.bodyStart, index).every((line) => line.text.trim() === '')) {
			// The next line tells whether this names a block's file or is the first line of code.
			state.bodyStart = index + 1;
			return;
		}
		decideWholeFile(this.lines, state, index, this.floor, this.found.holdsEdits);
		trackNested(state, fenceOf(text), false);
	}

	private betweenBlocks(index: number, text: string): void {
		const opener = parseOpener(text);
		if (opener !== undefined) {
			this.beginBlock(opener, index);
		} else if (
			text.trim() !== '' &&
			!endsHeredoc(text) &&
			pathOfLine(text) === undefined &&
			pathOfComment(text) === undefined
		) {
			// The fence's end was forgotten: what follows is prose again.
			this.fence = undefined;
			this.found.last = undefined;
			this.textLine(index, text);
		}
	}

	private beginBlock(opener: Opener, index: number): void {
		const found = findBlockPath(this.lines, index, this.floor, opener);
		let { path } = found;
		if (path === undefined && opener.word === 'SEARCH' && continuesBlock(this.lines, this.floor, found.firstLine)) {
			path = this.lastPath;
		}
		let fenceLine = index - 1;
		while (fenceLine >= found.firstLine && fenceOf(this.lines[fenceLine]!.text) === undefined) {
			fenceLine--;
		}
		if (fenceLine >= found.firstLine && fenceLine !== this.fence?.index) {
			// The fence above was taken for the end of another; it is this block's.
			this.fence = { ...newFence(fenceOf(this.lines[fenceLine]!.text)!, fenceLine), mode: 'blocks' };
		} else if (this.fence !== undefined) {
			this.fence.mode = 'blocks';
		}
		const line = opener.line ?? found.line;
		const reader = new BlockReader({ ...opener, line }, path ?? '');
		this.block = { reader, path, firstLine: found.firstLine, openerIndex: index };
		const start = this.lines[found.firstLine]!.start;
		if (this.found.last !== undefined && this.found.last.range.end > start) {
			this.found.last.range.end = start;
		}
		this.found.last = undefined;
	}

	private blockLine(block: BlockState, index: number): void {
		const { text, terminated } = this.lines[index]!;
		if (terminated && this.fence !== undefined && block.reader.endsWithFence() && closesFence(text, this.fence.fence)) {
			this.endBlock(block, index);
			this.fence = undefined;
			this.found.last = undefined;
			return;
		}
		switch (block.reader.feed(text, terminated)) {
			case 'closed':
				this.endBlock(block, index);
				return;
			case 'broken': {
				this.block = undefined;
				const opener = parseOpener(text)!;
				const from = block.openerIndex + 1;
				const found = findBlockPath(this.lines, index, from, opener);
				const again = !block.reader.hasDivider && continuesBlock(this.lines, from, found.firstLine);
				const message = `The block for ${block.path ?? 'an unnamed file'} has no end before the next begins.`;
				const end = this.lines[found.firstLine]!.start;
				const range = { start: this.lines[block.firstLine]!.start, end };
				this.found.addClosedProblem(range, message, 'blocks');
				this.floor = from;
				this.lastPath = again ? block.path : undefined;
				this.beginBlock(opener, index);
				return;
			}
			case 'more':
		}
	}

	private endBlock(block: BlockState, index: number): void {
		const range = { start: this.lines[block.firstLine]!.start, end: this.lines[index]!.end };
		const content = block.reader.finish();
		this.block = undefined;
		this.floor = index + 1;
		if (block.path === undefined) {
			this.found.addProblem(range, 'The block does not say which file it is for.', 'blocks');
		} else if (typeof content === 'string') {
			this.found.addProblem(range, content, 'blocks');
			this.lastPath = block.path;
		} else {
			this.found.addEdit({ ...content, dialect: 'blocks', range });
			this.lastPath = block.path;
		}
	}

	private patchLine(patch: PatchState, index: number): void {
		const { text, terminated } = this.lines[index]!;
		if (endsPatch(text)) {
			this.endPatch(patch.start, index);
		} else if (terminated && this.fence !== undefined && closesFence(text, this.fence.fence)) {
			this.endPatch(patch.start, index - 1);
			this.fenceLine(this.fence, index);
		} else {
			patch.path = patchPathAt(text) ?? patch.path;
		}
	}

	private endPatch(start: number, last: number): void {
		this.patch = undefined;
		let firstLine = start;
		if (this.fence !== undefined) {
			firstLine = this.fence.index;
			this.fence.mode = 'blocks';
		}
		const drafts = parsePatch(this.lines.slice(start, last + 1).map((line) => line.text));
		this.found.addDrafts(drafts, this.lines, 'v4a-patch', { offset: start, first: firstLine, last });
		this.afterDrafts(last);
	}

	private endDiff(state: FenceState, index: number): void {
		const body = this.lines.slice(state.bodyStart, index).map((line) => line.text);
		const drafts = parseUnifiedDiff(body);
		const place = { offset: state.bodyStart, first: state.index, last: index };
		this.found.addDrafts(drafts, this.lines, 'unified-diff', place);
		this.afterDrafts(index);
		this.fence = undefined;
		this.found.last = undefined;
	}

	private afterDrafts(last: number): void {
		this.lastPath = undefined;
		this.floor = last + 1;
	}

	private endFence(state: FenceState, index: number): void {
		const end = this.lines[index]!.end;
		if (state.mode === 'blocks' && this.found.last !== undefined) {
			this.found.last.range.end = end;
			this.floor = index + 1;
		} else if (state.mode === 'file' && state.path !== undefined) {
			const body = this.lines.slice(state.bodyStart, index).map((line) => line.text);
			const range = { start: this.lines[state.firstLine]!.start, end };
			this.found.addEdit({ kind: 'write', path: state.path, content: joinLines(body), dialect: 'fenced-file', range });
			this.floor = index + 1;
		}
		this.fence = undefined;
	}
}

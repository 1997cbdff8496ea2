import type { ParsedAnswer } from '../types';
import type { AnswerLine } from './answerLines';
import { AnswerState } from './answerState';
import { beginBlock, takeBlockLine } from './blockLines';
import { newFence } from './fenceState';
import { takeFenceLine } from './fenceLines';
import { fenceOf } from './fences';
import type { Item } from './foundItems';
import { parseOpener } from './markers';
import { openBlock } from './openBlock';
import { takePatchLine } from './patchLines';
import { beginsPatch } from './v4a';

/** Reads an answer line by line; none is looked at twice. Each line belongs to what is open before it. */
export class AnswerParser {
	private readonly state = new AnswerState();
	/** Within a thought that leaked into the answer: its drafts are no edits. */
	private thinking = false;
	/** A line that ended a block before it was whole, and that block's item: what else comes on the line is the block's. */
	private early: { readonly index: number; readonly item: Item | undefined } | undefined;

	/** Takes the next line, or more of the last one, if that was not whole. */
	take(line: AnswerLine): void {
		const { state } = this;
		const { lines, found } = state;
		if (lines.at(-1)?.terminated === false) {
			lines.pop();
		}
		const index = lines.push(line) - 1;
		if (this.early?.index === index) {
			if (this.early.item !== undefined) {
				this.early.item.range.end = line.end;
			}
			return;
		}
		const { block, patch, fence } = state;
		found.newest = undefined;
		this.line(index);
		if (!line.terminated && (block !== state.block || patch !== state.patch || fence !== state.fence)) {
			this.early = { index, item: found.newest };
		}
	}

	/** What was found so far. Later lines leave it as it is; what is the same at the next look is the same object. */
	read(): ParsedAnswer {
		return { ...this.state.found.read(), open: openBlock(this.state) };
	}

	private line(index: number): void {
		const { state } = this;
		if (state.block !== undefined) {
			takeBlockLine(state, state.block, index);
		} else if (state.patch === undefined || !takePatchLine(state, state.patch, index)) {
			this.lineOutside(index);
		}
	}

	/** A line that is in no block and in no patch. */
	private lineOutside(index: number): void {
		const { state } = this;
		const { fence } = state;
		const { terminated } = state.lines[index]!;
		if (!terminated && fence?.mode !== 'diff') {
			return;
		}
		if (fence === undefined || !takeFenceLine(state, fence, index)) {
			this.textLine(index);
		}
	}

	private textLine(index: number): void {
		const { state } = this;
		const text = state.text(index);
		if (this.thinking) {
			this.thinking = !text.includes('</think>');
			state.floor = index + 1;
			return;
		}
		if (/^<think>/.test(text) && !state.found.holdsEdits) {
			this.thinking = !text.includes('</think>');
			return;
		}
		const opener = parseOpener(text);
		if (opener !== undefined) {
			beginBlock(state, opener, index);
			return;
		}
		if (beginsPatch(text)) {
			state.patch = { start: index, path: '' };
			return;
		}
		const fence = fenceOf(text);
		if (fence !== undefined) {
			state.fence = newFence(fence, index);
			state.found.last = undefined;
		}
	}
}

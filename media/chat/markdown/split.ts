import type { TextSource } from '../growing-text';
import { blockSources } from './lex';

/** A top-level block of Markdown and where it stands in the split text. */
export interface Block {
	readonly start: number;
	readonly raw: string;
}

/** Blocks that will not change while text is only appended; a full run keeps its identity from then on. */
export type Run = readonly Block[];

/** A growing text as settled blocks, the block still being written, and text not yet looked at. */
export interface Split {
	/** Characters of the text that was split. */
	readonly length: number;
	readonly runs: readonly Run[];
	/** The last block; it may still grow or turn into another kind of block. */
	readonly tail: Block;
	/** Text after `tail`, to be shown as it stands until enough has come to lex again. */
	readonly pending: string;
}

const blocksPerRun = 24;
/** A tail longer than this is lexed again only when it has grown by a 32nd part, which keeps the total linear. */
const patientFrom = 16_000;

const nothing: Split = { length: 0, runs: [], tail: { start: 0, raw: '' }, pending: '' };

/**
 * Splits `source`, going on from the split of an earlier version: only the text after the settled blocks is lexed.
 * @param previous of a text that `source` begins with, unless it is longer: comparing them would take more time than
 * anything else here. A shorter text is split anew.
 */
export function advance(previous: Split | undefined, source: TextSource): Split {
	const { length } = source;
	if (previous?.length === length) {
		return previous;
	}
	const base = previous !== undefined && length > previous.length ? previous : nothing;
	const { start, raw } = base.tail;
	const lexed = start + raw.length;
	if (raw.length > patientFrom && length - lexed < raw.length / 32) {
		return { length, runs: base.runs, tail: base.tail, pending: source.slice(lexed) };
	}
	const blocks = divide(source.slice(start), start);
	const tail = blocks.pop() ?? { start: length, raw: '' };
	return { length, runs: settle(base.runs, blocks), tail, pending: '' };
}

/** Blocks whose raw texts concatenate to `text` exactly, whatever the lexer makes of it. */
function divide(text: string, start: number): Block[] {
	// A carriage return would be normalised away and shift every range behind it; a space is as good.
	const lines = text.includes('\r') ? text.replaceAll('\r', ' ') : text;
	const sources = blockSources(lines);
	if (sources === undefined) {
		return divideAtBlankLine(text, start);
	}
	const blocks: Block[] = [];
	let position = 0;
	for (const source of sources) {
		if (!lines.startsWith(source, position)) {
			break;
		}
		const raw = text.slice(position, position + source.length);
		const previous = blocks.at(-1);
		if (source.trim() === '' && previous !== undefined) {
			// Blank lines belong to the block before them, which they may yet prove to continue.
			blocks[blocks.length - 1] = { start: previous.start, raw: previous.raw + raw };
		} else {
			blocks.push({ start: start + position, raw });
		}
		position += source.length;
	}
	if (position < lines.length) {
		blocks.push({ start: start + position, raw: text.slice(position) });
	}
	return blocks;
}

function divideAtBlankLine(text: string, start: number): Block[] {
	const blank = text.lastIndexOf('\n\n');
	if (blank < 0) {
		return [{ start, raw: text }];
	}
	return [
		{ start, raw: text.slice(0, blank + 2) },
		{ start: start + blank + 2, raw: text.slice(blank + 2) },
	];
}

function settle(runs: readonly Run[], blocks: readonly Block[]): readonly Run[] {
	if (blocks.length === 0) {
		return runs;
	}
	const last = runs.at(-1);
	const open = last !== undefined && last.length < blocksPerRun ? last : [];
	const settled = open.length > 0 ? runs.slice(0, -1) : runs.slice();
	const loose = [...open, ...blocks];
	for (let from = 0; from < loose.length; from += blocksPerRun) {
		settled.push(loose.slice(from, from + blocksPerRun));
	}
	return settled;
}

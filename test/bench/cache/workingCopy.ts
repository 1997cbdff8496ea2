import { jsonStringLiteral } from '../../../src/core/common/jsonText';
import { renderClosing, renderOpening, renderSection } from '../../../src/core/context/layout';
import type { FileChange } from '../../../src/core/context/delta';
import type { TokenCounter } from '../../../src/core/tokens/tokenizer';
import type { Snapshot, Step, Timeline } from './timeline';

/** A file as it stands in a pack. */
interface Part {
	readonly text: string;
	readonly tokens: number;
}

/** A pack that was frozen: its parts stay what they were. */
export interface FrozenPack {
	/** The JSON string literal of its text, as it is sent. */
	readonly json: Uint8Array;
	readonly tokens: number;
	/** The files' parts, in the pack's order. */
	readonly parts: readonly Part[];
	readonly files: Snapshot;
}

/** The files as they are after the steps so far, each already laid out and counted. */
export class WorkingCopy {
	readonly #counter: TokenCounter;
	readonly #parts = new Map<string, Part>();
	readonly #frame: number;
	readonly files: Map<string, string>;
	/** When each path was last changed, in seconds. */
	readonly lastChanges: Map<string, number>;

	constructor(timeline: Timeline, lastChanges: ReadonlyMap<string, number>, counter: TokenCounter) {
		this.#counter = counter;
		this.#frame = counter.countText(opening) + counter.countText(closing);
		this.files = new Map();
		this.lastChanges = new Map(lastChanges);
		for (const [path, text] of timeline.files) {
			this.#set(path, text);
		}
	}

	apply(step: Step): void {
		for (const { path, after } of step.changes) {
			this.lastChanges.set(path, step.time);
			if (after === undefined) {
				this.files.delete(path);
				this.#parts.delete(path);
			} else {
				this.#set(path, after);
			}
		}
	}

	/** @param preface text between the opening and the files */
	pack(order: readonly string[], preface = ''): FrozenPack {
		const parts = order.map((path) => this.#parts.get(path)!);
		const text = [opening, preface, ...parts.map((part) => part.text), closing].join('');
		const tokens = this.packTokens() + (preface === '' ? 0 : this.#counter.countText(preface));
		return { json: jsonStringLiteral(new TextEncoder().encode(text)), tokens, parts, files: new Map(this.files) };
	}

	/** Tokens of a pack made now. */
	packTokens(): number {
		let tokens = this.#frame;
		for (const part of this.#parts.values()) {
			tokens += part.tokens;
		}
		return tokens;
	}

	/** Tokens that a pack made now in this order would begin with like an older one. */
	commonPrefixTokens(pack: FrozenPack, order: readonly string[]): number {
		let tokens = this.#counter.countText(opening);
		for (const [index, path] of order.entries()) {
			const part = this.#parts.get(path)!;
			if (pack.parts[index]?.text !== part.text) {
				break;
			}
			tokens += part.tokens;
		}
		return tokens;
	}

	/** How the files differ from what was told: `told` maps paths to texts, over those of the pack. */
	changesSince(pack: Snapshot, told: ReadonlyMap<string, string | undefined>): FileChange[] {
		const changes: FileChange[] = [];
		for (const path of new Set([...pack.keys(), ...told.keys(), ...this.files.keys()])) {
			const before = told.has(path) ? told.get(path) : pack.get(path);
			const after = this.files.get(path);
			if (before !== after) {
				changes.push({ path, before, after });
			}
		}
		return changes;
	}

	#set(path: string, text: string): void {
		const section = renderSection(path, text).text;
		this.files.set(path, text);
		this.#parts.set(path, { text: section, tokens: this.#counter.countText(section) });
	}
}

const opening = renderOpening('repository');
const closing = renderClosing([]);

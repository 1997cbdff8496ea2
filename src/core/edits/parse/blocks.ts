import type { Edit } from '../types';
import { joinLines } from './answerLines';
import { fenceOf, closesFence } from './fences';
import {
	conflictEdge,
	dividerLength,
	parseCloser,
	parseOpener,
	parseStartLine,
	type Closer,
	type Opener,
} from './markers';
import { cleanPath } from './paths';

/** What a finished block says, without its place; a string says why it says nothing. */
export type BlockContent =
	| (Omit<Extract<Edit, { kind: 'replace' }>, 'range' | 'dialect' | 'path'> & { readonly path: string })
	| { readonly kind: 'write'; readonly path: string; readonly content: string }
	| { readonly kind: 'delete'; readonly path: string }
	| { readonly kind: 'rename'; readonly path: string; readonly to: string }
	| string;

/** Characters of the markers as the format is told to models. */
const usualLength = 7;

interface Divider {
	readonly index: number;
	readonly length: number;
	readonly inConflict: boolean;
}

/**
 * Takes the lines of one block after its opener. Content may itself hold markers: those of another length nest, those of
 * a merge conflict are counted, and several possible dividers are all kept as readings.
 */
export class BlockReader {
	private readonly content: string[] = [];
	private readonly dividers: Divider[] = [];
	private readonly nested: number[] = [];
	private conflictDepth = 0;

	constructor(
		private readonly opener: Opener,
		readonly path: string,
	) {}

	/**
	 * Feeds a line. `closed`: it was the closer. `broken`: a new block begins on this line, this one never ended.
	 * @param terminated false when the line may still grow
	 */
	feed(raw: string, terminated: boolean): 'more' | 'closed' | 'broken' {
		const { opener } = this;
		const line = raw.startsWith(opener.indentation) ? raw.slice(opener.indentation.length) : raw;
		const closer = parseCloser(line, terminated);
		if (closer !== undefined && (closer.character === '>' || opener.character === '-')) {
			const nestedAt = this.nested.lastIndexOf(closer.length);
			if (nestedAt >= 0 && (closer.length !== opener.length || !this.closes(closer.word))) {
				// A line that may still grow will come once more.
				this.nested.length = terminated ? nestedAt : this.nested.length;
			} else if (this.closes(closer.word) && this.isLong(closer)) {
				return 'closed';
			}
		}
		if (!terminated) {
			return 'more';
		}
		const inner = parseOpener(line);
		if (inner !== undefined && inner.indentation === '' && inner.character === opener.character) {
			if (inner.length === opener.length && (opener.word === 'SEARCH' || inner.word === opener.word)) {
				return 'broken';
			}
			this.nested.push(inner.length);
		} else if (opener.word === 'SEARCH' && this.nested.length === 0) {
			this.noteDivider(line);
		}
		this.content.push(line);
		return 'more';
	}

	/** Whether a fence's end may stand for the missing closer: nothing but a deletion is complete without one. */
	endsWithFence(): boolean {
		return this.opener.word === 'DELETE' && this.content.every((line) => line.trim() === '');
	}

	/** Whether nothing was said yet of the new text, so that a block that begins again may begin this one again. */
	get hasDivider(): boolean {
		return this.dividers.length > 0;
	}

	/** The block's meaning, once it is closed. */
	finish(): BlockContent {
		const { opener, path, content } = this;
		switch (opener.word) {
			case 'SEARCH':
				return this.finishSearch();
			case 'WRITE':
				return { kind: 'write', path, content: joinLines(withoutInnerFence(content, path)) };
			case 'DELETE':
				return content.every((line) => line.trim() === '')
					? { kind: 'delete', path }
					: 'A DELETE block must be empty; to delete lines, use a SEARCH block.';
			case 'RENAME': {
				const targets = content
					.filter((line) => line.trim() !== '' && fenceOf(line) === undefined && dividerLength(line) === undefined)
					.flatMap((line) => line.split(/ (?:->|→|=>) /))
					.map(cleanPath);
				// Some name the old path once more.
				const to = targets.length === 2 && targets[0] === path ? targets[1] : targets[0];
				return to !== undefined && (targets.length === 1 || to !== targets[0])
					? { kind: 'rename', path, to }
					: 'A RENAME block must hold the new path and nothing else.';
			}
		}
	}

	/**
	 * Who divides the texts by as unusual a marker as began the block has chosen its length because the text holds others.
	 * Who takes much longer markers has shorter ones in the text; and within a block in the text only a marker as long as
	 * the opener is certain to be none of that block's.
	 */
	private isLong(closer: Closer): boolean {
		const { length, word } = this.opener;
		if (closer.length === length) {
			return true;
		}
		const chosen =
			word === 'SEARCH' &&
			length !== usualLength &&
			this.dividers.every((divider) => divider.length !== usualLength) &&
			(this.dividers.length === 0 || this.dividers.some((divider) => divider.length === length));
		return !chosen && this.nested.length === 0 && (length <= usualLength || closer.length >= length - 1);
	}

	private closes(word: Closer['word']): boolean {
		const { opener } = this;
		if (opener.word === 'SEARCH') {
			// A conflict's own end is bare or carries a label; only a bare one can be mistaken.
			return (
				word === 'REPLACE' ||
				(this.dividers.length > 0 && this.conflictDepth === 0 && (word === 'SEARCH' || word === ''))
			);
		}
		return word === opener.word || (word === 'REPLACE' && this.nested.length === 0);
	}

	private noteDivider(line: string): void {
		const edge = conflictEdge(line);
		if (edge === 'begin') {
			this.conflictDepth++;
		} else if (edge === 'end' && this.conflictDepth > 0) {
			this.conflictDepth--;
		}
		const length = dividerLength(line);
		if (length !== undefined) {
			this.dividers.push({ index: this.content.length, length, inConflict: this.conflictDepth > 0 });
		}
	}

	private finishSearch(): BlockContent {
		const { opener, content, path } = this;
		const balanced = this.conflictDepth === 0;
		const own = (divider: Divider): boolean => divider.length === opener.length;
		const outside = (divider: Divider): boolean => !balanced || !divider.inConflict;
		const preferences = [(divider: Divider) => own(divider) && outside(divider), outside, () => true];
		const candidates = preferences
			.map((preference) => this.dividers.filter(preference))
			.find((dividers) => dividers.length > 0);
		if (candidates === undefined) {
			return `The block has no line "${'='.repeat(opener.length)}" between the old and the new text.`;
		}
		const named = parseStartLine(content);
		const line = opener.line ?? named?.line;
		const sides = candidates.map(({ index }) => [content.slice(named?.count ?? 0, index), content.slice(index + 1)]);
		// Some put a fence around either side. Only the file tells whether the fences are its own.
		const bare = sides
			.filter((pair) => pair.every((side) => innerOfFence(side) !== undefined))
			.map((pair) => pair.map((side) => innerOfFence(side)!));
		const readings = [...sides, ...bare].map(([search, replace]) => ({
			search: joinLines(search!),
			replace: joinLines(replace!),
		}));
		return {
			kind: 'replace',
			path,
			...readings[0]!,
			all: opener.all,
			...(line === undefined ? {} : { line }),
			...(readings.length > 1 ? { readings } : {}),
		};
	}
}

/** A fence inside WRITE markers around the whole text is the model's habit, not part of the file (but in Markdown). */
function withoutInnerFence(content: readonly string[], path: string): readonly string[] {
	const markdown = /\.(?:md|mdx|markdown|rst|txt|qmd)$/i.test(path);
	return (markdown ? undefined : innerOfFence(content)) ?? content;
}

/** What stands in a fence that holds the whole text. */
function innerOfFence(content: readonly string[]): readonly string[] | undefined {
	const first = content[0] === undefined ? undefined : fenceOf(content[0]);
	return first !== undefined && content.length > 1 && closesFence(content.at(-1)!, first)
		? content.slice(1, -1)
		: undefined;
}

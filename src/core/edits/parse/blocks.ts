import type { Edit } from '../types';
import { joinLines } from './answerLines';
import { fenceOf, closesFence } from './fences';
import { conflictEdge, dividerLength, parseCloser, parseOpener, type Opener } from './markers';
import { cleanPath } from './paths';

/** What a finished block says, without its place; a string says why it says nothing. */
export type BlockContent =
	| (Omit<Extract<Edit, { kind: 'replace' }>, 'range' | 'dialect' | 'path'> & { readonly path: string })
	| { readonly kind: 'write'; readonly path: string; readonly content: string }
	| { readonly kind: 'delete'; readonly path: string }
	| { readonly kind: 'rename'; readonly path: string; readonly to: string }
	| string;

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
		const closer = parseCloser(line);
		if (closer !== undefined && (closer.word !== '' || terminated)) {
			const nestedAt = this.nested.lastIndexOf(closer.length);
			if (nestedAt >= 0 && (closer.length !== opener.length || !this.closes(closer.word))) {
				this.nested.length = nestedAt;
			} else if (this.closes(closer.word)) {
				return 'closed';
			}
		}
		if (!terminated) {
			return 'more';
		}
		const inner = parseOpener(line);
		if (inner !== undefined && inner.indentation === '') {
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
				const targets = content.filter((line) => line.trim() !== '' && fenceOf(line) === undefined);
				return targets.length === 1
					? { kind: 'rename', path, to: cleanPath(targets[0]!) }
					: 'A RENAME block must hold the new path and nothing else.';
			}
		}
	}

	private closes(word: NonNullable<ReturnType<typeof parseCloser>>['word']): boolean {
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
		const readings = candidates.map(({ index }) => ({
			search: joinLines(content.slice(0, index)),
			replace: joinLines(content.slice(index + 1)),
		}));
		return {
			kind: 'replace',
			path,
			...readings[0]!,
			all: opener.all,
			...(opener.line === undefined ? {} : { line: opener.line }),
			...(readings.length > 1 ? { readings } : {}),
		};
	}
}

/** A fence inside WRITE markers around the whole text is the model's habit, not part of the file (but in Markdown). */
function withoutInnerFence(content: readonly string[], path: string): readonly string[] {
	const first = content[0] === undefined ? undefined : fenceOf(content[0]);
	const last = content.at(-1);
	const markdown = /\.(?:md|mdx|markdown|rst|txt|qmd)$/i.test(path);
	return first !== undefined && content.length > 1 && !markdown && closesFence(last!, first)
		? content.slice(1, -1)
		: content;
}

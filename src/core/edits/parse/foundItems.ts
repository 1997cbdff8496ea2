import type { Edit, EditDialect, ParseProblem } from '../types';
import type { AnswerLine, Draft } from './answerLines';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An edit or a problem whose end may still move. */
export interface Item {
	range: { start: number; end: number };
}

/** What was found in an answer so far. */
export class FoundItems {
	readonly #edits: Mutable<Edit>[] = [];
	readonly #problems: Mutable<ParseProblem>[] = [];
	/** Copies of both as they were last handed out. */
	readonly #settledEdits: Edit[] = [];
	readonly #settledProblems: ParseProblem[] = [];
	/** The last block's item, until something else follows: the closing fence still belongs to it. */
	last: Item | undefined;
	/** The last item that the line being taken added. */
	newest: Item | undefined;

	get holdsEdits(): boolean {
		return this.#edits.length > 0;
	}

	addEdit(edit: Edit): void {
		const item = { ...edit, range: { ...edit.range } };
		this.#edits.push(item);
		this.last = item;
		this.newest = item;
	}

	addProblem(range: { start: number; end: number }, message: string, dialect: EditDialect): void {
		const problem = { range, message, dialect };
		this.#problems.push(problem);
		this.last = problem;
		this.newest = problem;
	}

	/** A problem that nothing which follows belongs to. */
	addClosedProblem(range: { start: number; end: number }, message: string, dialect: EditDialect): void {
		this.#problems.push({ range, message, dialect });
		this.last = undefined;
	}

	/**
	 * Adds what a patch holds; the drafts share its lines among them, fences included.
	 * @param place the line the drafts count from, and the first and the last line of all
	 */
	addDrafts(
		drafts: readonly Draft[],
		lines: readonly AnswerLine[],
		dialect: EditDialect,
		place: { readonly offset: number; readonly first: number; readonly last: number },
	): void {
		for (const [number, { content, firstLine }] of drafts.entries()) {
			const next = drafts[number + 1];
			const first = number === 0 ? place.first : place.offset + firstLine;
			const last = next === undefined ? place.last : place.offset + next.firstLine - 1;
			const range = { start: lines[first]!.start, end: lines[last]!.end };
			if ('message' in content) {
				this.addProblem(range, content.message, dialect);
			} else {
				this.addEdit({ ...content, range });
			}
		}
	}

	/** What is the same at the next look is the same object, so that a look copies no more than what is new. */
	read(): { readonly edits: readonly Edit[]; readonly problems: readonly ParseProblem[] } {
		return { edits: settle(this.#edits, this.#settledEdits), problems: settle(this.#problems, this.#settledProblems) };
	}
}

/** Copies what is new since the last time; of what was copied, only the last one's end may have moved. */
function settle<T extends Edit | ParseProblem>(items: readonly T[], copies: T[]): readonly T[] {
	for (let index = Math.max(0, copies.length - 1); index < items.length; index++) {
		const item = items[index]!;
		if (copies[index]?.range.end !== item.range.end) {
			copies[index] = { ...item, range: { ...item.range } };
		}
	}
	return copies.slice();
}

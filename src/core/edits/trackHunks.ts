import type { LineChange } from '../common/lineChange';
import { LineComparer, LineSplitter } from '../common/lineComparer';
import { diffLines } from '../common/lineDiff';
import { dominantEol, splitLines, withEol, type Eol } from '../common/lines';
import { computeHunks, type Hunk } from './hunks';
import { oldLines } from './oldLines';
import { endAfter, groupHunks, isRewritten, loosely, startAfter, type HunkGroup } from './placeHunks';

/** A pending change of the edits, at its place in a text the user may have gone on working in. */
export interface TrackedHunk extends Hunk {
	/**
	 * The changes from baseline to edited text it stands for, from the top: usually one, several when the user wrote
	 * across them.
	 */
	readonly sources: readonly Hunk[];
	/** The user wrote over some of it: rejecting it would take that away. */
	readonly holdsUserText: boolean;
}

export interface TrackedText {
	/** The user's text without the pending changes: what it becomes when all of them are rejected. */
	readonly original: string;
	/** From the top. `baseline` and `removed` describe `original`, `current` and `added` the user's text. */
	readonly hunks: readonly TrackedHunk[];
}

/** Of so many hunks that seem to be taken back by hand each is looked at on its own; with more, all are shown. */
const maxDoubted = 20;

/**
 * Follows the changes between two fixed texts, the baseline and what the edits made of it, through whatever the user
 * does to the second. What the user adds, changes or takes away elsewhere is the user's own and never part of a hunk.
 * White space and line endings do not hide a line: formatting or saving in another form keeps the hunks where they are.
 */
export class HunkTracker {
	readonly #applied: string;
	readonly #baselineLines: readonly string[];
	readonly #appliedLines: readonly string[];
	readonly #splitter = new LineSplitter();
	readonly #fromApplied: LineComparer;
	readonly #fromBaseline: LineComparer;
	readonly #hunks: readonly Hunk[];
	/** Lines that came and went with the edits. */
	readonly #lines: { readonly added: ReadonlySet<string>; readonly removed: ReadonlySet<string> };

	constructor(baseline: string, applied: string) {
		this.#applied = applied;
		this.#baselineLines = splitLines(baseline);
		this.#appliedLines = splitLines(applied);
		this.#fromApplied = new LineComparer(this.#appliedLines);
		this.#fromBaseline = new LineComparer(this.#baselineLines);
		this.#hunks = computeHunks(baseline, applied);
		this.#lines = {
			added: new Set(this.#hunks.flatMap((hunk) => splitLines(hunk.added))),
			removed: new Set(this.#hunks.flatMap((hunk) => splitLines(hunk.removed))),
		};
	}

	/** The pending changes in a text. One that the user took back by hand is no longer among them. */
	track(current: string): TrackedText {
		if (this.#hunks.length === 0) {
			return { original: current, hunks: [] };
		}
		const appliedEol = dominantEol(this.#applied);
		const eol = dominantEol(current) ?? appliedEol ?? '\n';
		const text: UserText = {
			text: current,
			lines: this.#splitter.split(current),
			eol,
			otherEol: appliedEol !== undefined && appliedEol !== eol,
		};
		const changes =
			current === this.#applied ? [] : loosely(this.#fromApplied.changesTo(text.lines), this.#appliedLines, text.lines);
		const placed = groupHunks(this.#hunks, changes).map((each) => this.#place(text, each, changes));
		return assemble(
			text,
			this.#mayBeTakenBack(text, changes) ? this.#stillThere(text, placed) : withDifference(text, placed),
		);
	}

	#place(text: UserText, group: HunkGroup, changes: readonly LineChange[]): Placed {
		const { hunks, start, end, inside } = group;
		const putIn = inside
			.filter((change) => change.beforeStart === change.beforeEnd)
			.map((change) => ({ place: change.beforeStart, lines: text.lines.slice(change.afterStart, change.afterEnd) }));
		const old = text.otherEol ? (line: string) => withEol(line, text.eol) : (line: string) => line;
		const placedStart = startAfter(changes, start);
		return {
			sources: hunks,
			start: placedStart,
			end: Math.max(placedStart, endAfter(changes, end)),
			lines: oldLines(this.#appliedLines, group, putIn, old),
			holdsUserText: inside.some(isRewritten),
		};
	}

	/** True when the user took away a line like those that came with the edits, or put in one like those that went. */
	#mayBeTakenBack(text: UserText, changes: readonly LineChange[]): boolean {
		const { added, removed } = this.#lines;
		return changes.some(
			(change) =>
				this.#appliedLines.slice(change.beforeStart, change.beforeEnd).some((line) => added.has(line)) ||
				text.lines.slice(change.afterStart, change.afterEnd).some((line) => removed.has(line)),
		);
	}

	/** Leaves out what makes no difference any more, also where the user took it back by hand. */
	#stillThere(text: UserText, placed: readonly Placed[]): Placed[] {
		const differing = withDifference(text, placed);
		if (differing.length === 0) {
			return differing;
		}
		// Where lines repeat, the comparison with the edited text may blame another of them for one that was taken back by
		// hand. Then the comparison with the baseline shows no change there, and taking the hunk back would make one.
		const changes = this.#fromBaseline.changesTo(text.lines);
		const doubted = differing.filter(
			({ start, end }) => !changes.some((change) => change.afterStart <= end && change.afterEnd >= start),
		);
		if (doubted.length === 0 || doubted.length > maxDoubted) {
			return differing;
		}
		const distance = size(changes);
		const gone = new Set(
			doubted.filter(({ start, end, lines }) => {
				const rejected = [...text.lines.slice(0, start), ...lines, ...text.lines.slice(end)];
				return size(diffLines(this.#baselineLines, rejected)) >= distance;
			}),
		);
		return differing.filter((each) => !gone.has(each));
	}
}

interface UserText {
	readonly text: string;
	readonly lines: readonly string[];
	readonly eol: Eol;
	/** The user gave the file other line endings since. */
	readonly otherEol: boolean;
}

/** A group in the user's text; lines 0-based and half-open. */
interface Placed {
	readonly sources: readonly Hunk[];
	readonly start: number;
	readonly end: number;
	/** What stands there once it is rejected. */
	readonly lines: readonly string[];
	readonly holdsUserText: boolean;
}

function withDifference(text: UserText, placed: readonly Placed[]): Placed[] {
	return placed.filter((each) => text.lines.slice(each.start, each.end).join('') !== each.lines.join(''));
}

function size(changes: readonly LineChange[]): number {
	return changes.reduce(
		(sum, change) => sum + change.beforeEnd - change.beforeStart + change.afterEnd - change.afterStart,
		0,
	);
}

/** Puts the old lines into the user's text and names every place on both sides. */
function assemble(text: UserText, placed: readonly Placed[]): TrackedText {
	const { lines, eol } = text;
	const original: string[] = [];
	/** Lines of `original`, and how far of the user's text it tells: lines and characters. */
	let count = 0;
	let at = 0;
	let offset = 0;
	const lengthTo = (line: number) => {
		let length = 0;
		for (let index = at; index < line; index++) {
			length += lines[index]!.length;
		}
		return length;
	};
	const hunks: TrackedHunk[] = [];
	const seen = new Map<string, number>();
	for (const each of placed) {
		// Something has to end the line that old lines are put behind.
		const unended = each.start === lines.length && each.start > at && each.lines.length > 0 && !isEnded(lines.at(-1));
		const start = unended ? each.start - 1 : each.start;
		const old = ended(
			[...(unended ? lines.slice(start, each.start) : []), ...each.lines],
			eol,
			each.end < lines.length,
		);
		const kept = lengthTo(start);
		original.push(text.text.slice(offset, offset + kept), old.join(''));
		count += Math.max(0, start - at);
		offset += lengthTo(each.end);
		at = each.end;
		const [source] = each.sources;
		const occurrence = seen.get(source!.id) ?? 0;
		seen.set(source!.id, occurrence + 1);
		hunks.push({
			id: source!.id,
			baseline: { start: count + 1, count: old.length },
			current: { start: start + 1, count: each.end - start },
			removed: old.join(''),
			added: lines.slice(start, each.end).join(''),
			sources: each.sources,
			holdsUserText: each.holdsUserText,
		});
		count += old.length;
	}
	original.push(text.text.slice(offset));
	return { original: original.join(''), hunks };
}

function isEnded(line: string | undefined): boolean {
	return line === undefined || line.endsWith('\n');
}

/** Every line but the last ends; the last one, too, when `more` follow. */
function ended(lines: readonly string[], eol: Eol, more: boolean): string[] {
	return lines.map((line, index) => (isEnded(line) || (index === lines.length - 1 && !more) ? line : line + eol));
}

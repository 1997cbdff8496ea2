import { diffLines, type LineChange } from '../common/lineDiff';
import { dominantEol, splitLines, withEol, type Eol } from '../common/lines';
import { computeHunks, type Hunk } from './hunks';

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
	readonly #hunks: readonly Hunk[];

	constructor(baseline: string, applied: string) {
		this.#applied = applied;
		this.#baselineLines = splitLines(baseline);
		this.#appliedLines = splitLines(applied);
		this.#hunks = computeHunks(baseline, applied);
	}

	/** The pending changes in a text. One that the user took back by hand is no longer among them. */
	track(current: string): TrackedText {
		if (this.#hunks.length === 0) {
			return { original: current, hunks: [] };
		}
		const appliedEol = dominantEol(this.#applied);
		const eol = dominantEol(current) ?? appliedEol ?? '\n';
		const text: UserText = {
			lines: splitLines(current),
			eol,
			otherEol: appliedEol !== undefined && appliedEol !== eol,
		};
		const changes = current === this.#applied ? [] : diffLoosely(this.#appliedLines, text.lines);
		const placed = group(this.#hunks, changes).map((each) => this.#place(text, each, changes));
		return assemble(text, current === this.#applied ? placed : this.#stillThere(text, placed));
	}

	#place(text: UserText, { hunks, start, end, inside }: Group, changes: readonly LineChange[]): Placed {
		const old: string[] = [];
		let at = start;
		for (const hunk of hunks) {
			old.push(...this.#appliedLines.slice(at, hunk.current.start - 1), ...splitLines(hunk.removed));
			at = hunk.current.start - 1 + hunk.current.count;
		}
		old.push(...this.#appliedLines.slice(at, end));
		const kept = inside
			.filter((change) => change.beforeStart === change.beforeEnd)
			.flatMap((change) => text.lines.slice(change.afterStart, change.afterEnd));
		const placedStart = startAfter(changes, start);
		return {
			sources: hunks,
			start: placedStart,
			end: Math.max(placedStart, endAfter(changes, end)),
			lines: [...(text.otherEol ? old.map((line) => withEol(line, text.eol)) : old), ...kept],
			holdsUserText: inside.some(isRewritten),
		};
	}

	/** Leaves out what makes no difference any more. */
	#stillThere(text: UserText, placed: readonly Placed[]): Placed[] {
		const differing = placed.filter((each) => text.lines.slice(each.start, each.end).join('') !== each.lines.join(''));
		if (differing.length === 0) {
			return differing;
		}
		// Where lines repeat, the comparison with the edited text may blame another of them for one that was taken back by
		// hand. Then the comparison with the baseline shows no change there, and taking the hunk back would make one.
		const changes = diffLines(this.#baselineLines, text.lines);
		const doubted = differing.filter(
			({ start, end }) => !changes.some((change) => change.afterStart <= end && change.afterEnd >= start),
		);
		if (doubted.length === 0 || doubted.length > maxDoubted) {
			return differing;
		}
		const distance = size(changes);
		const gone = new Set(
			doubted.filter(({ start, end, lines }) => {
				const rejected = text.lines.toSpliced(start, end - start, ...lines);
				return size(diffLines(this.#baselineLines, rejected)) >= distance;
			}),
		);
		return differing.filter((each) => !gone.has(each));
	}
}

interface UserText {
	readonly lines: readonly string[];
	readonly eol: Eol;
	/** The user gave the file other line endings since. */
	readonly otherEol: boolean;
}

/** Hunks that the user wrote across, decided as one. Lines of the edited text, 0-based and half-open. */
interface Group {
	readonly hunks: Hunk[];
	start: number;
	end: number;
	/** The user's changes in it. */
	readonly inside: LineChange[];
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

/** The user's own words stand where lines of the edited text stood. */
function isRewritten(change: LineChange): boolean {
	return change.beforeStart < change.beforeEnd && change.afterStart < change.afterEnd;
}

function size(changes: readonly LineChange[]): number {
	return changes.reduce(
		(sum, change) => sum + change.beforeEnd - change.beforeStart + change.afterEnd - change.afterStart,
		0,
	);
}

/** Both lists are in order; each change is looked at for the few hunks it reaches. */
function group(hunks: readonly Hunk[], changes: readonly LineChange[]): Group[] {
	const groups: Group[] = [];
	let from = 0;
	for (const hunk of hunks) {
		let start = hunk.current.start - 1;
		let end = start + hunk.current.count;
		while (from < changes.length && changes[from]!.beforeEnd <= start) {
			from++;
		}
		const inside: LineChange[] = [];
		for (let index = from; index < changes.length; index++) {
			const change = changes[index]!;
			// An empty hunk lies between two lines: only a change across it reaches it.
			if (change.beforeStart >= end) {
				break;
			}
			inside.push(change);
		}
		for (const change of inside.filter(isRewritten)) {
			start = Math.min(start, change.beforeStart);
			end = Math.max(end, change.beforeEnd);
		}
		const last = groups.at(-1);
		if (last && start < last.end) {
			last.hunks.push(hunk);
			last.end = Math.max(last.end, end);
			last.inside.push(...inside.filter((change) => !last.inside.includes(change)));
		} else {
			groups.push({ hunks: [hunk], start, end, inside });
		}
	}
	return groups;
}

/** Where a line of the edited text is in the user's text; what the user put in right before it is not part of it. */
function startAfter(changes: readonly LineChange[], line: number): number {
	const change = lastWhere(changes, ({ beforeStart }) => beforeStart <= line);
	if (!change) {
		return line;
	}
	// At or within what the user took away or wrote over.
	if (change.beforeEnd > line) {
		return change.afterStart;
	}
	return line + change.afterEnd - change.beforeEnd;
}

/** Where the end of a line range is; what the user put in right after it is not part of it. */
function endAfter(changes: readonly LineChange[], line: number): number {
	const change = lastWhere(changes, ({ beforeStart }) => beforeStart < line);
	if (!change) {
		return line;
	}
	return change.beforeEnd > line ? change.afterEnd : line + change.afterEnd - change.beforeEnd;
}

function lastWhere(changes: readonly LineChange[], before: (change: LineChange) => boolean): LineChange | undefined {
	let low = 0;
	let high = changes.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (before(changes[middle]!)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return changes[low - 1];
}

/** Compares lines as they are, and what differs once more without white space. */
function diffLoosely(before: readonly string[], after: readonly string[]): LineChange[] {
	const loose = (lines: readonly string[], start: number, end: number) =>
		lines.slice(start, end).map((line) => line.replace(/\s+/g, ''));
	return diffLines(before, after).flatMap((change) =>
		isRewritten(change)
			? diffLines(
					loose(before, change.beforeStart, change.beforeEnd),
					loose(after, change.afterStart, change.afterEnd),
				).map((inner) => ({
					beforeStart: inner.beforeStart + change.beforeStart,
					beforeEnd: inner.beforeEnd + change.beforeStart,
					afterStart: inner.afterStart + change.afterStart,
					afterEnd: inner.afterEnd + change.afterStart,
				}))
			: [change],
	);
}

/** Puts the old lines into the user's text and names every place on both sides. */
function assemble(text: UserText, placed: readonly Placed[]): TrackedText {
	const { lines, eol } = text;
	const original: string[] = [];
	const hunks: TrackedHunk[] = [];
	const seen = new Map<string, number>();
	let at = 0;
	for (const each of placed) {
		// Something has to end the line that old lines are put behind.
		const unended = each.start === lines.length && each.start > at && each.lines.length > 0 && !isEnded(lines.at(-1));
		const start = unended ? each.start - 1 : each.start;
		const old = ended(
			[...(unended ? lines.slice(start, each.start) : []), ...each.lines],
			eol,
			each.end < lines.length,
		);
		for (; at < start; at++) {
			original.push(lines[at]!);
		}
		at = each.end;
		const [source] = each.sources;
		const occurrence = seen.get(source!.id) ?? 0;
		seen.set(source!.id, occurrence + 1);
		hunks.push({
			id: source!.id,
			baseline: { start: original.length + 1, count: old.length },
			current: { start: start + 1, count: each.end - start },
			removed: old.join(''),
			added: lines.slice(start, each.end).join(''),
			sources: each.sources,
			holdsUserText: each.holdsUserText,
		});
		original.push(...old);
	}
	for (; at < lines.length; at++) {
		original.push(lines[at]!);
	}
	return { original: original.join(''), hunks };
}

function isEnded(line: string | undefined): boolean {
	return line === undefined || line.endsWith('\n');
}

/** Every line but the last ends; the last one, too, when `more` follow. */
function ended(lines: readonly string[], eol: Eol, more: boolean): string[] {
	return lines.map((line, index) => (isEnded(line) || (index === lines.length - 1 && !more) ? line : line + eol));
}

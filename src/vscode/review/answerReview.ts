import type { ChangeSummary } from '../../core/edits/changeSummary';
import { placeOf, type Decided, type JournalEntry } from '../../node/storage/journalState';
import { isInFiles } from './applyEdits';

/** A file as an answer changed it. */
export interface AppliedFile extends ChangeSummary {
	readonly path: string;
	readonly renamedTo?: string;
}

/** What the review knows about the edits of one answer. */
export interface AnswerReview {
	/** Decisions that are still needed, by path; files that need none are not listed. */
	readonly pending: ReadonlyMap<string, number>;
	/** What was decided about files that need no decision any more, by path. */
	readonly decided: ReadonlyMap<string, Decided>;
	/** What was changed, by the place of each file; undefined when the journal does not know. */
	readonly files: ReadonlyMap<string, AppliedFile> | undefined;
	/** The journal holds the answer as applied. */
	readonly applied: boolean;
	readonly canUndo: boolean;
	/** What is being done with them right now. */
	readonly working: ReviewWork | undefined;
}

/** Something that takes a while when it is done to many files. */
export type ReviewWork = 'apply' | 'accept' | 'reject' | 'undo';

/** What is left over of an answer may be applied later, as an apply of its own: its id then begins with the answer's. */
export function isOf(entryId: string, answerId: string): boolean {
	return entryId === answerId || entryId.startsWith(`${answerId}#`);
}

/** The answer that an apply belongs to. */
export function answerOf(entryId: string): string {
	return entryId.split('#', 1)[0]!;
}

/**
 * @param entries the applies of the answer, the newest first
 * @param pending decisions that are still needed, by path
 */
export function answerReview(
	entries: readonly JournalEntry[],
	pending: ReadonlyMap<string, number>,
	working: ReviewWork | undefined,
): AnswerReview {
	const decided = new Map<string, Decided>();
	for (const file of entries.flatMap((entry) => entry.files)) {
		const place = placeOf(file);
		if (file.decided && !pending.has(place) && !decided.has(place)) {
			decided.set(place, file.decided);
		}
	}
	const applied = entries.some((entry) => entry.finished && isInFiles(entry));
	return { pending, decided, files: appliedFiles(entries), applied, canUndo: entries.length > 0, working };
}

function appliedFiles(entries: readonly JournalEntry[]): ReadonlyMap<string, AppliedFile> | undefined {
	const files = new Map<string, AppliedFile>();
	for (const file of entries.toReversed().flatMap((entry) => entry.files)) {
		const { summary, path, renamedTo } = file;
		if (!summary) {
			return undefined;
		}
		const earlier = files.get(placeOf(file));
		files.set(placeOf(file), {
			path,
			...(renamedTo === undefined ? {} : { renamedTo }),
			change: earlier?.change ?? summary.change,
			hunks: summary.hunks + (earlier?.hunks ?? 0),
			added: summary.added + (earlier?.added ?? 0),
			removed: summary.removed + (earlier?.removed ?? 0),
		});
	}
	return files.size === 0 ? undefined : files;
}

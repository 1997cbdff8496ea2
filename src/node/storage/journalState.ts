import type { ChangeSummary } from '../../core/edits/changeSummary';

/** What the user decided about the edits of a file. */
export type Decided = 'accepted' | 'rejected' | 'mixed';

/** One file of an apply, as it was before and as we left it. */
export interface JournalFile {
	/** Path in the pack before the apply. */
	readonly path: string;
	readonly renamedTo?: string;
	/** Text in the editor before; undefined when the file did not exist. */
	readonly text: string | undefined;
	/** Bytes on disk before, in Base64, where they are not simply `text` in UTF-8. */
	readonly bytes?: string;
	/** The editor held unsaved work: `text` then comes back unsaved, else the file gets exactly its bytes. */
	readonly unsaved: boolean;
	/** Text as our last step left it; anything else is the user's later work. Undefined when we deleted the file. */
	readonly lastKnown: string | undefined;
	readonly decided?: Decided;
	/** What the apply did to it; missing in journals of earlier versions. */
	readonly summary?: ChangeSummary;
	/** Numbers of the answer's edits it was made of; missing in journals of earlier versions. */
	readonly edits?: readonly number[];
	/** The review of an earlier apply that this one was put on top of; undoing this one goes back to it. */
	readonly earlier?: PendingRecord;
}

/** One apply: everything needed to take it back. Files that were taken back are no longer listed. */
export interface JournalEntry {
	/** The turn whose answer was applied. */
	readonly id: string;
	/** The question, for messages. */
	readonly title: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly files: readonly JournalFile[];
	/** False from before the first file changes until after the last one: found so later, the apply was interrupted. */
	readonly finished: boolean;
}

/** A file with edits that await review. */
export interface PendingRecord {
	readonly path: string;
	/** Text before the edits that are still pending; undefined when they created the file. */
	readonly baseline: string | undefined;
	/** `baseline` with the pending edits, without anything the user did since; empty when they deleted the file. */
	readonly applied: string;
	/** The edits deleted the file. */
	readonly deleted: boolean;
	readonly renamedFrom?: string;
	readonly entryId: string;
}

/** Everything the journal holds; saved as a whole, so that its parts always agree. */
export interface JournalState {
	readonly entries: readonly JournalEntry[];
	readonly pending: readonly PendingRecord[];
}

/** Where a file of an apply is now. */
export function placeOf(file: JournalFile): string {
	return file.renamedTo ?? file.path;
}

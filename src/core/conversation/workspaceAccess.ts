import type { FileChange } from '../context/delta';
import type { Pack } from '../context/types';
import type { DiffAttachment, ToldChange } from './conversation';

/** What the model knows of a file beside the pack. */
export interface ToldText {
	/** Undefined for a file that is gone. */
	readonly text: string | undefined;
	/** True when `text` is a part of the file. */
	readonly part: boolean;
}

/**
 * Changes since a pack was frozen, as blocks that are only ever appended to: what chats have told so far stands at the
 * same place in the next one, so that the endpoint has it cached.
 */
export interface ChangeLog {
	/** `<changes>` blocks; empty when nothing has changed. */
	readonly text: string;
	/** What they told. */
	readonly told: readonly ToldChange[];
}

/** What the model was told: a pack, overlaid with what was told since. */
export interface ToldState {
	readonly packId: string;
	readonly overlay: ReadonlyMap<string, ToldText>;
}

/** What the next question of a chat begins with. All sizes are exact tokens. */
export interface PackProspect {
	/** Undefined where a new pack would be made. */
	readonly packId: string | undefined;
	readonly packTokens: number;
	/** Files that stand in it, whole or in part. */
	readonly files: number;
	/** What it is told about changes: those since the pack was frozen, or since the chat was last told. */
	readonly changeTokens: number;
}

/** What a question that is being written adds to a request, in exact tokens. */
export interface DraftSize {
	/** Its own words, as they would be sent, and the names of its images; not the images themselves. */
	readonly words: number;
	/** Files in focus for it; they are left out where the request would be too long with them. */
	readonly focus: number;
	/** What a pack that is made anew for it has more than one for any other question; may be negative. */
	readonly pack: number;
}

/** A text and the file it is from. */
export interface PathText {
	readonly path: string;
	readonly text: string;
}

/** A file given in full beside a question. */
export interface FocusText {
	readonly path: string;
	readonly text: string;
	/** Why, in a few words. */
	readonly reason: string;
	/** True when the model has this very text already. */
	readonly known: boolean;
}

/** What running a turn needs of the workspace. Implemented over a worker in the editor, in process elsewhere. */
export interface WorkspaceAccess {
	/**
	 * A pack for a new conversation: the stored one while going on with it pays, else a fresh one.
	 * @param mentioned files it is about, as the question names them: where a fresh pack cannot hold everything, they come
	 *   first in it. Whether it is a fresh one does not depend on them.
	 */
	packForNew(signal: AbortSignal, mentioned?: readonly string[]): Promise<Pack>;
	/** What every conversation begun on a pack now is told first: how the files have changed since it was frozen. */
	changeLog(packId: string, signal: AbortSignal): Promise<ChangeLog>;
	/** The pack a conversation was begun with; undefined when it is no longer stored. */
	storedPack(id: string, signal?: AbortSignal): Promise<Pack | undefined>;
	/**
	 * False when the model was told files that are ignored or excluded by now, or a secret that would be replaced now: to
	 * go on would send them again.
	 * @param diffs that are sent, or sent again, beside the files
	 * @param from `last-look` where `packForNew` has just looked at the files; `now`, which is the default, looks anew
	 */
	mayStillBeSent(
		told: ToldState,
		diffs: readonly DiffAttachment[],
		signal: AbortSignal,
		from?: 'last-look' | 'now',
	): Promise<boolean>;
	/**
	 * Files that differ from what the model was told.
	 * @param from `last-look` where `packForNew` or `mayStillBeSent` has just looked at the files; `now`, which is the
	 *   default, looks anew
	 */
	changesSince(told: ToldState, signal: AbortSignal, from?: 'last-look' | 'now'): Promise<readonly FileChange[]>;
	/**
	 * Files a question is probably about, in full: those the model has seen a part of, and a few others once more, because
	 * a long context is answered better with the relevant text near its end.
	 * @param changes what the question is told beside them
	 */
	focus(
		question: string,
		told: ToldState,
		changes: readonly FileChange[],
		signal: AbortSignal,
	): Promise<readonly FocusText[]>;
	/**
	 * Texts without their secrets, in their order.
	 * @param texts each with the path of the file it is from, which tells what to look for; empty for none
	 */
	redact(texts: readonly PathText[], signal: AbortSignal): Promise<readonly string[]>;
	/** What placeholders of secrets stand for; those that no file of the workspace holds any more are missing. */
	secretValues(placeholders: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
	/** Exact tokens of texts, in their order. */
	countTexts(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}

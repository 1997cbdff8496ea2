import type { FileChange } from '../context/delta';
import type { Pack } from '../context/types';
import type { ToldFiles } from './request';

/** What running a turn needs of the workspace. Implemented over a worker in the editor, in process elsewhere. */
export interface WorkspaceAccess {
	/** A pack for a new conversation: the stored one while few files differ from it, else a fresh one. */
	packForNew(signal: AbortSignal): Promise<Pack>;
	/** The pack a conversation was begun with; undefined when it is no longer stored. */
	storedPack(id: string): Promise<Pack | undefined>;
	/** False when the pack holds files that are ignored or excluded by now. */
	mayStillBeSent(pack: Pack, signal: AbortSignal): Promise<boolean>;
	/** Files that differ from what the model was told. */
	changesSince(told: ToldFiles, signal: AbortSignal): Promise<readonly FileChange[]>;
	/** Exact tokens of texts, in their order. */
	countTexts(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}

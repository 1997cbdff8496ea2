import type { FolderShare, OmittedGroup } from '../../core/context/summary';
import type { Tier } from '../../core/context/types';

/** The workspace in a few numbers: small enough to cross to the editor's thread after every change. */
export interface ContextSummary {
	/** Exact tokens of a pack made now. */
	readonly tokens: number;
	/** Files by how much of them stands in the pack. */
	readonly tiers: Readonly<Record<Tier, number>>;
	/** Secrets replaced in all files together. */
	readonly redactions: number;
	/** Files that differ from the frozen pack. */
	readonly changedFiles: number;
	/** What was left out, by reason. */
	readonly omitted: readonly OmittedGroup[];
	/** The folders that hold the most tokens, largest first. */
	readonly folders: readonly FolderShare[];
	/** Sentences the user should know. */
	readonly notes: readonly string[];
}

import { largestFolders, omittedGroups, type FolderShare, type OmittedGroup } from '../../core/context/summary';
import type { Tier } from '../../core/context/types';
import type { Scan } from '../pack/packer';
import type { PackDifference } from './comparePack';

const shownFolders = 12;
const shownExamples = 20;

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

export function summarise(scan: Scan, difference: PackDifference | undefined): ContextSummary {
	const tiers: Record<Tier, number> = { full: 0, head: 0, skeleton: 0, path: 0, none: 0 };
	let redactions = 0;
	for (const file of scan.files) {
		tiers[file.tier]++;
		redactions += file.redactions;
	}
	return {
		tokens: scan.tokens,
		tiers,
		redactions,
		changedFiles: difference ? difference.changed.length + difference.deleted.length : 0,
		omitted: omittedGroups(scan.files, shownExamples),
		folders: largestFolders(scan.files, shownFolders),
		notes: scan.notes,
	};
}

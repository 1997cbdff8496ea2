import { FolderTotals, omittedGroups } from '../../core/context/summary';
import type { ContextFile, Tier } from '../../core/context/types';
import type { Scan } from '../pack/packer';
import type { PackDifference } from './comparePack';
import type { ContextSummary } from './summary';

const shownFolders = 12;
const shownExamples = 20;

/** Sums up one look after the other; what an edit costs is a comparison with the look before. */
export class Summariser {
	#files: readonly ContextFile[] = [];
	#folders = new FolderTotals();

	summarise(scan: Scan, difference: PackDifference | undefined): ContextSummary {
		const tiers: Record<Tier, number> = { full: 0, head: 0, skeleton: 0, path: 0, none: 0 };
		let redactions = 0;
		for (const file of scan.files) {
			tiers[file.tier]++;
			redactions += file.redactions;
		}
		this.#update(scan.files);
		return {
			tokens: scan.tokens,
			tiers,
			redactions,
			changedFiles: difference ? difference.changed.length + difference.deleted.length : 0,
			omitted: omittedGroups(scan.files, shownExamples),
			folders: this.#folders.largest(shownFolders),
			notes: scan.notes,
		};
	}

	#update(files: readonly ContextFile[]): void {
		const before = this.#files;
		this.#files = files;
		const isSameList = before.length === files.length && files.every(({ path }, index) => path === before[index]!.path);
		if (!isSameList) {
			this.#folders = new FolderTotals();
		}
		// By index: entries would be as many objects.
		for (let index = 0; index < files.length; index++) {
			const file = files[index]!;
			const known = isSameList ? before[index]! : undefined;
			if (file !== known) {
				this.#folders.change(file.path, known?.tokens ?? 0, file.tokens);
			}
		}
	}
}

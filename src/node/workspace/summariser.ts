import { listDifference } from '../../core/common/listDifference';
import { FolderTotals, OmittedGroups } from '../../core/context/summary';
import type { ContextFile, Tier } from '../../core/context/types';
import type { Scan } from '../pack/packer';
import type { ContextSummary } from './summary';

const shownFolders = 12;
const shownExamples = 20;
const noTiers: Readonly<Record<Tier, number>> = { full: 0, head: 0, skeleton: 0, path: 0, none: 0 };

/** Sums up one look after the other; what an edit costs is a comparison with the look before. */
export class Summariser {
	#files: readonly ContextFile[] = [];
	#folders = new FolderTotals();
	#tiers: Record<Tier, number> = { ...noTiers };
	#redactions = 0;
	#omitted = new OmittedGroups(shownExamples);

	/** @param changedFiles since the pack was frozen */
	summarise(scan: Scan, changedFiles: number): ContextSummary {
		this.#update(scan.files);
		return {
			tokens: scan.tokens,
			tiers: { ...this.#tiers },
			redactions: this.#redactions,
			changedFiles,
			omitted: this.#omitted.list(scan.files),
			folders: this.#folders.largest(shownFolders),
			notes: scan.notes,
		};
	}

	#update(files: readonly ContextFile[]): void {
		const before = this.#files;
		this.#files = files;
		const { removed, added } = listDifference(before, files, ({ path }) => path);
		// Where most is another, it is quicker to begin anew.
		if (removed.length > before.length / 2) {
			this.#folders = new FolderTotals();
			this.#tiers = { ...noTiers };
			this.#redactions = 0;
			this.#omitted = new OmittedGroups(shownExamples);
			files.forEach((file) => this.#add(file));
			return;
		}
		for (const place of removed) {
			const file = before[place]!;
			this.#count(file, -1);
			this.#omitted.remove(file);
			this.#folders.change(file.path, file.tokens, 0);
		}
		added.forEach((place) => this.#add(files[place]!));
	}

	#add(file: ContextFile): void {
		this.#count(file, 1);
		this.#omitted.add(file);
		this.#folders.change(file.path, 0, file.tokens);
	}

	#count({ tier, redactions }: ContextFile, sign: 1 | -1): void {
		this.#tiers[tier] += sign;
		this.#redactions += sign * redactions;
	}
}

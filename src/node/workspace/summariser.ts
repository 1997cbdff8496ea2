import { differingPlaces } from '../../core/common/differingPlaces';
import { FolderTotals, omittedGroups } from '../../core/context/summary';
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
	/** Undefined while it is not known which files are left out. */
	#omitted: ReturnType<typeof omittedGroups> | undefined;

	/** @param changedFiles since the pack was frozen */
	summarise(scan: Scan, changedFiles: number): ContextSummary {
		this.#update(scan.files);
		return {
			tokens: scan.tokens,
			tiers: { ...this.#tiers },
			redactions: this.#redactions,
			changedFiles,
			omitted: (this.#omitted ??= omittedGroups(scan.files, shownExamples)),
			folders: this.#folders.largest(shownFolders),
			notes: scan.notes,
		};
	}

	#update(files: readonly ContextFile[]): void {
		const before = this.#files;
		this.#files = files;
		const places = differingPlaces(before, files);
		if (places?.every((at) => before[at]!.path === files[at]!.path) === true) {
			for (const at of places) {
				this.#count(before[at]!, -1);
				this.#count(files[at]!, 1);
				this.#folders.change(files[at]!.path, before[at]!.tokens, files[at]!.tokens);
			}
			return;
		}
		this.#folders = new FolderTotals();
		this.#tiers = { ...noTiers };
		this.#redactions = 0;
		this.#omitted = undefined;
		for (const file of files) {
			this.#count(file, 1);
			this.#folders.change(file.path, 0, file.tokens);
		}
	}

	#count({ tier, redactions }: ContextFile, sign: 1 | -1): void {
		this.#tiers[tier] += sign;
		this.#redactions += sign * redactions;
		if (tier === 'path' || tier === 'none') {
			this.#omitted = undefined;
		}
	}
}

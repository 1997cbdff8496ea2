import type { TokenCounter } from '../../core/tokens/tokenizer';
import { VirtualFiles } from '../files/virtualFiles';
import { Fitter } from './fitter';
import { RememberingCounter, type CountSource, type KnownCounts } from './knownCounts';
import { Packer } from './packer';
import { historyReader, PackOrder } from './packOrder';
import { SecretVault } from './secretFilter';
import type { SkeletonSource } from './skeletonCache';

export interface PackerSettings {
	/** How many commits, newest first, tell which files change least. */
	readonly commits: number;
	/** The packer is used once: history need not be remembered, nor which commit it belongs to. */
	readonly once?: boolean;
	/** What is known from earlier runs, of the one workspace that is packed; whoever gives it keeps it, too. */
	readonly counts?: KnownCounts;
	/** What is known from earlier sessions of any workspace. */
	readonly source?: CountSource;
}

/** Builds what packs a workspace in the calling thread. */
export function createPacker(
	skeletons: SkeletonSource,
	counter: TokenCounter,
	{ commits, once = false, counts, source }: PackerSettings,
	vault = new SecretVault(),
	virtual = new VirtualFiles(),
): Packer {
	const order = new PackOrder(historyReader(commits), once);
	const counting = counts ? new RememberingCounter(counter, counts) : counter;
	const given = counts && { open: () => counts, keep: () => undefined };
	return new Packer(counting, new Fitter(counting, skeletons, order, vault, virtual), vault, virtual, given ?? source);
}

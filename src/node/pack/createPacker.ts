import type { TokenCounter } from '../../core/tokens/tokenizer';
import { VirtualFiles } from '../files/virtualFiles';
import { Fitter } from './fitter';
import { Packer } from './packer';
import { historyReader, PackOrder } from './packOrder';
import { SecretVault } from './secretFilter';
import type { SkeletonSource } from './skeletonCache';

export interface HistorySettings {
	/** How many commits, newest first, tell which files change least. */
	readonly commits: number;
	/** The packer is used once: history need not be remembered, nor which commit it belongs to. */
	readonly once?: boolean;
}

/** Builds what packs a workspace in the calling thread. */
export function createPacker(
	skeletons: SkeletonSource,
	counter: TokenCounter,
	{ commits, once = false }: HistorySettings,
	vault = new SecretVault(),
	virtual = new VirtualFiles(),
): Packer {
	const order = new PackOrder(historyReader(commits), once);
	return new Packer(counter, new Fitter(counter, skeletons, order, vault, virtual), vault, virtual);
}

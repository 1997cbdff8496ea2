import type { Tokenizer } from '../../core/tokens/tokenizer';
import { Fitter } from '../pack/fitter';
import { Packer } from '../pack/packer';
import { historyReader, PackOrder } from '../pack/packOrder';
import { SecretVault } from '../pack/secretFilter';
import { Skeletons } from '../skeletons/skeletons';
import { PackStore } from '../storage/packStore';
import { loadTokenizer } from '../vocabulary';
import { PackService } from './packService';

export interface PackServiceSettings {
	/** Path of the compressed vocabulary. */
	readonly vocabularyFile: string;
	/** Folder where packs are kept; undefined keeps the last one in memory only. */
	readonly packFolder: string | undefined;
	/** Folder of the grammars that skeletons are made with. */
	readonly grammarFolder: string;
}

/** Commits that tell which files change least. */
const historyDepth = 20_000;

/** Builds everything that packing needs. */
export function createPackService(
	settings: PackServiceSettings,
	tokenizer: Tokenizer = loadTokenizer(settings.vocabularyFile),
): PackService {
	const store = settings.packFolder === undefined ? undefined : new PackStore(settings.packFolder);
	const vault = new SecretVault();
	const packer = createPacker(settings.grammarFolder, tokenizer, historyDepth, vault);
	return new PackService(packer, tokenizer, vault, store, Date.now);
}

/**
 * @param commits how deep the history is read that orders the files
 */
export function createPacker(
	grammarFolder: string,
	tokenizer: Tokenizer,
	commits: number,
	vault = new SecretVault(),
): Packer {
	const order = new PackOrder(historyReader(commits));
	return new Packer(tokenizer, new Fitter(tokenizer, new Skeletons(grammarFolder), order, vault), vault);
}

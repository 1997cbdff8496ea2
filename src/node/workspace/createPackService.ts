import type { Tokenizer } from '../../core/tokens/tokenizer';
import { VirtualFiles } from '../files/virtualFiles';
import { createPacker } from '../pack/createPacker';
import { SecretVault } from '../pack/secretFilter';
import type { SkeletonSource } from '../pack/skeletonCache';
import { Skeletons } from '../skeletons/skeletons';
import { CountStore, makerOf } from '../storage/countCache';
import { imagesOfChats } from '../storage/imageStore';
import { PackStore } from '../storage/packStore';
import { loadTokenizer } from '../vocabulary';
import { LedgerStore } from '../ledger/ledgerStore';
import type { WorkspaceServices } from './directEngine';
import { PackService } from './packService';

export interface PackServiceSettings {
	/** Path of the compressed vocabulary. */
	readonly vocabularyFile: string;
	/** Folder where packs are kept; undefined keeps the last one in memory only. */
	readonly packFolder: string | undefined;
	/** Folder where the ledger is kept; undefined keeps none. */
	readonly ledgerFolder?: string | undefined;
	/** Folder where chats are kept, with the images that were sent. */
	readonly chatFolder?: string | undefined;
	/** Folder where token counts are kept for the next session; undefined keeps none. */
	readonly countFolder?: string | undefined;
	/** Folder of the grammars that skeletons are made with. */
	readonly grammarFolder: string;
}

/** Commits that tell which files change least. */
const historyDepth = 20_000;

/**
 * Builds everything that packing needs.
 * @param maker see `CountCache`; this program, bundled as it is, by default
 */
export function createPackService(
	settings: PackServiceSettings,
	tokenizer: Tokenizer = loadTokenizer(settings.vocabularyFile),
	skeletons: SkeletonSource = new Skeletons(settings.grammarFolder),
	virtual = new VirtualFiles(),
	maker: () => string = () => makerOf(__filename),
): PackService {
	const store = settings.packFolder === undefined ? undefined : new PackStore(settings.packFolder);
	const vault = new SecretVault();
	const { countFolder } = settings;
	const source = countFolder === undefined ? undefined : new CountStore(countFolder, maker);
	const packer = createPacker(
		skeletons,
		tokenizer,
		{ commits: historyDepth, ...(source && { source }) },
		vault,
		virtual,
	);
	return new PackService(packer, tokenizer, vault, store, Date.now);
}

/** Builds everything that the operations work on. */
export function createServices(settings: PackServiceSettings): WorkspaceServices {
	const { ledgerFolder, chatFolder } = settings;
	const virtual = new VirtualFiles();
	return {
		packs: createPackService(settings, undefined, undefined, virtual),
		virtual,
		ledger: ledgerFolder === undefined ? undefined : new LedgerStore(ledgerFolder),
		...(chatFolder === undefined ? {} : { images: imagesOfChats(chatFolder) }),
	};
}

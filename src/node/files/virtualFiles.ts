import { formatBytes } from '../../core/common/format';
import type { GuessEncoding } from './guessEncoding';
import type { FileList } from './listFiles';
import { contentAnyway, decodeContent, defaultMaximumTextBytes, type FileContent } from './readFile';
import type { SourceListing } from './walkSource';

/** A file that does not lie on this disk, as whoever can read it hands it over. */
export interface VirtualFile {
	/** Below the top, `/` separated. */
	readonly path: string;
	/** Other than before whenever the content may be. */
	readonly stamp: string;
	/** In bytes. */
	readonly size: number;
	/** Undefined for a file that is not read: larger than a text may be, or unreadable. */
	readonly bytes: Uint8Array | undefined;
	/** Why it could not be read. */
	readonly failure?: string;
}

interface Tree {
	readonly files: Map<string, VirtualFile>;
	listing: SourceListing;
	links: ReadonlySet<string>;
}

/** Folders that do not lie on this disk: what was handed over of them, kept in memory only. */
export class VirtualFiles {
	readonly #trees = new Map<string, Tree>();

	/** Takes files over; those of the same path are replaced. @param folder identifies the tree */
	put(folder: string, files: readonly VirtualFile[]): void {
		const tree = this.#tree(folder);
		for (const file of files) {
			tree.files.set(file.path, file);
		}
	}

	/** Says what the tree holds now; all other files are forgotten. */
	setListing(folder: string, listing: SourceListing): void {
		const tree = this.#tree(folder);
		tree.listing = listing;
		tree.links = new Set(listing.files.filter(({ isLink }) => isLink).map(({ path }) => path));
		const listed = new Set(listing.files.map(({ path }) => path));
		for (const path of tree.files.keys()) {
			if (!listed.has(path)) {
				tree.files.delete(path);
			}
		}
	}

	list(folder: string): FileList {
		const { listing } = this.#tree(folder);
		return {
			files: listing.files.map(({ path }) => path),
			excluded: listing.excluded,
			marked: new Map(),
			repositories: [],
			absent: [],
			method: 'walk',
			notes: listing.notes,
		};
	}

	/** Undefined where nothing is known of the file. */
	stamp(folder: string, path: string): string | undefined {
		return this.#tree(folder).files.get(path)?.stamp;
	}

	size(folder: string, path: string): number {
		return this.#tree(folder).files.get(path)?.size ?? 0;
	}

	/** Like `FileReader.readAnyway`. */
	readAnyway(folder: string, path: string, encoding: string | undefined): FileContent {
		const file = this.#tree(folder).files.get(path);
		return file?.bytes
			? contentAnyway(Buffer.from(file.bytes), file.size, encoding)
			: this.read(folder, path, encoding, undefined);
	}

	/** Like `FileReader.read`. */
	read(folder: string, path: string, encoding: string | undefined, guess: GuessEncoding | undefined): FileContent {
		const tree = this.#tree(folder);
		if (tree.links.has(path)) {
			return { kind: 'omitted', reason: 'symlink', detail: 'links are not followed' };
		}
		const file = tree.files.get(path);
		if (file?.bytes) {
			return decodeContent(Buffer.from(file.bytes), file.size, true, encoding, guess);
		}
		if (!file || file.failure !== undefined) {
			return { kind: 'omitted', reason: 'unreadable', detail: file?.failure ?? 'it no longer exists' };
		}
		// No setting brings it in, unlike one on disk.
		const detail = `${formatBytes(file.size)}, more than ${formatBytes(defaultMaximumTextBytes)} is not fetched`;
		return { kind: 'omitted', reason: 'unreadable', detail, size: file.size };
	}

	#tree(folder: string): Tree {
		let tree = this.#trees.get(folder);
		if (!tree) {
			tree = { files: new Map(), listing: { files: [], excluded: [], notes: [] }, links: new Set() };
			this.#trees.set(folder, tree);
		}
		return tree;
	}
}

import { listDifference } from '../../core/common/listDifference';
import { PackIndex } from '../../core/context/packIndex';
import type { Sections } from '../../core/context/sections';
import { largestFolders, type FolderShare } from '../../core/context/summary';
import type { ContextFile } from '../../core/context/types';
import { secretRules } from '../../core/secrets/findSecrets';
import type { Scan } from '../pack/packer';
import type { FrozenPack } from '../storage/packStore';
import { comparePack, filesWithoutRoom, isChanged } from './comparePack';
import { renderContextListing } from './contextListing';
import { ContextTree, type ContextSort, type FolderEntry, type TreeEntry } from './contextTree';

/** Which children a view asks for. */
export type ContextList =
	/** Sentences the user should know. */
	| { readonly kind: 'notes' }
	/** What is in a folder; `''` is the top. */
	| { readonly kind: 'folder'; readonly path: string; readonly sort: ContextSort }
	/** The files with replaced secrets. */
	| { readonly kind: 'redacted' }
	/** The replaced secrets of one file. */
	| { readonly kind: 'redactions'; readonly path: string }
	/** The files that differ from the frozen pack. */
	| { readonly kind: 'changes' };

export type ContextListEntry =
	| TreeEntry
	| { readonly kind: 'note'; readonly text: string }
	| { readonly kind: 'redacted'; readonly path: string; readonly redactions: number }
	| RedactionEntry
	| ChangeEntry;

/** A secret that was replaced. */
export interface RedactionEntry {
	readonly kind: 'redaction';
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	/** What was found, in words. */
	readonly title: string;
	readonly placeholder: string;
}

/** A file that differs from the frozen pack. */
export interface ChangeEntry {
	readonly kind: 'change';
	readonly path: string;
	readonly change: 'changed' | 'new' | 'deleted';
	/** Of its section in a pack made now; 0 for a deleted one. */
	readonly tokens: number;
}

/** A part of a list. */
export interface ContextPage {
	readonly entries: readonly ContextListEntry[];
	/** How many the whole list has. */
	readonly total: number;
}

/** The numbers around the lists. */
export interface ContextOverview {
	/** Other than before exactly when something in any list is. */
	readonly version: number;
	/** Exact tokens of a pack made now. */
	readonly tokens: number;
	readonly root: FolderEntry;
	readonly notes: number;
	/** Files with replaced secrets; how many secrets they are together, the root tells. */
	readonly redactedFiles: number;
	readonly changes: number;
}

/** Candidates for exclusion, the largest first. */
export interface LargestShares {
	readonly folders: readonly FolderShare[];
	readonly files: readonly { readonly path: string; readonly tokens: number }[];
}

/** What the views of the context ask: about the last look at the workspace, undefined before the first one. */
export interface ContextOperations {
	contextOverview: { readonly input: undefined; readonly output: ContextOverview | undefined };
	contextPage: {
		readonly input: { readonly list: ContextList; readonly offset: number; readonly limit: number };
		readonly output: ContextPage | undefined;
	};
	/** Files and folders by path, in the order asked for; undefined for what is not there. */
	contextEntries: {
		readonly input: { readonly paths: readonly string[] };
		readonly output: readonly (TreeEntry | undefined)[];
	};
	contextLargest: { readonly input: { readonly limit: number }; readonly output: LargestShares | undefined };
	/** Every file in one text, to be read. */
	contextListing: { readonly input: undefined; readonly output: string | undefined };
	/** What the frozen pack shows of a file; undefined when it shows nothing. */
	packedText: { readonly input: { readonly path: string }; readonly output: string | undefined };
}

/** Where the answers come from. */
export interface ContextSource {
	/** The last look at the workspace. */
	readonly scan: () => Scan | undefined;
	/** The pack new chats begin with. */
	readonly frozen: () => Promise<FrozenPack | undefined>;
}

interface Snapshot {
	readonly scan: Scan;
	readonly packId: string | undefined;
	readonly version: number;
	readonly tree: ContextTree;
	readonly redacted: readonly string[];
	readonly changes: readonly ChangeEntry[];
}

/** Answers the views of the context page by page, where the files are known. */
export class ContextTreeQuery {
	readonly #source: ContextSource;
	readonly #titles = new Map(secretRules().map(({ id, title }) => [id, title]));
	#snapshot: Snapshot | undefined;

	constructor(source: ContextSource) {
		this.#source = source;
	}

	async overview(): Promise<ContextOverview | undefined> {
		const snapshot = await this.#current();
		return (
			snapshot && {
				version: snapshot.version,
				tokens: snapshot.scan.tokens,
				root: snapshot.tree.root,
				notes: snapshot.scan.notes.length,
				redactedFiles: snapshot.redacted.length,
				changes: snapshot.changes.length,
			}
		);
	}

	async page(list: ContextList, offset: number, limit: number): Promise<ContextPage | undefined> {
		const snapshot = await this.#current();
		if (!snapshot) {
			return undefined;
		}
		const { scan, tree, redacted, changes } = snapshot;
		const part = <Each>(all: readonly Each[], entryOf: (each: Each) => ContextListEntry): ContextPage => ({
			entries: all.slice(offset, offset + limit).map(entryOf),
			total: all.length,
		});
		switch (list.kind) {
			case 'notes':
				return part(scan.notes, (text) => ({ kind: 'note', text }));
			case 'folder':
				return part(tree.children(list.path, list.sort) ?? [], (entry) => entry);
			case 'redacted':
				return part(redacted, (path) => ({
					kind: 'redacted',
					path,
					redactions: scan.redactions.get(path)?.length ?? 0,
				}));
			case 'redactions':
				return part(scan.redactions.get(list.path) ?? [], ({ line, rule, placeholder }) => ({
					kind: 'redaction',
					path: list.path,
					line,
					title: this.#titles.get(rule) ?? rule,
					placeholder,
				}));
			case 'changes':
				return part(changes, (entry) => entry);
		}
	}

	async entries(paths: readonly string[]): Promise<readonly (TreeEntry | undefined)[]> {
		const tree = (await this.#current())?.tree;
		return paths.map((path) => tree?.file(path) ?? tree?.folder(path));
	}

	largest(limit: number): LargestShares | undefined {
		const files = this.#source.scan()?.files;
		return (
			files && {
				folders: largestFolders(files, limit),
				files: files
					.filter(({ tokens }) => tokens > 0)
					.sort((left, right) => right.tokens - left.tokens || (left.path < right.path ? -1 : 1))
					.slice(0, limit)
					.map(({ path, tokens }) => ({ path, tokens })),
			}
		);
	}

	listing(): string | undefined {
		const scan = this.#source.scan();
		return scan && renderContextListing(scan);
	}

	async packedText(path: string): Promise<string | undefined> {
		const frozen = await this.#source.frozen();
		return frozen && new PackIndex(frozen.pack).shownText(path);
	}

	async #current(): Promise<Snapshot | undefined> {
		const scan = this.#source.scan();
		if (!scan) {
			return undefined;
		}
		const frozen = await this.#source.frozen();
		const last = this.#snapshot;
		const packId = frozen?.pack.id;
		if (last?.scan === scan && last.packId === packId) {
			return last;
		}
		this.#snapshot =
			last?.packId === packId && last !== undefined
				? following(last, scan, frozen)
				: {
						scan,
						packId,
						version: (last?.version ?? 0) + 1,
						tree: new ContextTree(scan.files),
						redacted: [...scan.redactions.keys()],
						changes: frozen ? changesSince(frozen, scan) : [],
					};
		return this.#snapshot;
	}
}

/** What follows on the last snapshot: its tree is brought up to date where the files differ. */
function following(last: Snapshot, scan: Scan, frozen: FrozenPack | undefined): Snapshot {
	const before = last.scan.files;
	const { removed, added } = listDifference(before, scan.files, ({ path }) => path);
	const [gone, come] = [removed.map((at) => before[at]!), added.map((at) => scan.files[at]!)];
	const isSame =
		last.scan.tokens === scan.tokens &&
		last.scan.notes.join('\n') === scan.notes.join('\n') &&
		gone.length === come.length &&
		gone.every((file, index) => sameFile(file, come[index]!));
	if (isSame) {
		return { ...last, scan };
	}
	last.tree.update(gone, come);
	const { redactions } = scan;
	return {
		...last,
		scan,
		version: last.version + 1,
		redacted: redactions === last.scan.redactions ? last.redacted : [...redactions.keys()],
		changes: frozen ? changesFollowing(last.changes, frozen, gone, come) : [],
	};
}

function changesSince(frozen: FrozenPack, scan: Scan): ChangeEntry[] {
	const { pack } = frozen;
	const { changed, deleted } = comparePack(pack, scan.files, filesWithoutRoom(frozen));
	return [...changed.map((file) => changedEntry(file, pack.sections)), ...deleted.map(deletedEntry)].sort(byPath);
}

/** The same, when it is known for the files before some went and others came. */
function changesFollowing(
	last: readonly ChangeEntry[],
	frozen: FrozenPack,
	gone: readonly ContextFile[],
	come: readonly ContextFile[],
): readonly ChangeEntry[] {
	const { sections } = frozen.pack;
	const others = filesWithoutRoom(frozen);
	const listed = new Set(come.map(({ path }) => path));
	const touched = new Set([...gone.map(({ path }) => path), ...listed]);
	const entries = [
		...come
			.filter((file) => isChanged(file, sections.find(file.path)?.hash ?? others.get(file.path)))
			.map((file) => changedEntry(file, sections)),
		...gone
			.map(({ path }) => path)
			.filter((path) => !listed.has(path) && sections.find(path))
			.map(deletedEntry),
	];
	const untouched = last.filter(({ path }) => !touched.has(path));
	return entries.length === 0 && untouched.length === last.length ? last : [...untouched, ...entries].sort(byPath);
}

function changedEntry({ path, tokens }: ContextFile, sections: Sections): ChangeEntry {
	return { kind: 'change', path, change: sections.find(path) ? 'changed' : 'new', tokens };
}

function deletedEntry(path: string): ChangeEntry {
	return { kind: 'change', path, change: 'deleted', tokens: 0 };
}

function byPath(left: ChangeEntry, right: ChangeEntry): number {
	return left.path < right.path ? -1 : 1;
}

function sameFile(left: ContextFile, right: ContextFile): boolean {
	return (
		left === right ||
		(left.path === right.path &&
			left.tier === right.tier &&
			left.reason === right.reason &&
			left.detail === right.detail &&
			left.bytes === right.bytes &&
			left.tokens === right.tokens &&
			left.fullTokens === right.fullTokens &&
			left.hash === right.hash &&
			left.redactions === right.redactions)
	);
}

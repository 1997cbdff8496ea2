import { baseName } from '../ranking/pathSet';
import type { FocusIndex, IndexedFile } from './focusIndex';
import type { PathMention } from './questionTerms';

export interface MatchedMention {
	readonly file: IndexedFile;
	readonly mention: PathMention;
	/** `folder`: the question names a folder the file is in. */
	readonly kind: 'file' | 'folder';
}

/** A name that fits more files than this tells nothing. */
const maximumFiles = 12;
const maximumInFolder = 500;

/** The files a question's paths mean: by whole path, by its last segments, by folder. */
export function matchMentions(mentions: readonly PathMention[], index: FocusIndex): MatchedMention[] {
	if (mentions.length === 0) {
		return [];
	}
	const names = new Map<string, PathMention[]>();
	for (const mention of mentions) {
		const name = baseName(mention.path);
		names.set(name, [...(names.get(name) ?? []), mention]);
	}
	const files = new Map<PathMention, IndexedFile[]>();
	const folders = new Map<PathMention, IndexedFile[]>();
	const note = (map: Map<PathMention, IndexedFile[]>, mention: PathMention, file: IndexedFile) => {
		const list = map.get(mention);
		if (list === undefined) {
			map.set(mention, [file]);
		} else {
			list.push(file);
		}
	};
	const inFolders = mentions
		.filter(({ path }) => path.includes('/'))
		.map((mention) => ({ mention, folder: `/${mention.path.replace(/\/$/, '')}/` }));
	for (const file of index.files()) {
		const rooted = `/${file.path}`;
		for (const mention of names.get(baseName(file.path)) ?? []) {
			if (rooted.endsWith(`/${mention.path}`)) {
				note(files, mention, file);
			}
		}
		for (const { mention, folder } of inFolders) {
			if (rooted.includes(folder)) {
				note(folders, mention, file);
			}
		}
	}
	const result: MatchedMention[] = [];
	for (const mention of mentions) {
		const exact = index.get(mention.path);
		const named = exact === undefined ? (files.get(mention) ?? []) : [exact];
		const within = folders.get(mention) ?? [];
		if (named.length > 0 && named.length <= maximumFiles) {
			result.push(...named.map((file) => ({ file, mention, kind: 'file' as const })));
		} else if (within.length <= maximumInFolder) {
			result.push(...within.map((file) => ({ file, mention, kind: 'folder' as const })));
		}
	}
	return result;
}

import { errorMessage } from '../../core/common/errors';
import { ContextIgnore, isContextIgnoreName } from '../../core/context/rules/contextIgnore';
import { IgnoreRules } from '../../core/context/rules/ignoreRules';
import { excludedBy, withUnknownFile, type Exclusion } from './ignoreFiles';

export interface SourceEntry {
	readonly name: string;
	readonly kind: 'file' | 'folder' | 'link';
}

/** A tree of files that may lie anywhere. Paths are below its top, `/` separated; `''` is the top. */
export interface FileSource {
	/** @throws when the folder cannot be read */
	entries(folder: string): Promise<readonly SourceEntry[]>;
	/** The text of an ignore file. @throws when it cannot be read */
	text(file: string): Promise<string>;
}

/** What a walk found. Sorted by path. */
export interface SourceListing {
	/** Files and symbolic links. */
	readonly files: readonly SourceFile[];
	readonly excluded: readonly Exclusion[];
	/** One sentence for each thing that could not be looked at. */
	readonly notes: readonly string[];
}

export interface SourceFile {
	readonly path: string;
	readonly isLink: boolean;
}

interface Folder {
	/** '' or ending with `/`. */
	readonly path: string;
	readonly rules: IgnoreRules;
	readonly context: ContextIgnore;
}

/** Folders that are asked about at a time: the source may be far away. */
const concurrency = 8;

/**
 * Lists what is not ignored, by the `.gitignore` files and those for assistants that the tree itself holds. What git
 * tracks, what its configuration ignores, and where repositories within begin is not known here.
 * @throws the signal's reason
 */
export async function walkSource(source: FileSource, signal: AbortSignal): Promise<SourceListing> {
	const files: SourceFile[] = [];
	const excluded: Exclusion[] = [];
	const notes: string[] = [];
	const pending: Folder[] = [{ path: '', rules: IgnoreRules.none(false), context: ContextIgnore.none(false) }];

	const visit = async (folder: Folder): Promise<void> => {
		const place = folder.path.slice(0, -1);
		let entries: readonly SourceEntry[];
		try {
			entries = (await source.entries(place)).toSorted((left, right) => (left.name < right.name ? -1 : 1));
		} catch (error) {
			notes.push(`The folder ${place || '.'} could not be read: ${errorMessage(error)}`);
			return;
		}
		let { rules, context } = folder;
		for (const { name, kind } of entries) {
			const isIgnore = kind === 'file' && name === '.gitignore';
			if (!isIgnore && !(kind !== 'folder' && isContextIgnoreName(name))) {
				continue;
			}
			try {
				const text = await source.text(folder.path + name);
				rules = isIgnore ? rules.with({ folder: place, text }) : rules;
				context = isIgnore ? context : context.with(name, place, text);
			} catch (error) {
				if (isIgnore) {
					notes.push(`${folder.path}${name} has no effect, as in git: ${errorMessage(error)}`);
				} else {
					context = withUnknownFile(context, name, place, error, notes);
				}
			}
		}
		for (const { name, kind } of entries) {
			const path = folder.path + name + (kind === 'folder' ? '/' : '');
			if (name === '.git' || (rules.ignores(path) && !(kind !== 'folder' && isContextIgnoreName(name)))) {
				continue;
			}
			const excluder = context.excluder(path);
			if (excluder !== undefined) {
				excluded.push(excludedBy(path, excluder));
			} else if (kind === 'folder') {
				pending.push({ path, rules, context: context.inside(path) });
			} else {
				files.push({ path, isLink: kind === 'link' });
			}
		}
	};

	while (pending.length > 0) {
		signal.throwIfAborted();
		await Promise.all(pending.splice(-concurrency).map(visit));
	}
	const byPath = (left: { readonly path: string }, right: { readonly path: string }) =>
		left.path < right.path ? -1 : 1;
	return { files: files.sort(byPath), excluded: excluded.sort(byPath), notes: notes.sort() };
}

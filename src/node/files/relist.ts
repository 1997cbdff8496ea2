import path from 'node:path';
import type { MarkedKind } from '../../core/context/rules/attributes';
import { isContextIgnoreName } from '../../core/context/rules/contextIgnore';
import { markedFiles } from './attributes';
import { FolderRules } from './folderRules';
import { listRepository } from './gitListing';
import { outerRules, type Exclusion } from './ignoreFiles';
import type { FileList } from './listFiles';
import { findRepository, gitDirectoryOf, ignoresCase, isOutsideRepositories, statIfThere } from './repository';
import { isIgnoredBelow } from './walk';

/** What is listed, as of the last look. Paths as in a `FileList`. */
export interface Listed {
	/** Whether a file, or an exclusion (a folder's ends with `/`), is among it. */
	has(path: string): boolean;
	/** Whether anything is listed below a folder besides what lies at or below some paths. */
	holdsMore(folder: string, than: readonly string[]): boolean;
	paths(): Iterable<string>;
}

/** A file that is listed, or what keeps it, or the folder around it, from the model. */
export type ListedEntry =
	| { readonly kind: 'file'; readonly marked: MarkedKind | undefined }
	| { readonly kind: 'excluded'; readonly exclusion: Exclusion };

/** What is listed at some paths and below them. */
export interface Relisted {
	/** Those that were asked about, and folders around them that hold nothing else. */
	readonly paths: readonly string[];
	/** All there is. */
	readonly entries: ReadonlyMap<string, ListedEntry>;
}

/** Longer than this the command would be for some systems; when so much changed, all is listed anew. In UTF-16 units. */
const longestCommand = 16_000;

/**
 * What listing a whole folder anew would say of some paths and of all below them, when nothing else changed. The same is
 * asked as for a whole listing, about these paths only. What more than these paths could depend on is left to a whole
 * listing: ignore files and attributes, repositories that come or go, warnings, names that differ only in case.
 * @param list the last whole listing
 * @param listed what is listed by now
 * @param paths below the root, `/` separated: files or folders that came, changed or went
 * @returns undefined where only a whole listing can tell
 * @throws the signal's reason
 */
export async function relist(
	root: string,
	list: FileList,
	listed: Listed,
	paths: readonly string[],
	signal: AbortSignal,
): Promise<Relisted | undefined> {
	if (list.notes.length > 0 || listed.has('./') || paths.some(isRuleFile)) {
		return undefined;
	}
	const isGits = (file: string) =>
		list.method === 'git' || list.repositories.some((each) => file.startsWith(`${each}/`));
	const changed = paths.map((file) => (isGits(file) ? emptied(root, listed, file, paths) : file));
	const asked = new Map<string, string[]>();
	for (const file of changed) {
		const repository = repositoryOf(root, list, listed, file);
		if (repository === 'unknown') {
			return undefined;
		}
		if (repository !== undefined) {
			asked.set(repository.folder, [...(asked.get(repository.folder) ?? []), file]);
		}
	}
	const found: string[] = [];
	for (const [repository, files] of asked) {
		const part =
			list.method === 'walk' && repository === ''
				? walkedAmong(root, files)
				: await listedByGit(root, repository, files, signal);
		if (part === undefined) {
			return undefined;
		}
		found.push(...part);
	}
	const entries = judged(root, list, listed, changed, found);
	return entries && { paths: changed, entries };
}

/** A path that went or, when with it all went that was listed in a folder, that folder: git may track a file of its name. */
function emptied(root: string, listed: Listed, file: string, paths: readonly string[]): string {
	let result = file;
	let folder = path.posix.dirname(file);
	if (statIfThere(path.join(root, file)) === undefined) {
		for (; folder !== '.' && !listed.holdsMore(folder, paths); folder = path.posix.dirname(folder)) {
			result = folder;
		}
	}
	return result;
}

/**
 * The repository that is to be asked about a path: the root's own is '', a nested one ends with `/`.
 * @returns undefined when nothing is listed there
 */
function repositoryOf(
	root: string,
	list: FileList,
	listed: Listed,
	file: string,
): { readonly folder: string } | 'unknown' | undefined {
	const segments = file.split('/');
	if (file.includes('\uFFFD') || segments.some((segment) => segment.toLowerCase() === '.git')) {
		return 'unknown';
	}
	let repository = '';
	for (let depth = 1; depth < segments.length; depth++) {
		const folder = segments.slice(0, depth).join('/');
		const status = statIfThere(path.join(root, folder));
		if (status === undefined) {
			return repositoryIsGone(list, file) ? 'unknown' : undefined;
		}
		if (listed.has(`${folder}/`)) {
			// Whether an excluded folder still holds anything when this is gone is not known.
			return statIfThere(path.join(root, file)) === undefined ? 'unknown' : undefined;
		}
		if (!status.isDirectory() || listed.has(folder)) {
			return 'unknown';
		}
		if (isRepository(root, folder, list)) {
			if (!list.repositories.includes(folder) || gitDirectoryOf(path.join(root, folder)) === undefined) {
				return 'unknown';
			}
			repository = `${folder}/`;
		}
	}
	const status = statIfThere(path.join(root, file));
	if (status === undefined) {
		return repositoryIsGone(list, file) ? 'unknown' : undefined;
	}
	const isPlain = status.isFile() || status.isSymbolicLink();
	const isFolder =
		status.isDirectory() &&
		(list.method === 'git' || repository !== '') &&
		!isRepository(root, file, list) &&
		!listed.has(`${file}/`);
	return isPlain || isFolder ? { folder: repository } : 'unknown';
}

function isRepository(root: string, folder: string, { repositories, absent }: FileList): boolean {
	const isKnown = repositories.includes(folder) || absent.includes(folder);
	return isKnown || statIfThere(path.join(root, folder, '.git')) !== undefined;
}

function repositoryIsGone({ repositories }: FileList, gone: string): boolean {
	return repositories.some((each) => each === gone || each.startsWith(`${gone}/`));
}

/** What a walk through a folder that is in no repository would list of some files; undefined where it is in one. */
function walkedAmong(root: string, files: readonly string[]): string[] | undefined {
	return isOutsideRepositories(root) ? files.filter((file) => !isIgnoredBelow(root, file)) : undefined;
}

/** @param repository '' or a folder below the root that ends with `/` */
async function listedByGit(
	root: string,
	repository: string,
	files: readonly string[],
	signal: AbortSignal,
): Promise<string[] | undefined> {
	const paths = files.map((file) => file.slice(repository.length));
	if (paths.join(' ').length > longestCommand) {
		return undefined;
	}
	try {
		const found = await listRepository(path.join(root, repository), repository !== '', signal, paths);
		const isPlain = found.notes.length === 0 && found.repositories.length === 0;
		return isPlain ? found.files.map((file) => repository + file) : undefined;
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}

/** Applies what is known besides git: the ignore files for assistants, and the attributes. */
function judged(
	root: string,
	list: FileList,
	listed: Listed,
	changed: readonly string[],
	found: readonly string[],
): ReadonlyMap<string, ListedEntry> | undefined {
	const notes: string[] = [];
	const repository = findRepository(root);
	const ignoreCase = ignoresCase(repository);
	const outer = outerRules(root, repository?.top ?? root, ignoreCase, notes);
	if (outer.excluder !== undefined || found.some(isRuleFile) || (ignoreCase && haveAliases(found, listed))) {
		return undefined;
	}
	const rules = new FolderRules(root, outer, undefined, notes);
	rules.learn(list.files);
	rules.learn(list.excluded.map((each) => each.path));
	const entries = new Map<string, ListedEntry>();
	const files: string[] = [];
	for (const file of found) {
		const exclusion = rules.exclusionOf(file);
		if (exclusion === undefined) {
			files.push(file);
		} else if (isAtOrBelow(exclusion.path, changed)) {
			entries.set(exclusion.path, { kind: 'excluded', exclusion });
		} else if (!listed.has(exclusion.path)) {
			// The folder around it is excluded, and held nothing before.
			return undefined;
		}
	}
	const marked = markedFiles(root, [...list.files.filter(isAttributes), ...files].sort());
	files.forEach((file) => entries.set(file, { kind: 'file', marked: marked.get(file) }));
	return notes.length === 0 ? entries : undefined;
}

function isAtOrBelow(file: string, changed: readonly string[]): boolean {
	return changed.some((each) => file === each || file.startsWith(`${each}/`));
}

/** Whether a file says what becomes of others. */
export function isRuleFile(file: string): boolean {
	const name = path.basename(file);
	return name === '.gitignore' || name === '.gitattributes' || isContextIgnoreName(name);
}

function isAttributes(file: string): boolean {
	return file.endsWith('.gitattributes') && (file.length === 14 || file.at(-15) === '/');
}

/** Whether names may differ in nothing but their case; sure only of plain letters. */
function haveAliases(found: readonly string[], listed: Listed): boolean {
	const folded = new Map(found.map((file) => [file.toLowerCase(), file]));
	// eslint-disable-next-line no-control-regex
	if (folded.size < found.length || found.some((file) => !/^[\x00-\x7f]*$/.test(file))) {
		return true;
	}
	for (const file of folded.size === 0 ? [] : listed.paths()) {
		const other = folded.get(file.toLowerCase());
		if (other !== undefined && other !== file) {
			return true;
		}
	}
	return false;
}

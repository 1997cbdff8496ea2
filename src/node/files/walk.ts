import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isContextIgnoreName, type ContextIgnore } from '../../core/context/rules/contextIgnore';
import { IgnoreRules } from '../../core/context/rules/ignoreRules';
import type { FolderDecision } from './folderRules';
import {
	excludedBy,
	fromRoot,
	outerRules,
	readGitIgnore,
	withContextIgnoreFiles,
	type Exclusion,
	type OuterRules,
} from './ignoreFiles';
import {
	findRepository,
	gitDirectoryOf,
	globalExcludesFile,
	ignoresCase,
	readTextIfThere,
	repositoryAt,
	statIfThere,
	type RepositoryPlace,
} from './repository';
import { whyUnreadable } from './whyUnreadable';

export interface WalkOptions {
	readonly signal?: AbortSignal | undefined;
	/** Do not look for a repository around the root: the root is its own top. */
	readonly alone?: boolean;
	/** List the files of repositories below the root, too; default true. Their paths are given in any case. */
	readonly enterRepositories?: boolean;
	readonly decideFolder?: FolderDecision | undefined;
}

/** What a listing found. Paths are relative to the root, `/` separated, in no particular order. */
export interface WalkResult {
	/** Files and symbolic links. */
	readonly files: string[];
	readonly excluded: Exclusion[];
	/** Folders that are repositories of their own, those inside excluded folders not among them. */
	readonly repositories: string[];
	/** Submodules that are not checked out. */
	readonly absent?: readonly string[];
	/** One sentence for each thing that could not be looked at. */
	readonly notes: string[];
}

/** Repositories within repositories beyond this depth are not entered. */
export const maximumRepositoryDepth = 8;

const yieldEveryMilliseconds = 20;

/** The rules of one repository, which end at its border. */
interface Repository {
	/** Path of the repository below the root, '' or ending with `/`. */
	readonly folder: string;
	/** Path of the root below the repository's top, '' or ending with `/`. */
	readonly base: string;
	readonly depth: number;
}

interface Folder {
	/** Relative to the root; '' or ending with `/`. */
	readonly path: string;
	readonly repository: Repository;
	/** What git ignores. */
	readonly rules: IgnoreRules;
	/** What is kept from the model; undefined inside of what is excluded already. */
	readonly context: ContextIgnore | undefined;
}

/**
 * Lists what `git ls-files --cached --others --exclude-standard` would, in nested repositories too, without git. A
 * tracked file that an ignore file covers is the one difference: without git nobody knows that it is tracked.
 * @throws the signal's reason; whatever cannot be read is a note instead
 */
export async function walk(root: string, options: WalkOptions = {}): Promise<WalkResult> {
	const { signal, alone = false, enterRepositories = true } = options;
	signal?.throwIfAborted();
	const top = alone ? undefined : findRepository(root);
	const result: WalkResult = { files: [], excluded: [], repositories: [], notes: [] };
	const outer = outerRules(path.resolve(root), top?.top ?? path.resolve(root), ignoresCase(top), result.notes);
	if (outer.excluder !== undefined) {
		result.excluded.push(excludedBy('./', outer.excluder));
		return result;
	}
	const rules = rulesAbove(top, outer.base, result.notes);
	if (rules === undefined) {
		return result;
	}
	const walker = new Walker(path.resolve(root), outer, enterRepositories, options.decideFolder);
	const repository = { folder: '', base: outer.base, depth: 0 };
	const pending: Folder[] = [{ path: '', repository, rules, context: outer.rules }];
	let lastYield = performance.now();
	for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
		walker.visit(folder, pending, result);
		if (performance.now() - lastYield > yieldEveryMilliseconds) {
			await setImmediate();
			signal?.throwIfAborted();
			lastYield = performance.now();
		}
	}
	return result;
}

/** What git ignores where a walk begins; undefined when it ignores the place itself. */
function rulesAbove(repository: RepositoryPlace | undefined, base: string, notes: string[]): IgnoreRules | undefined {
	const rules = standardRules(repository);
	return repository === undefined ? rules : rulesIn(repository.top, base.split('/').slice(0, -1), rules, notes);
}

/**
 * The rules of the folders around the last of some folders, each within the one before.
 * @param outer in force at the top
 * @returns undefined when one of these folders is ignored
 */
function rulesIn(
	top: string,
	folders: readonly string[],
	outer: IgnoreRules,
	notes: string[],
): IgnoreRules | undefined {
	let rules = outer;
	for (let depth = 0; depth < folders.length; depth++) {
		rules = withGitIgnore(rules, top, folders.slice(0, depth), notes);
		if (rules.ignores(`${folders.slice(0, depth + 1).join('/')}/`)) {
			return undefined;
		}
	}
	return rules;
}

function withGitIgnore(rules: IgnoreRules, top: string, folders: readonly string[], notes: string[]): IgnoreRules {
	const text = readGitIgnore(path.join(top, ...folders), notes);
	return text === undefined ? rules : rules.with({ folder: folders.join('/'), text });
}

/**
 * Whether git's rules keep a walk from listing a file.
 * @param root a folder in no repository
 * @param file below it, `/` separated, in no repository either
 */
export function isIgnoredBelow(root: string, file: string): boolean {
	const folders = file.split('/').slice(0, -1);
	const rules = rulesIn(root, folders, standardRules(undefined), []);
	return rules === undefined || withGitIgnore(rules, root, folders, []).ignores(file);
}

/** The rules of a repository that stand in no `.gitignore`. */
function standardRules(repository: RepositoryPlace | undefined): IgnoreRules {
	const rules = IgnoreRules.none(ignoresCase(repository)).with({
		folder: '',
		text: readTextIfThere(globalExcludesFile(repository)) ?? '',
	});
	const exclude = repository && readTextIfThere(path.join(repository.commonDirectory, 'info', 'exclude'));
	return rules.with({ folder: '', text: exclude ?? '' });
}

class Walker {
	readonly #root: string;
	readonly #outer: OuterRules;
	readonly #entersRepositories: boolean;
	readonly #decide: FolderDecision | undefined;

	constructor(root: string, outer: OuterRules, entersRepositories: boolean, decide: FolderDecision | undefined) {
		this.#root = root;
		this.#outer = outer;
		this.#entersRepositories = entersRepositories;
		this.#decide = decide;
	}

	/** Looks at one folder; its folders that are to be visited go to `pending`. */
	visit(folder: Folder, pending: Folder[], result: WalkResult): void {
		const location = path.join(this.#root, folder.path);
		let entries: Dirent[];
		try {
			entries = readdirSync(location, { withFileTypes: true });
		} catch (error) {
			result.notes.push(`The folder ${folder.path || '.'} could not be read: ${whyUnreadable(error)}`);
			return;
		}
		const { rules, context } = this.#rulesOf(folder, location, entries, result);
		const git = gitPrefix(folder.repository);
		for (const entry of entries) {
			const { name } = entry;
			if (name === '.git') {
				continue;
			}
			const entryPath = folder.path + name;
			const isFolder = entry.isDirectory();
			if (name.includes('\uFFFD') && statIfThere(path.join(this.#root, entryPath)) === undefined) {
				result.notes.push(`The name of ${entryPath} is not valid UTF-8; it is left out.`);
			} else if (isFolder) {
				if (!rules.ignores(git(`${entryPath}/`))) {
					this.#enter({ ...folder, path: `${entryPath}/`, rules, context }, pending, result);
				}
			} else if (
				(entry.isFile() || entry.isSymbolicLink()) &&
				(isContextIgnoreName(name) || !rules.ignores(git(entryPath)))
			) {
				const excluder = context?.excluder(this.#outer.base + entryPath);
				if (excluder === undefined) {
					result.files.push(entryPath);
				} else {
					result.excluded.push(excludedBy(entryPath, fromRoot(excluder, this.#outer.base)));
				}
			}
		}
	}

	/** The rules inside a folder: those around it and its own ignore files. */
	#rulesOf(
		folder: Folder,
		location: string,
		entries: readonly Dirent[],
		result: WalkResult,
	): { readonly rules: IgnoreRules; readonly context: ContextIgnore | undefined } {
		let { rules, context } = folder;
		const names = entries.map((entry) => entry.name).filter((name) => name.charCodeAt(0) === 0x2e);
		if (names.includes('.gitignore')) {
			const text = readGitIgnore(location, result.notes);
			const place = gitPrefix(folder.repository)(folder.path).slice(0, -1);
			rules = text === undefined ? rules : rules.with({ folder: place, text });
		}
		const contextNames = names.filter(isContextIgnoreName).sort();
		if (context && contextNames.length > 0) {
			const place = (this.#outer.base + folder.path).slice(0, -1);
			context = withContextIgnoreFiles(context, location, place, contextNames, result.notes);
		}
		return { rules, context };
	}

	/** Decides about a folder that git does not ignore. */
	#enter(folder: Folder, pending: Folder[], result: WalkResult): void {
		const { context } = folder;
		if (context) {
			const excluder = context.excluder(this.#outer.base + folder.path);
			const exclusion =
				excluder === undefined
					? decided(folder.path, this.#decide)
					: excludedBy(folder.path, fromRoot(excluder, this.#outer.base));
			if (exclusion) {
				if (this.#holdsSomething(folder)) {
					result.excluded.push(exclusion);
				}
				return;
			}
		}
		const inside = context && { ...folder, context: context.inside(this.#outer.base + folder.path) };
		this.#enterRepository(inside ?? folder, pending, result);
	}

	#enterRepository(folder: Folder, pending: Folder[], result: WalkResult): void {
		const location = path.join(this.#root, folder.path);
		if (gitDirectoryOf(location) === undefined) {
			pending.push(folder);
			return;
		}
		result.repositories.push(folder.path.slice(0, -1));
		const depth = folder.repository.depth + 1;
		if (!this.#entersRepositories) {
			return;
		}
		if (depth > maximumRepositoryDepth) {
			result.notes.push(tooDeep(folder.path));
		} else if (folder.context) {
			const repository = { folder: folder.path, base: '', depth };
			pending.push({ ...folder, repository, rules: standardRules(repositoryAt(location)) });
		}
	}

	/** Whether git would list anything in an excluded folder. Stops at the first thing found. */
	#holdsSomething(folder: Folder): boolean {
		const found: WalkResult = { files: [], excluded: [], repositories: [], notes: [] };
		const pending: Folder[] = [];
		this.#enterRepository({ ...folder, context: undefined }, pending, found);
		for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
			this.visit(next, pending, found);
			if (found.files.length > 0 || found.repositories.length > 0) {
				break;
			}
		}
		return found.files.length > 0 || found.repositories.length > 0;
	}
}

function decided(folder: string, decide: FolderDecision | undefined): Exclusion | undefined {
	const decision = decide?.(folder);
	return decision && { path: folder, reason: decision.reason, detail: decision.detail };
}

/** Turns a path from the root into one from the top of its repository. */
function gitPrefix({ folder, base }: Repository): (entry: string) => string {
	return folder === '' ? (entry) => base + entry : (entry) => entry.slice(folder.length);
}

export function tooDeep(folder: string): string {
	return `${folder} lies in ${maximumRepositoryDepth} repositories, one inside the other; its files are not listed.`;
}

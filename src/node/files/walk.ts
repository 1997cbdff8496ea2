import { constants, closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errorMessage } from '../../core/common/errors';
import { IgnoreRules } from './ignoreRules';
import {
	findRepository,
	gitDirectoryOf,
	globalExcludesFile,
	ignoresCase,
	readTextIfThere,
	statIfThere,
} from './repository';

export interface WalkOptions {
	readonly signal?: AbortSignal | undefined;
	/** Do not look for a repository around the root: the root is its own top. */
	readonly alone?: boolean;
}

/** What a walk found. Paths are relative to the root, `/` separated, in no particular order. */
export interface WalkResult {
	/** Files and symbolic links. */
	readonly files: string[];
	/** Folders that are repositories of their own; they are not entered. */
	readonly repositories: string[];
	/** One sentence for each thing that could not be looked at. */
	readonly notes: string[];
}

/** An ignore file larger than this is a mistake, and matching it would cost more than it saves. */
const maximumIgnoreBytes = 1024 * 1024;
const yieldEveryMilliseconds = 20;

interface Folder {
	/** Relative to the root; '' or ending with `/`. */
	readonly path: string;
	readonly rules: IgnoreRules;
}

/**
 * Lists what `git ls-files --cached --others --exclude-standard` would, without git. A tracked file that an ignore
 * file covers is the one difference: without git nobody knows that it is tracked.
 * @throws the signal's reason; whatever cannot be read is a note instead
 */
export async function walk(root: string, { signal, alone = false }: WalkOptions = {}): Promise<WalkResult> {
	signal?.throwIfAborted();
	const repository = alone ? undefined : findRepository(root);
	const top = repository?.top ?? path.resolve(root);
	// Rules speak about paths from the top of the repository, results about paths from the root.
	const prefix = path.relative(top, path.resolve(root)).split(path.sep).filter(Boolean);
	const result: WalkResult = { files: [], repositories: [], notes: [] };

	let rules = IgnoreRules.none(ignoresCase(repository)).with({
		folder: '',
		text: readTextIfThere(globalExcludesFile(repository)) ?? '',
	});
	if (repository !== undefined) {
		const exclude = readTextIfThere(path.join(repository.commonDirectory, 'info', 'exclude'));
		rules = rules.with({ folder: '', text: exclude ?? '' });
	}
	for (let depth = 0; depth < prefix.length; depth++) {
		const folder = prefix.slice(0, depth).join('/');
		rules = withFolder(rules, path.join(top, ...prefix.slice(0, depth)), folder);
		if (rules.ignores(`${prefix.slice(0, depth + 1).join('/')}/`)) {
			return result;
		}
	}

	const base = prefix.length === 0 ? '' : `${prefix.join('/')}/`;
	const pending: Folder[] = [{ path: '', rules }];
	let lastYield = performance.now();
	for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
		visit(root, base, folder, pending, result);
		if (performance.now() - lastYield > yieldEveryMilliseconds) {
			await setImmediate();
			signal?.throwIfAborted();
			lastYield = performance.now();
		}
	}
	return result;
}

function visit(root: string, base: string, folder: Folder, pending: Folder[], result: WalkResult): void {
	const location = path.join(root, folder.path);
	let entries: Dirent[];
	try {
		entries = readdirSync(location, { withFileTypes: true });
	} catch (error) {
		result.notes.push(`The folder ${folder.path || '.'} could not be read: ${errorMessage(error)}`);
		return;
	}
	const hasIgnoreFile = entries.some((entry) => entry.name === '.gitignore');
	const rules = hasIgnoreFile
		? withFolder(folder.rules, location, `${base}${folder.path}`.replace(/\/$/, ''))
		: folder.rules;
	for (const entry of entries) {
		if (entry.name === '.git') {
			continue;
		}
		const entryPath = folder.path + entry.name;
		if (entry.name.includes('\uFFFD') && statIfThere(path.join(root, entryPath)) === undefined) {
			result.notes.push(`The name of ${entryPath} is not valid UTF-8; it is left out.`);
		} else if (entry.isDirectory()) {
			if (rules.ignores(`${base}${entryPath}/`)) {
				continue;
			}
			if (gitDirectoryOf(path.join(root, entryPath)) !== undefined) {
				result.repositories.push(entryPath);
			} else {
				pending.push({ path: `${entryPath}/`, rules });
			}
		} else if ((entry.isFile() || entry.isSymbolicLink()) && !rules.ignores(base + entryPath)) {
			result.files.push(entryPath);
		}
	}
}

function withFolder(rules: IgnoreRules, location: string, folder: string): IgnoreRules {
	const text = readIgnoreFile(path.join(location, '.gitignore'));
	return text === undefined ? rules : rules.with({ folder, text });
}

/** Git does not follow a `.gitignore` that is a symbolic link, and neither pipes nor folders of that name count. */
function readIgnoreFile(file: string): string | undefined {
	try {
		if (!lstatSync(file).isFile()) {
			return undefined;
		}
		const descriptor = openSync(file, constants.O_RDONLY | noFollow);
		try {
			const size = Math.min(fstatSync(descriptor).size, maximumIgnoreBytes);
			const bytes = Buffer.alloc(size);
			return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, size, 0));
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return undefined;
	}
}

/** Windows has no such flag. */
const noFollow = (constants as Partial<typeof constants>).O_NOFOLLOW ?? 0;

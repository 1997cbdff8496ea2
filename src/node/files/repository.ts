import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where a repository stands on disk. Absolute paths. */
export interface RepositoryPlace {
	/** The folder that holds `.git`. */
	readonly top: string;
	/** The folder that holds `config` and `info/exclude`; shared by linked worktrees. */
	readonly commonDirectory: string;
}

/** The text of a file, or undefined when it cannot be read for whatever reason. */
export function readTextIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

/** What stands at a place, or undefined when nothing does or it may not be looked at. */
export function statIfThere(file: string): Stats | undefined {
	try {
		return lstatSync(file, { throwIfNoEntry: false });
	} catch {
		return undefined;
	}
}

/** The git directory that `folder/.git` is or names, or undefined when `folder` is not the top of a repository. */
export function gitDirectoryOf(folder: string): string | undefined {
	const entry = path.join(folder, '.git');
	const stats = statIfThere(entry);
	if (stats === undefined) {
		return undefined;
	}
	let directory = entry;
	if (stats.isFile()) {
		const target = /^gitdir: (.+?)\r?\n?$/s.exec(readTextIfThere(entry) ?? '')?.[1];
		if (target === undefined) {
			return undefined;
		}
		directory = path.resolve(folder, target);
	}
	// Git asks the same of a folder before it takes it for a repository.
	const common = commonDirectoryOf(directory);
	const parts = [path.join(directory, 'HEAD'), path.join(common, 'objects'), path.join(common, 'refs')];
	return parts.every((part) => statIfThere(part) !== undefined) ? directory : undefined;
}

function commonDirectoryOf(gitDirectory: string): string {
	const common = readTextIfThere(path.join(gitDirectory, 'commondir'))?.trim();
	return common === undefined ? gitDirectory : path.resolve(gitDirectory, common);
}

/** The repository whose top a folder is, or undefined. */
export function repositoryAt(top: string): RepositoryPlace | undefined {
	const gitDirectory = gitDirectoryOf(top);
	return gitDirectory === undefined ? undefined : { top, commonDirectory: commonDirectoryOf(gitDirectory) };
}

/** The repository around a folder, or undefined when there is none. */
export function findRepository(folder: string): RepositoryPlace | undefined {
	for (let top = path.resolve(folder); ; top = path.dirname(top)) {
		const repository = repositoryAt(top);
		if (repository !== undefined) {
			return repository;
		}
		if (path.dirname(top) === top) {
			return undefined;
		}
	}
}

/**
 * Whether nothing around a folder could be a repository to git: a process need not be started to hear that. What cannot
 * be looked at may be one.
 */
export function isOutsideRepositories(folder: string): boolean {
	try {
		// Git, too, goes upwards from where a link leads.
		for (let top = realpathSync(folder); ; top = path.dirname(top)) {
			if (lstatSync(path.join(top, '.git'), { throwIfNoEntry: false }) !== undefined) {
				return false;
			}
			if (path.dirname(top) === top) {
				return true;
			}
		}
	} catch {
		return false;
	}
}

/** Whether nothing can say that the work tree is another folder than the one that holds `.git`: git need not be asked. */
export function isOwnWorkTree({ top, commonDirectory }: RepositoryPlace): boolean {
	const configuration = readTextIfThere(path.join(commonDirectory, 'config'));
	return (
		configuration !== undefined &&
		!/worktree/i.test(configuration) &&
		statIfThere(path.join(top, '.git'))?.isDirectory() === true
	);
}

/** The value of `core.<key>` in a git configuration's text, the last one counting. Included files are not followed. */
export function coreSetting(configuration: string, key: string): string | undefined {
	let section = '';
	let value: string | undefined;
	for (const line of configuration.split(/\r?\n/)) {
		const header = /^\s*\[\s*([\w.-]+)\s*\]/.exec(line)?.[1] ?? (/^\s*\[/.test(line) ? '' : undefined);
		if (header !== undefined) {
			section = header.toLowerCase();
		}
		const setting = /^(?:\s*\[[^\]]*\])?\s*([\w-]+)\s*(?:=\s*(.*?))?\s*$/.exec(line);
		if (section === 'core' && setting?.[1]?.toLowerCase() === key.toLowerCase()) {
			value = unquote(setting[2] ?? 'true');
		}
	}
	return value;
}

function unquote(value: string): string {
	const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
	const text = quoted ?? value.replace(/\s+[#;].*$/, '');
	return text.replace(/\\(["\\])/g, '$1');
}

/** Whether git would compare names in this repository without regard to case. */
export function ignoresCase(repository: RepositoryPlace | undefined): boolean {
	const configuration =
		repository === undefined ? undefined : readTextIfThere(path.join(repository.commonDirectory, 'config'));
	const setting = configuration === undefined ? undefined : coreSetting(configuration, 'ignorecase');
	return setting === undefined
		? process.platform === 'win32' || process.platform === 'darwin'
		: /^(true|yes|on|1)$/i.test(setting);
}

/** The user's own excludes file for all repositories; it need not exist. */
export function globalExcludesFile(repository: RepositoryPlace | undefined): string {
	const home = homedir();
	const configHome = process.env['XDG_CONFIG_HOME'] ?? '';
	const gitHome = path.join(configHome === '' ? path.join(home, '.config') : configHome, 'git');
	const global = process.env['GIT_CONFIG_GLOBAL'];
	const places = global === undefined ? [path.join(gitHome, 'config'), path.join(home, '.gitconfig')] : [global];
	if (repository !== undefined) {
		places.push(path.join(repository.commonDirectory, 'config'));
	}
	let file: string | undefined;
	for (const place of places) {
		file = coreSetting(readTextIfThere(place) ?? '', 'excludesfile') ?? file;
	}
	if (file === undefined) {
		return path.join(gitHome, 'ignore');
	}
	return file.startsWith('~/') ? path.join(home, file.slice(2)) : file;
}

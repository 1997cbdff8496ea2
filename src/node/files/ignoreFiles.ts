import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { ContextIgnore, contextIgnoreNames } from '../../core/context/rules/contextIgnore';
import type { OmitReason } from '../../core/context/types';
import { statIfThere } from './repository';
import { whyUnreadable } from './whyUnreadable';

/** A file, or a folder with all it holds, that a rule about paths keeps from the model. */
export interface Exclusion {
	/** Relative to the root; a folder's ends with `/`. */
	readonly path: string;
	readonly reason: OmitReason;
	/** Which rule: the path of the ignore file, or the name of the setting. */
	readonly detail: string;
}

/** An ignore file larger than this is a mistake, and matching it would cost more than it saves. */
const maximumIgnoreBytes = 1024 * 1024;
/** Git takes a larger one for none. */
const maximumGitIgnoreBytes = 100 * 1024 * 1024;

/** Windows has neither flag. */
const flags = constants as Partial<typeof constants>;
const noFollow = flags.O_NOFOLLOW ?? 0;
const nonBlocking = flags.O_NONBLOCK ?? 0;

/**
 * Git does not follow a `.gitignore` that is a symbolic link, and neither pipes nor folders of that name count. One that
 * cannot be read says nothing, to git, too.
 */
export function readGitIgnore(folder: string, notes: string[]): string | undefined {
	const file = path.join(folder, '.gitignore');
	if (statIfThere(file)?.isFile() !== true) {
		return undefined;
	}
	try {
		return readSmallFile(file, noFollow, maximumGitIgnoreBytes);
	} catch (error) {
		notes.push(`${file} has no effect, as in git: ${whyUnreadable(error)}`);
		return undefined;
	}
}

/** @returns undefined when it is not a regular file @throws Error when it is too large, too */
function readSmallFile(file: string, extraFlags: number, maximumBytes: number): string | undefined {
	const descriptor = openSync(file, constants.O_RDONLY | extraFlags);
	try {
		const stats = fstatSync(descriptor);
		if (!stats.isFile()) {
			return undefined;
		}
		if (stats.size > maximumBytes) {
			throw new Error(`it is larger than ${maximumBytes / 1024 / 1024} MB`);
		}
		const bytes = Buffer.alloc(stats.size);
		let length = 0;
		for (let read = -1; read !== 0 && length < bytes.length; length += read) {
			read = readSync(descriptor, bytes, length, bytes.length - length, length);
		}
		return bytes.toString('utf8', 0, length);
	} finally {
		closeSync(descriptor);
	}
}

/**
 * Adds the ignore files of one folder. A link is followed: what it says must not be missed.
 * @param location absolute path of the folder
 * @param folder the same as the rules name it: '' or `a/b`
 * @param names which ignore files the folder has
 */
export function withContextIgnoreFiles(
	rules: ContextIgnore,
	location: string,
	folder: string,
	names: readonly string[],
	notes: string[],
): ContextIgnore {
	let result = rules;
	for (const name of names) {
		const file = path.join(location, name);
		try {
			const text = readSmallFile(file, nonBlocking, maximumIgnoreBytes);
			result = text === undefined ? result : result.with(name, folder, text);
		} catch (error) {
			// One that is gone since it was listed says nothing.
			if (statIfThere(file) !== undefined) {
				result = withUnknownFile(result, name, folder, error, notes);
			}
		}
	}
	return result;
}

/** What is kept from the model must not depend on luck: who cannot tell what a file excludes leaves out all it may mean. */
export function withUnknownFile(
	rules: ContextIgnore,
	name: string,
	folder: string,
	error: unknown,
	notes: string[],
): ContextIgnore {
	const [place, around] = folder === '' ? [name, 'everything'] : [`${folder}/${name}`, `everything in ${folder}`];
	notes.push(
		`${place} could not be read: ${whyUnreadable(error)}. What it excludes is not known, so ${around} is left out. Make it readable, or delete it.`,
	);
	return rules.with(name, folder, '*');
}

/** What the folders around a root say about it. */
export interface OuterRules {
	/** Path of the root below the top, '' or ending with `/`: ignore files are judged by paths from the top. */
	readonly base: string;
	/** In force at the root, the root's own files not among them. */
	readonly rules: ContextIgnore;
	/** The ignore file that excludes the root as a whole. */
	readonly excluder: string | undefined;
}

/**
 * Reads the ignore files between the top of a repository and a root below it.
 * @param top absolute; the root itself when there is no repository
 */
export function outerRules(root: string, top: string, ignoreCase: boolean, notes: string[]): OuterRules {
	const segments = path.relative(top, root).split(path.sep).filter(Boolean);
	const base = segments.map((segment) => `${segment}/`).join('');
	let rules = ContextIgnore.none(ignoreCase);
	for (let depth = 0; depth < segments.length; depth++) {
		const location = path.join(top, ...segments.slice(0, depth));
		const names = contextIgnoreNames.filter((name) => statIfThere(path.join(location, name)) !== undefined);
		rules = withContextIgnoreFiles(rules, location, segments.slice(0, depth).join('/'), names, notes);
		const folder = `${segments.slice(0, depth + 1).join('/')}/`;
		const excluder = rules.excluder(folder);
		if (excluder !== undefined) {
			return { base, rules, excluder: fromRoot(excluder, base) };
		}
		rules = rules.inside(folder);
	}
	return { base, rules, excluder: undefined };
}

/** A path from the top as it is seen from the root. */
export function fromRoot(file: string, base: string): string {
	if (file.startsWith(base)) {
		return file.slice(base.length);
	}
	const up = base.split('/').slice(0, -1);
	const parts = file.split('/');
	while (up.length > 0 && parts.length > 1 && up[0] === parts[0]) {
		up.shift();
		parts.shift();
	}
	return [...up.map(() => '..'), ...parts].join('/');
}

export function excludedBy(file: string, ignoreFile: string): Exclusion {
	return { path: file, reason: 'excluded by ignore file', detail: ignoreFile };
}

import { lstatSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { onSwept, run, runOrThrow } from './processes.mjs';
import { findOnPath } from './system.mjs';

/**
 * A new folder for things of this run; goes when the run ends.
 * @param {string} purpose
 * @returns {Promise<string>}
 */
export async function temporaryFolder(purpose) {
	const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), `longview-${purpose}-`));
	onSwept(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
	return folder;
}

/** What is never copied where git cannot tell what belongs to a folder. */
const derived = new Set(['.git', 'node_modules', 'dist', 'out', '.vscode-test', '.cache', 'test-results']);

/**
 * Copies a folder to where a test may change it, and makes it a git repository with one commit.
 * @param {string} fixture A folder below `test/fixtures`, or any absolute one.
 * @returns {Promise<string>}
 */
export async function copyWorkspace(fixture) {
	const source = path.resolve(root, 'test/fixtures', fixture);
	const folder = path.join(await temporaryFolder('workspace'), path.basename(source));
	await mkdir(folder);
	const git = findOnPath(['git']);
	if (git === undefined) {
		await cp(source, folder, { recursive: true, filter: (file) => !derived.has(path.basename(file)) });
		return folder;
	}
	for (const name of await listFiles(git, source)) {
		await cp(path.join(source, name), path.join(folder, name), { verbatimSymlinks: true });
	}
	const identity = ['-c', 'user.name=Longview', '-c', 'user.email=longview@example.invalid'];
	await runOrThrow(git, ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
	await runOrThrow(git, ['add', '--all'], { cwd: folder });
	await runOrThrow(git, [...identity, 'commit', '--quiet', '--no-gpg-sign', '--message=Start'], { cwd: folder });
	return folder;
}

/**
 * @param {string} git
 * @param {string} folder
 * @returns {Promise<string[]>} What git tracks or would track, without what is deleted.
 */
async function listFiles(git, folder) {
	const list = ['ls-files', '-z', '--exclude-standard', '--cached', '--others'];
	const { code, results } = await run(git, list, { cwd: folder });
	const names =
		code === 0
			? results.split('\0').filter((name) => name !== '')
			: await readdir(folder, { recursive: true }).then((all) => all.filter((name) => !isDerived(name)));
	return names.filter((name) => lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.isDirectory() === false);
}

/** @param {string} name */
const isDerived = (name) => name.split(path.sep).some((part) => derived.has(part));

import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync, writevSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorMessage, LongviewError } from '../core/common/errors';
import { formatCount, plural } from '../core/common/format';
import { omittedGroups } from '../core/context/summary';
import { createPacker } from '../node/pack/createPacker';
import type { SkeletonSource } from '../node/pack/skeletonCache';
import { LateTokenizer, loadTokenizer } from '../node/vocabulary';
import { openCounts } from './cacheFolder';
import { folderRequest, vocabularyFile } from './folders';
import type { Command } from './options';
import type { Terminal } from './terminal';

/** Thrown when a file named on the command line cannot be read or written. */
export class FileError extends LongviewError {
	readonly kind = 'file';
}

/** Commits that tell which files change least: reading more takes longer than packing. */
const historyDepth = 1_000;

/** Without a budget nothing is shortened. */
const noSkeletons: SkeletonSource = { skeleton: () => Promise.resolve(undefined) };

/** `longview pack`: the pack as it would be sent, or facts about it. */
export async function packCommand(
	command: Extract<Command, { name: 'pack' }>,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const counter = new LateTokenizer(() => loadTokenizer(vocabularyFile));
	const request = folderRequest(command.folder);
	const counts = openCounts(request, process.env);
	const settings = { commits: historyDepth, once: true, ...(counts && { counts }) };
	const packing = createPacker(noSkeletons, counter, settings).packInParts(request, signal);
	// Git is at work by now. What is thrown here ends the command, whatever becomes of the pack.
	packing.catch(() => undefined);
	if (counts?.isEmpty !== false) {
		counter.load();
	}
	const { pack, scan } = await packing;
	const shown = pack.sections.length;
	if (command.out !== undefined) {
		try {
			writeParts(command.out, pack.parts);
		} catch (error) {
			throw new FileError(`${command.out} could not be written: ${errorMessage(error)}`);
		}
	}
	if (command.json) {
		const { name } = pack;
		const { files, notes } = scan;
		const listed = files.map(({ path, tier, reason, detail, tokens, bytes }) => ({
			path,
			tier,
			reason: detail === '' ? reason : `${reason} (${detail})`,
			tokens,
			bytes,
		}));
		const totals = { files: shown, omitted: files.length - shown, tokens: pack.tokens };
		terminal.result(`${JSON.stringify({ id: pack.id(), name, totals, files: listed, notes }, undefined, 2)}\n`);
	} else if (command.out === undefined) {
		terminal.result(new TextDecoder().decode(Buffer.concat(pack.parts)));
	}
	terminal.fact(`${plural(shown, 'file')}, ${formatCount(pack.tokens)} tokens`);
	for (const group of omittedGroups(scan.files, 0)) {
		terminal.fact(`left out: ${plural(group.count, 'file')} (${group.reason})`);
	}
	scan.notes.forEach((note) => terminal.fact(note));
	counts?.save();
}

/** `longview count`: exact tokens of files or standard input. */
export async function countCommand(command: Extract<Command, { name: 'count' }>, terminal: Terminal): Promise<void> {
	const tokenizer = loadTokenizer(vocabularyFile);
	const files: { path: string; tokens: number }[] = [];
	for (const path of command.files) {
		files.push({ path, tokens: tokenizer.count(await readInput(path, terminal)) });
	}
	const tokens = files.reduce((sum, file) => sum + file.tokens, 0);
	if (command.json) {
		terminal.result(`${JSON.stringify({ files, tokens }, undefined, 2)}\n`);
		return;
	}
	if (files.length === 1) {
		terminal.result(`${tokens}\n`);
		return;
	}
	for (const file of files) {
		terminal.result(`${file.tokens}\t${file.path}\n`);
	}
	terminal.result(`${tokens}\ttotal\n`);
}

/**
 * Writes a file in one step: it holds the old content or the whole new one. Unlike what cannot be made again, a pack need
 * not have reached the disk when the command ends.
 */
function writeParts(file: string, parts: readonly Buffer[]): void {
	const temporary = `${file}.${process.pid}.tmp`;
	mkdirSync(dirname(resolve(file)), { recursive: true });
	try {
		const descriptor = openSync(temporary, 'w', 0o644);
		try {
			for (let from = 0; from < parts.length; from += partsPerCall) {
				writeAll(descriptor, parts.slice(from, from + partsPerCall));
			}
		} finally {
			closeSync(descriptor);
		}
		renameSync(temporary, file);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
}

/** What every system takes at once. */
const partsPerCall = 512;

function writeAll(descriptor: number, parts: readonly Buffer[]): void {
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const written = writevSync(descriptor, parts);
	if (written < length) {
		const rest = Buffer.concat(parts).subarray(written);
		for (let at = 0; at < rest.length;) {
			at += writeSync(descriptor, rest, at);
		}
	}
}

/** A file's bytes, or those of standard input for `-`. @throws FileError */
export async function readInput(path: string, terminal: Terminal): Promise<Uint8Array> {
	if (path === '-') {
		return await terminal.readInput();
	}
	try {
		return readFileSync(path);
	} catch (error) {
		throw new FileError(`${path} could not be read: ${errorMessage(error)}`);
	}
}

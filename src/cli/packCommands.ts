import { readFileSync } from 'node:fs';
import { errorMessage, LongviewError } from '../core/common/errors';
import { formatCount, plural } from '../core/common/format';
import { omittedGroups } from '../core/context/summary';
import { writeFileAtomically } from '../node/storage/atomicFile';
import type { Command } from './options';
import { folderRequest, openPacker, openTokenizer } from './services';
import type { Terminal } from './terminal';

/** Thrown when a file named on the command line cannot be read or written. */
export class FileError extends LongviewError {
	readonly kind = 'file';
}

/** `longview pack`: the pack as it would be sent, or facts about it. */
export async function packCommand(
	command: Extract<Command, { name: 'pack' }>,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const tokenizer = openTokenizer();
	const { pack, scan } = await openPacker(tokenizer).pack(folderRequest(command.folder), signal);
	const shown = pack.sections.length;
	if (command.out !== undefined) {
		try {
			await writeFileAtomically(command.out, pack.bytes, 0o644);
		} catch (error) {
			throw new FileError(`${command.out} could not be written: ${errorMessage(error)}`);
		}
	}
	if (command.json) {
		const { id, name } = pack;
		const { files, notes } = scan;
		const listed = files.map(({ path, tier, reason, detail, tokens, bytes }) => ({
			path,
			tier,
			reason: detail === '' ? reason : `${reason} (${detail})`,
			tokens,
			bytes,
		}));
		const totals = { files: shown, omitted: files.length - shown, tokens: pack.tokens };
		terminal.result(`${JSON.stringify({ id, name, totals, files: listed, notes }, undefined, 2)}\n`);
	} else if (command.out === undefined) {
		terminal.result(new TextDecoder().decode(pack.bytes));
	}
	terminal.fact(`${plural(shown, 'file')}, ${formatCount(pack.tokens)} tokens`);
	for (const group of omittedGroups(scan.files, 0)) {
		terminal.fact(`left out: ${plural(group.count, 'file')} (${group.reason})`);
	}
	scan.notes.forEach((note) => terminal.fact(note));
}

/** `longview count`: exact tokens of files or standard input. */
export async function countCommand(command: Extract<Command, { name: 'count' }>, terminal: Terminal): Promise<void> {
	const tokenizer = openTokenizer();
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

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errorMessage, LongviewError } from '../core/common/errors';
import { applyCommand, editCommand } from './editCommands';
import { askCommand, explainCommand } from './askCommands';
import { countCommand, packCommand } from './packCommands';
import { helpText, parseCommand, UsageError, type Command } from './options';
import { processTerminal, type Terminal } from './terminal';

/** Runs one command; rejects with a `LongviewError` when it fails. */
async function run(command: Command, terminal: Terminal, signal: AbortSignal): Promise<void> {
	switch (command.name) {
		case 'help':
			terminal.result(helpText);
			return;
		case 'version':
			terminal.result(`${readVersion()}\n`);
			return;
		case 'pack':
			return packCommand(command, terminal, signal);
		case 'count':
			return countCommand(command, terminal);
		case 'ask':
			return askCommand(command, process.env, terminal, signal);
		case 'edit':
			return editCommand(command, process.env, terminal, signal);
		case 'apply':
			return applyCommand(command, terminal, signal);
		case 'explain':
			return explainCommand(command, process.env, terminal, signal);
	}
}

function readVersion(): string {
	const manifest = JSON.parse(readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
	return manifest.version;
}

async function main(): Promise<number> {
	const terminal = processTerminal();
	const interrupt = new AbortController();
	process.once('SIGINT', () => interrupt.abort());
	// A reader that closes its end, such as `head`, has seen enough.
	process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
	try {
		await run(parseCommand(process.argv.slice(2)), terminal, interrupt.signal);
		return 0;
	} catch (error) {
		if (error instanceof UsageError) {
			terminal.fact(`longview: ${error.message} See "longview --help".`);
			return 2;
		}
		if (interrupt.signal.aborted) {
			terminal.fact('longview: Stopped.');
			return 1;
		}
		const message = errorMessage(error);
		terminal.fact(
			`longview: ${error instanceof LongviewError ? message : `Something unexpected went wrong: ${message}`}`,
		);
		return 1;
	}
}

void main().then((code) => {
	process.exitCode = code;
});

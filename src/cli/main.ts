import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileForShortRuns } from './compiler';
import { tellFailure } from './failures';
import { helpText, parseCommand, type Command } from './options';
import { countCommand, packCommand } from './packCommands';
import { processTerminal, type Terminal } from './terminal';

/** Runs one command. @returns the exit code */
async function run(command: Command, terminal: Terminal, signal: AbortSignal): Promise<number> {
	switch (command.name) {
		case 'help':
			terminal.result(helpText);
			return 0;
		case 'version':
			terminal.result(`${readVersion()}\n`);
			return 0;
		case 'pack':
			await packCommand(command, terminal, signal);
			return 0;
		case 'count':
			await countCommand(command, terminal);
			return 0;
		case 'ask':
		case 'edit':
		case 'apply':
		case 'explain': {
			// A bundle of its own: packing does without the model's client.
			const { runModelCommand } = await import('./modelCommands.js');
			return await runModelCommand(command, terminal, signal);
		}
	}
}

function readVersion(): string {
	const manifest = JSON.parse(readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
	return manifest.version;
}

async function main(): Promise<number> {
	compileForShortRuns();
	const interrupt = new AbortController();
	process.once('SIGINT', () => interrupt.abort());
	const terminal = processTerminal();
	const { signal } = interrupt;
	return await tellFailure(() => run(parseCommand(process.argv.slice(2)), terminal, signal), terminal, signal);
}

void main().then((code) => {
	process.exitCode = code;
});

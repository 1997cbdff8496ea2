import { askCommand, explainCommand } from './askCommands';
import { applyCommand, editCommand } from './editCommands';
import { tellFailure } from './failures';
import type { Command } from './options';
import type { Terminal } from './terminal';

/** The commands that need more than packing does: a bundle of its own, so that packing need not load it. */
export type ModelCommand = Extract<Command, { readonly name: 'ask' | 'edit' | 'apply' | 'explain' }>;

/** @returns the exit code; failures have been told */
export async function runModelCommand(command: ModelCommand, terminal: Terminal, signal: AbortSignal): Promise<number> {
	return await tellFailure(
		async () => {
			await run(command, terminal, signal);
			return 0;
		},
		terminal,
		signal,
	);
}

async function run(command: ModelCommand, terminal: Terminal, signal: AbortSignal): Promise<void> {
	switch (command.name) {
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

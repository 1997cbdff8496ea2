import { LongviewError } from '../core/common/errors';
import { plural } from '../core/common/format';
import { formatUnifiedDiff } from '../core/common/unifiedDiff';
import { editsOf } from '../core/conversation/editsOf';
import { planEdits } from '../core/edits/plan';
import type { EditPlan, PlannedFile } from '../core/edits/types';
import { confirmIgnored } from '../node/edits/confirmIgnored';
import { readTextFile } from '../node/edits/textFile';
import { writePlan, type WriteResult } from '../node/edits/writePlan';
import { ask } from './ask';
import type { Command } from './options';
import { readInput } from './packCommands';
import { checkFolder, folderRequest } from './folders';
import { openServices, openWorkspace } from './services';
import type { WorkspacePacks } from '../node/workspace/workspacePacks';
import type { Terminal } from './terminal';

/** Thrown when some edits are not part of the result. Those that are have been printed or written. */
export class IncompleteEditsError extends LongviewError {
	readonly kind = 'incomplete-edits';
}

/** `longview edit`: asks for a change. The answer goes to stderr, so that stdout holds nothing but the diff. */
export async function editCommand(
	command: Extract<Command, { name: 'edit' }>,
	environment: NodeJS.ProcessEnv,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const folder = checkFolder(command.folder);
	const services = await openServices(folder, command.endpoint, environment, signal);
	const { turn } = await ask(
		services,
		{ text: command.instruction, images: command.images },
		terminal,
		(text) => terminal.commentary(text),
		signal,
	);
	terminal.commentary('\n');
	await applyAnswer(turn.answer.content, { ...command, folder, json: false }, services.workspace, terminal, signal);
}

/** `longview apply`: applies the edits of a saved answer. */
export async function applyCommand(
	command: Extract<Command, { name: 'apply' }>,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const folder = checkFolder(command.folder);
	const answer = new TextDecoder().decode(await readInput(command.answer, terminal));
	const request = folderRequest(folder);
	await applyAnswer(
		answer,
		{ ...command, folder },
		openWorkspace(() => request),
		terminal,
		signal,
	);
}

interface ApplyOptions {
	readonly folder: string;
	readonly write: boolean;
	readonly sensitive: boolean;
	readonly json: boolean;
}

async function applyAnswer(
	answer: string,
	options: ApplyOptions,
	workspace: WorkspacePacks,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const readText = (path: string) => Promise.resolve(readTextFile(options.folder, path)?.text);
	const planned = await planEdits(editsOf(answer, true), readText, {
		secretValues: (placeholders) => workspace.secretValues(placeholders, signal),
	});
	const plan = { ...planned, files: await confirmIgnored(options.folder, planned.files, signal) };
	const written = options.write ? await writePlan(options.folder, plan, options.sensitive) : [];
	if (options.json) {
		terminal.result(`${JSON.stringify(jsonResult(plan, written, options.write), undefined, 2)}\n`);
	} else if (options.write) {
		for (const { file, message } of written) {
			terminal.result(`${file.renamedTo ?? file.path}: ${message}\n`);
		}
	} else {
		for (const file of plan.files) {
			terminal.result(diffOf(file));
		}
	}
	report(plan, written, terminal);
}

function report(plan: EditPlan, written: readonly WriteResult[], terminal: Terminal): void {
	const failed = plan.results.filter((result) => result.status !== 'planned' && result.status !== 'no-change');
	for (const result of plan.results.filter((each) => each.status !== 'planned')) {
		terminal.fact(`${result.edit.path}: ${result.message}`);
	}
	for (const problem of plan.problems) {
		terminal.fact(problem.message);
	}
	const unwritten = written.filter((result) => !result.written);
	const count = failed.length + plan.problems.length + unwritten.length;
	if (count > 0) {
		throw new IncompleteEditsError(
			`${plural(count, 'edit')} could not be applied; the others ${written.length > 0 ? 'were written' : 'are shown above'}.`,
		);
	}
	if (plan.results.length === 0) {
		throw new IncompleteEditsError('The answer holds no complete edits; nothing was changed.');
	}
}

function diffOf(file: PlannedFile): string {
	return formatUnifiedDiff({
		oldPath: file.path,
		newPath: file.renamedTo ?? file.path,
		before: file.before,
		after: file.after,
	});
}

function jsonResult(plan: EditPlan, written: readonly WriteResult[], write: boolean) {
	return {
		written: write,
		edits: plan.results.map(({ edit, status, tier, message }) => ({
			path: edit.path,
			kind: edit.kind,
			status,
			tier: tier ?? null,
			message,
		})),
		files: plan.files.map((file) => {
			const result = written.find((each) => each.file === file);
			return {
				path: file.path,
				...(file.renamedTo === undefined ? {} : { renamedTo: file.renamedTo }),
				written: result?.written ?? false,
				message: result?.message ?? file.confirm ?? '',
				diff: diffOf(file),
			};
		}),
		problems: plan.problems.map((problem) => problem.message),
	};
}

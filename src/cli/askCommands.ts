import { LongviewError } from '../core/common/errors';
import { ToldFiles } from '../core/conversation/request';
import { CitationVerifier } from '../core/citations/verifyCitation';
import { PackIndex } from '../core/context/packIndex';
import { readDiff } from '../node/git/attachment';
import { ask } from './ask';
import type { Command } from './options';
import { checkFolder, defaultRules } from './folders';
import { openServices } from './services';
import type { Terminal } from './terminal';

/** Thrown when there is nothing to explain. */
export class NothingToExplainError extends LongviewError {
	readonly kind = 'nothing-to-explain';
}

/** `longview ask`: the answer streams to stdout; with `--json` one object follows at the end instead. */
export async function askCommand(
	command: Extract<Command, { name: 'ask' }>,
	environment: NodeJS.ProcessEnv,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const services = await openServices(command.folder, command.endpoint, environment, signal);
	const onText = (text: string) => (command.json ? undefined : terminal.result(text));
	const { conversation, turn } = await ask(
		services,
		{ text: command.question, images: command.images },
		terminal,
		onText,
		signal,
	);
	const { answer } = turn;
	const pack = (await services.workspace.storedPack(conversation.packId!, signal))!;
	const told = new ToldFiles(new PackIndex(pack), conversation);
	const verifier = new CitationVerifier({ fileText: (path) => told.text(path), paths: told });
	const citations = verifier.verifyAll(answer.content);
	if (command.json) {
		const { content, reasoning, usage } = answer;
		const output = { answer: content, reasoning, usage: usage ?? null, model: conversation.model, citations };
		terminal.result(`${JSON.stringify(output, undefined, 2)}\n`);
		return;
	}
	terminal.result('\n');
	const unverified = citations.filter((citation) => citation.status === 'unverified');
	for (const citation of unverified) {
		terminal.fact(`unverified: ${citation.path}:${citation.line} (${citation.reason})`);
	}
}

/** `longview explain`: explains a diff. */
export async function explainCommand(
	command: Extract<Command, { name: 'explain' }>,
	environment: NodeJS.ProcessEnv,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<void> {
	const folder = checkFolder(command.folder);
	const attachment = await readDiff(folder, command.diff, defaultRules, signal);
	if (!attachment) {
		throw new NothingToExplainError('There is nothing to explain: the diff is empty.');
	}
	const services = await openServices(folder, command.endpoint, environment, signal);
	await ask(services, { text: '', attachment }, terminal, (text) => terminal.result(text), signal);
	terminal.result('\n');
}

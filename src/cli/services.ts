import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { LongviewError } from '../core/common/errors';
import type { ContextRules } from '../core/context/rules';
import { createConversation, type Conversation } from '../core/conversation/conversation';
import type { TurnServices } from '../core/conversation/runTurn';
import { modelFacts } from '../core/model/catalog';
import { OpenAiClient } from '../core/model/openAiClient';
import type { Tokenizer } from '../core/tokens/tokenizer';
import { checkBaseUrl, defaultBaseUrl, defaultModel, isDeepSeek, isLoopback } from '../node/endpoint';
import { loadTokenizer } from '../node/vocabulary';
import { directEngine } from '../node/workspace/packEngine';
import { WorkspacePacks } from '../node/workspace/workspacePacks';

/** Thrown when a folder named on the command line cannot be used. */
export class FolderError extends LongviewError {
	readonly kind = 'folder';
}

/** A command has no settings: the built-in rules decide. */
export const defaultRules: ContextRules = { exclude: [], include: [] };

export const thinking = { enabled: true, effort: 'high' } as const;

const idleLimit = 300_000;

export function openTokenizer(): Tokenizer {
	return loadTokenizer(path.join(__dirname, 'vocabulary.br'));
}

/** The absolute path of a folder that exists. */
export function checkFolder(folder: string): string {
	const absolute = path.resolve(folder);
	const status = statSync(absolute, { throwIfNoEntry: false });
	if (!status?.isDirectory()) {
		throw new FolderError(status ? `${folder} is not a folder.` : `The folder ${folder} does not exist.`);
	}
	return absolute;
}

/** Access to a folder, without a store: a command starts afresh each time. */
export function openWorkspace(folder: string): WorkspacePacks {
	const root = checkFolder(folder);
	const name = path.basename(root);
	let current: string | undefined;
	return new WorkspacePacks(
		directEngine(openTokenizer()),
		undefined,
		{ get: () => current, set: (id) => (current = id) },
		() => ({ name, roots: [{ name, folder: root }], rules: defaultRules, unsaved: {} }),
	);
}

/** What asking needs, from the environment. */
export interface AskServices extends TurnServices {
	readonly workspace: WorkspacePacks;
	readonly model: string;
}

/** @throws MissingKeyError when the endpoint needs a key and there is none */
export function openServices(folder: string, environment: NodeJS.ProcessEnv): AskServices {
	const baseUrl = checkBaseUrl(environment['LONGVIEW_BASE_URL'] ?? defaultBaseUrl);
	const apiKey = environment['DEEPSEEK_API_KEY'];
	const { host, hostname } = new URL(baseUrl);
	if ((apiKey === undefined || apiKey === '') && !isLoopback(hostname)) {
		throw new MissingKeyError(host);
	}
	const model = environment['LONGVIEW_MODEL'] ?? defaultModel;
	return {
		workspace: openWorkspace(folder),
		client: new OpenAiClient({ baseUrl, apiKey: apiKey === '' ? undefined : apiKey, fetch, idleLimit }),
		facts: modelFacts(model, isDeepSeek(baseUrl)),
		model,
		now: Date.now,
		wait: (seconds, signal) => wait(seconds * 1_000, undefined, { signal }),
		random: Math.random,
	};
}

/** Like the endpoint's own refusal, but told before anything is packed, and in the words of the command line. */
class MissingKeyError extends LongviewError {
	readonly kind = 'key-missing';

	constructor(host: string) {
		super(`There is no API key for ${host}. Set the environment variable DEEPSEEK_API_KEY.`);
	}
}

export function newConversation(services: AskServices): Conversation {
	return createConversation(randomUUID(), services.now(), { model: services.model, thinking });
}

import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { LongviewError } from '../core/common/errors';
import type { ContextRules } from '../core/context/rules';
import { createConversation, type Conversation } from '../core/conversation/conversation';
import { packBudget } from '../core/conversation/request';
import type { TurnServices } from '../core/conversation/runTurn';
import { modelFacts } from '../core/model/catalog';
import { OpenAiClient } from '../core/model/openAiClient';
import type { Tokenizer } from '../core/tokens/tokenizer';
import { checkBaseUrl, defaultBaseUrl, defaultModel, isDeepSeek, isLoopback } from '../node/endpoint';
import { Skeletons } from '../node/skeletons/skeletons';
import { loadTokenizer } from '../node/vocabulary';
import type { PackRequest } from '../node/pack/request';
import type { Packer } from '../node/pack/packer';
import { configurationFolder } from './configurationFolder';
import { placeholderKey } from '../node/storage/placeholderKey';
import { createPacker, createPackService } from '../node/workspace/createPackService';
import { DirectEngine } from '../node/workspace/directEngine';
import { WorkspacePacks } from '../node/workspace/workspacePacks';

/** Thrown when a folder named on the command line cannot be used. */
export class FolderError extends LongviewError {
	readonly kind = 'folder';
}

/** A command has no settings: the built-in rules decide. */
export const defaultRules: ContextRules = { exclude: [], include: [] };

export const thinking = { enabled: true, effort: 'high' } as const;

const idleLimit = 300_000;

const vocabularyFile = path.join(__dirname, 'vocabulary.br');
const grammarFolder = path.join(__dirname, 'grammars');

export function openTokenizer(): Tokenizer {
	return loadTokenizer(vocabularyFile);
}

/** Commits that tell which files change least: reading more takes longer than packing. */
const historyDepth = 1_000;

export function openPacker(tokenizer: Tokenizer): Packer {
	return createPacker(new Skeletons(grammarFolder), tokenizer, historyDepth);
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

/** What to pack of a folder, by the built-in rules. */
export function folderRequest(folder: string): PackRequest {
	const root = checkFolder(folder);
	const name = path.basename(root);
	return {
		name,
		roots: [{ name, folder: root }],
		rules: defaultRules,
		unsaved: {},
		secrets: {
			key: placeholderKey(path.join(configurationFolder(process.env), 'longview', 'placeholder-key')),
			allowed: [],
		},
	};
}

/** Access to a folder, without a store: a command starts afresh each time. */
export function openWorkspace(request: PackRequest): WorkspacePacks {
	const service = createPackService({ vocabularyFile, packFolder: undefined, grammarFolder });
	return new WorkspacePacks(new DirectEngine({ packs: service, ledger: undefined }), () => request);
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
	const facts = modelFacts(model, isDeepSeek(baseUrl));
	return {
		workspace: openWorkspace({ ...folderRequest(folder), budget: packBudget(thinking, facts) }),
		client: new OpenAiClient({ baseUrl, apiKey: apiKey === '' ? undefined : apiKey, fetch, idleLimit }),
		facts,
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

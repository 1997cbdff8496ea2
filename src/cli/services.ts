import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { LongviewError } from '../core/common/errors';
import { createConversation, type Conversation } from '../core/conversation/conversation';
import { correctedFacts } from '../core/conversation/refit';
import { packBudget, packCapacity } from '../core/conversation/request';
import type { TurnServices } from '../core/conversation/runTurn';
import { modelFacts } from '../core/model/catalog';
import { OpenAiClient } from '../core/model/openAiClient';
import { checkBaseUrl, defaultBaseUrl, defaultModel, isDeepSeek, isLoopback } from '../node/endpoint';
import type { PackRequest } from '../node/pack/request';
import { createPackService } from '../node/workspace/createPackService';
import { DirectEngine } from '../node/workspace/directEngine';
import { WorkspacePacks } from '../node/workspace/workspacePacks';
import { folderRequest, grammarFolder, vocabularyFile } from './folders';

export const thinking = { enabled: true, effort: 'high' } as const;

const idleLimit = 300_000;

/** Access to a folder, without a store: a command starts afresh each time. */
export function openWorkspace(request: () => PackRequest): WorkspacePacks {
	const service = createPackService({ vocabularyFile, packFolder: undefined, grammarFolder });
	return new WorkspacePacks(new DirectEngine({ packs: service, ledger: undefined }), request);
}

/** What asking needs, from the environment. */
export interface AskServices extends TurnServices {
	readonly workspace: WorkspacePacks;
	readonly model: string;
	/** The endpoint is expected to count as we do, to the token. */
	readonly countsExactly: boolean;
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
	let facts = modelFacts(model, isDeepSeek(baseUrl));
	const request = folderRequest(folder);
	return {
		workspace: openWorkspace(() => ({
			...request,
			budget: packBudget(thinking, facts),
			economy: { capacity: packCapacity(thinking, facts), price: facts.price },
		})),
		client: new OpenAiClient({ baseUrl, apiKey: apiKey === '' ? undefined : apiKey, fetch, idleLimit }),
		facts,
		model,
		countsExactly: isDeepSeek(baseUrl),
		now: Date.now,
		wait: (seconds, signal) => wait(seconds * 1_000, undefined, { signal }),
		random: Math.random,
		refused: (refusal) => {
			const corrected = correctedFacts(facts, refusal, Date.now());
			facts = corrected ?? facts;
			return Promise.resolve(corrected);
		},
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

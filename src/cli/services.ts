import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createConversation, type Conversation } from '../core/conversation/conversation';
import { packBudget, packCapacity } from '../core/conversation/request';
import type { TurnServices } from '../core/conversation/runTurn';
import type { PackRequest } from '../node/pack/request';
import { createPackService } from '../node/workspace/createPackService';
import { DirectEngine } from '../node/workspace/directEngine';
import { WorkspacePacks } from '../node/workspace/workspacePacks';
import { openEndpoint, type EndpointChoice } from './endpoint';
import { folderRequest, grammarFolder, vocabularyFile } from './folders';

export const thinking = { enabled: true, effort: 'high' } as const;

/** Access to a folder, without a store: a command starts afresh each time. */
export function openWorkspace(request: () => PackRequest): WorkspacePacks {
	const service = createPackService({ vocabularyFile, packFolder: undefined, grammarFolder });
	return new WorkspacePacks(new DirectEngine({ packs: service, ledger: undefined }), request);
}

/** What asking needs. */
export interface AskServices extends TurnServices {
	readonly workspace: WorkspacePacks;
	readonly model: string;
	/** The endpoint is expected to count as we do, to the token. */
	readonly countsExactly: boolean;
}

/** @throws what `openEndpoint` throws, FolderError */
export async function openServices(
	folder: string,
	choice: EndpointChoice,
	environment: NodeJS.ProcessEnv,
	signal: AbortSignal,
): Promise<AskServices> {
	const request = folderRequest(folder);
	const endpoint = await openEndpoint(choice, environment, signal);
	const { client, model, facts, countsExactly, windowHint } = endpoint;
	return {
		workspace: openWorkspace(() => ({
			...request,
			budget: packBudget(thinking, endpoint.facts),
			economy: { capacity: packCapacity(thinking, endpoint.facts), price: endpoint.facts.price },
		})),
		...{ client, facts, model, countsExactly },
		...(windowHint === undefined ? {} : { windowHint }),
		now: Date.now,
		wait: (seconds, abort) => wait(seconds * 1_000, undefined, { signal: abort }),
		random: Math.random,
		refused: (refusal) => Promise.resolve(endpoint.refused(refusal)),
	};
}

export function newConversation(services: AskServices): Conversation {
	return createConversation(randomUUID(), services.now(), { model: services.model, thinking });
}

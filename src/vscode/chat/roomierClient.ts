import type { ModelClient } from '../../core/model/types';

/** Room kept in the window for differences between our count and the endpoint's, in tokens. */
const safetyMargin = 2_048;

/** A client whose answers may be longer than usual. */
export interface RoomierClient {
	readonly client: ModelClient;
	/** Tells how long the prompt is: the answer must fit into the window behind it. */
	countedPrompt(tokens: number): void;
}

/**
 * Asks for more room than a request itself does, as far as the window allows.
 * @param room tokens for reasoning and answer together
 */
export function withRoom(client: ModelClient, room: number, contextWindow: number): RoomierClient {
	let promptTokens = 0;
	return {
		client: {
			host: client.host,
			listModels: (signal) => client.listModels(signal),
			stream: (request, signal) => {
				const fitting = Math.min(room, contextWindow - safetyMargin - promptTokens);
				return client.stream({ ...request, maxTokens: Math.max(request.maxTokens, fitting) }, signal);
			},
		},
		countedPrompt: (tokens) => {
			promptTokens = tokens;
		},
	};
}

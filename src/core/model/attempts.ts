import { ModelError } from './errors';
import { decideRetry, maximumAttempts, type RetrySituation } from './retry';
import type { ModelClient, ModelRequest, StreamEvent } from './types';

/** What trying again needs. */
export interface AttemptServices {
	readonly client: Pick<ModelClient, 'stream'>;
	/** Resolves after some seconds; rejects when aborted. */
	wait(seconds: number, signal: AbortSignal): Promise<void>;
	random(): number;
}

/** What a request yields, with a sentence before each further attempt. */
export type AttemptEvent = StreamEvent | { readonly type: 'retrying'; readonly text: string };

/**
 * Sends a request, again when it failed before its first token and `decideRetry` allows it. Nothing is repeated without
 * a word.
 * @throws ModelError
 */
export async function* streamWithRetries(
	request: ModelRequest,
	expected: Pick<RetrySituation, 'promptTokens' | 'expectedCachedTokens'>,
	services: AttemptServices,
	signal: AbortSignal,
): AsyncGenerator<AttemptEvent> {
	for (let attempt = 1; ; attempt++) {
		let begun = false;
		try {
			for await (const event of services.client.stream(request, signal)) {
				begun ||= event.type === 'reasoning' || event.type === 'content';
				yield event;
			}
			return;
		} catch (error) {
			if (begun || !(error instanceof ModelError)) {
				throw error;
			}
			const decision = decideRetry(error, { attempt, random: services.random(), ...expected });
			if (!decision.retry) {
				throw error;
			}
			const { delay } = decision;
			const seconds = Math.ceil(delay);
			const text = `${error.message} Trying again in ${seconds} s (${attempt + 1} of ${maximumAttempts}).`;
			yield { type: 'retrying', text };
			await services.wait(delay, signal);
		}
	}
}

import { randomUUID } from 'node:crypto';
import type { Answer } from './answers/types';
import type { EncodedPrompt } from './prompt';
import { encodeAnswer } from './prompt';
import type { RememberingEncoder } from './encoder';
import type { Fault } from './faults';
import type { CompletionRequest } from './request';
import type { Completion, FinishReason } from './stream';

/**
 * Turns an answer into what is sent: cut where the request's own limit or a scripted fault ends it, with its exact
 * token counts.
 */
export function completeAnswer(
	answer: Answer,
	request: CompletionRequest,
	prompt: EncodedPrompt,
	cachedTokens: number,
	encoder: RememberingEncoder,
	fault: Fault | undefined,
	now: number,
): Completion {
	const { prefix } = request;
	let reasoning = request.effort === undefined || prefix ? undefined : answer.reasoning;
	let content = fault?.kind === 'no-content' ? '' : fault?.kind === 'say' ? fault.text : answer.content;
	if (prefix) {
		content = continued(prefix.content, content);
	}
	let finishReason: FinishReason = 'stop';
	if (fault?.kind === 'finish') {
		const length = (reasoning?.length ?? 0) + content.length;
		const end = fault.afterCharacters ?? Math.floor(length / 2);
		content = content.slice(0, Math.max(0, end - (reasoning?.length ?? 0))).toWellFormed();
		reasoning = reasoning?.slice(0, end);
		finishReason = fault.reason;
	}
	const count = (text: string) => encoder.encodeText(text).length;
	const forReasoning = reasoning === undefined ? 0 : count(reasoning) + 1;
	if (forReasoning > request.maxTokens) {
		reasoning = firstTokens(reasoning ?? '', request.maxTokens, count);
		content = '';
		finishReason = 'length';
	} else if (forReasoning + count(content) > request.maxTokens) {
		content = firstTokens(content, request.maxTokens - forReasoning, count);
		finishReason = 'length';
	}
	const reasoningTokens = reasoning === undefined ? 0 : count(reasoning);
	const completionTokens = Math.min(request.maxTokens, encodeAnswer(reasoning, content, encoder).length);
	return {
		id: randomUUID(),
		created: Math.floor(now / 1000),
		model: request.model,
		reasoning,
		content,
		finishReason,
		usage: {
			prompt_tokens: prompt.tokens.length,
			completion_tokens: completionTokens,
			total_tokens: prompt.tokens.length + completionTokens,
			prompt_cache_hit_tokens: cachedTokens,
			prompt_cache_miss_tokens: prompt.tokens.length - cachedTokens,
			prompt_tokens_details: { cached_tokens: cachedTokens },
			completion_tokens_details: { reasoning_tokens: reasoningTokens },
		},
	};
}

/** What comes behind the beginning of an answer: the rest of it, or of a count. */
function continued(beginning: string, answer: string): string {
	if (answer.startsWith(beginning)) {
		return answer.slice(beginning.length);
	}
	const last = /(?:^|\D)(\d{1,6}), ?$/.exec(beginning)?.[1];
	return last === undefined ? answer : ` ${[1, 2, 3, 4, 5].map((step) => Number(last) + step).join(', ')}`;
}

/** The longest beginning of a text, in whole code points, of at most so many tokens. */
function firstTokens(text: string, limit: number, count: (text: string) => number): string {
	const characters = Array.from(text);
	let fits = 0;
	let tooLong = characters.length + 1;
	while (tooLong - fits > 1) {
		const middle = (fits + tooLong) >> 1;
		if (count(characters.slice(0, middle).join('')) <= limit) {
			fits = middle;
		} else {
			tooLong = middle;
		}
	}
	return characters.slice(0, fits).join('');
}

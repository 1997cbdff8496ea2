import { formatCount } from '../common/format';
import { LongviewError } from '../common/errors';
import type { ModelFacts } from '../model/catalog';
import { countedPrompt, learnFromRefusal, type RefusedPrompt } from '../model/counting';
import type { ModelErrorDetails } from '../model/errors';

/** What was sent, and what room its answer had, by our own count. */
export interface SentSize {
	readonly promptTokens: number;
	readonly maxTokens: number;
}

/** A request that was refused as too long, and was made smaller and asked once more. */
export interface Refit {
	/** What the endpoint said it counted of the prompt, and its window; left out where it did not say. */
	readonly counted?: number;
	readonly limit?: number;
	readonly before: SentSize;
	readonly after: SentSize;
}

/** Numbers of a refusal. */
export type RefusalDetails = Pick<ModelErrorDetails, 'limit' | 'promptTokens' | 'requestedTokens' | 'serverMessage'>;

/** A refusal as too long with the request it was about. */
export interface Refusal {
	readonly host: string;
	readonly prompt: RefusedPrompt;
	readonly details: RefusalDetails;
}

/** Thrown when the endpoint refuses as too long what cannot be made smaller, or was made smaller already. */
export class RefusedTooLongError extends LongviewError {
	readonly kind: 'too-long' | 'chat-too-long';
	/** The endpoint's own words. */
	readonly detail: string | undefined;

	/**
	 * @param again it refused the smaller request, too
	 * @param continued the chat has turns that a new one would not repeat
	 * @param hint how the server is given a larger window
	 */
	constructor(refusal: Refusal, again: boolean, continued: boolean, hint: string | undefined) {
		const remedy = continued
			? 'Start a new chat: its pack is made to fit what is known now.'
			: 'Exclude folders, or choose a model with a larger window.';
		const what = again
			? `${refusal.host} refused the request as too long, and the smaller one that was made of it as well`
			: `${refusal.host} refused the request as too long, and it cannot be made smaller`;
		super(`${what}${figures(refusal)}. Nothing was charged. ${remedy}${hint === undefined ? '' : ` ${hint}`}`);
		this.kind = continued ? 'chat-too-long' : 'too-long';
		this.detail = refusal.details.serverMessage;
	}
}

/** Facts corrected by a refusal alone, where nobody remembers what was learned; undefined when it says too little. */
export function correctedFacts(facts: ModelFacts, { prompt, details }: Refusal, now: number): ModelFacts | undefined {
	const known = facts.countFactor > 1 ? { factor: facts.countFactor } : undefined;
	const learned = learnFromRefusal(known, prompt, details, facts.contextWindow, now);
	if (!learned) {
		return undefined;
	}
	const contextWindow = Math.min(facts.contextWindow, learned.window ?? facts.contextWindow);
	return {
		...facts,
		contextWindow,
		maxOutput: Math.min(facts.maxOutput, contextWindow),
		countFactor: learned.factor ?? 1,
	};
}

/** What was done, once a smaller request is about to be sent; undefined when it is no smaller. */
export function refitOf({ prompt, details }: Refusal, after: SentSize): Refit | undefined {
	const counted = countedPrompt(details, prompt.maxTokens);
	const { promptTokens, maxTokens } = prompt;
	const smaller = after.promptTokens < promptTokens || after.maxTokens < maxTokens;
	const larger = after.promptTokens > promptTokens || after.maxTokens > maxTokens;
	return !smaller || (larger && after.promptTokens + after.maxTokens >= promptTokens + maxTokens)
		? undefined
		: {
				...(counted === undefined ? {} : { counted }),
				...(details.limit === undefined ? {} : { limit: details.limit }),
				before: { promptTokens, maxTokens },
				after,
			};
}

/** What happened to a request that did not fit, in a sentence or two. */
export function refitSentence({ counted, limit, before, after }: Refit): string {
	const counts =
		counted === undefined || counted === before.promptTokens
			? undefined
			: `counts ${formatCount(counted)} tokens where Longview counts ${formatCount(before.promptTokens)}`;
	const takes = limit === undefined ? undefined : `takes ${formatCount(limit)}, answer included`;
	const said = [counts, takes].filter((part) => part !== undefined).join(', and ');
	const what = said === '' ? 'The endpoint refused the request as too long.' : `The endpoint ${said}.`;
	const made =
		after.promptTokens < before.promptTokens
			? `The pack was made smaller, so that the prompt has ${formatCount(after.promptTokens)} tokens instead of ${formatCount(before.promptTokens)}`
			: `Less room was kept for the answer, ${formatCount(after.maxTokens)} tokens instead of ${formatCount(before.maxTokens)}`;
	return `${what} ${made}, and it was asked once more. The refused request cost nothing.`;
}

function figures({ prompt, details }: Refusal): string {
	const counted = countedPrompt(details, prompt.maxTokens);
	const parts = [
		...(counted === undefined ? [] : [`it counts ${formatCount(counted)} tokens`]),
		...(details.limit === undefined ? [] : [`its window is ${formatCount(details.limit)}`]),
	];
	return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

import type { Conversation } from '../../core/conversation/conversation';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import type { ContextView, EstimateView } from '../../protocol';

/** System text, acknowledgement, question: small beside a repository. */
const overhead = 700;
/** Endpoints keep a prefix for hours at best; within this time we expect it to be there still, in milliseconds. */
const cacheLifetime = 60 * 60 * 1_000;

/**
 * What the next question will cost: exact for the repository, small for the rest. A chat that was answered lately is
 * expected to be cached but for what is new.
 */
export function estimateOf(
	conversation: Conversation,
	context: ContextView,
	facts: ModelFacts,
	now: number,
): EstimateView | undefined {
	const last = conversation.turns.findLast((turn) => turn.answer.usage !== undefined)?.answer;
	if (!last?.usage && context.state !== 'ready') {
		return undefined;
	}
	const known = last?.usage ? last.usage.promptTokens + answerTokens(last.usage) : 0;
	const promptTokens = last?.usage ? known + 100 : overhead + (context.state === 'ready' ? context.tokens : 0);
	const cachedTokens = last && now - (last.endedAt ?? last.startedAt) < cacheLifetime ? known : 0;
	const { price } = facts;
	return {
		promptTokens,
		cachedTokens,
		...(price
			? { cost: requestCost(price, { prompt: promptTokens, cached: cachedTokens, completion: 0 }, new Date(now)) }
			: {}),
		currency: price?.currency ?? '',
	};
}

/** Reasoning is not repeated in later requests. */
function answerTokens(usage: { completionTokens: number; reasoningTokens: number | undefined }): number {
	return Math.max(0, usage.completionTokens - (usage.reasoningTokens ?? 0));
}

import { isRunning, type Answer, type PromptEstimate, type Turn } from '../../core/conversation/conversation';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import { driftSentence } from '../../core/model/counting';
import type { Usage } from '../../core/model/types';
import type { ReceiptView } from '../../protocol';
import { missSentence } from '../../core/usage/missWords';

/** OpenRouter's credits, the only ones that are told, are dollars. */
export const chargedCurrency = 'USD';

/**
 * What an answer took: by the endpoint's own usage, else by our count of what was sent and what came.
 * @param isExact the endpoint is expected to count as we do, to the token
 * @returns undefined while the answer is on its way, and for one that cost nothing as far as anyone knows
 */
export function receiptView({ answer, message }: Turn, facts: ModelFacts, isExact = false): ReceiptView | undefined {
	const usage = answer.usage ?? ownCount(answer, message !== '');
	if (!usage || isRunning(answer)) {
		return undefined;
	}
	const { estimated, startedAt, endedAt } = answer;
	const { promptTokens, completionTokens, reasoningTokens } = usage;
	// An endpoint that does not tell what it had cached is expected to have had what was expected.
	const cached = usage.cachedTokens ?? (answer.usage ? undefined : estimated?.cachedTokens);
	const price = facts.price;
	const cost = (completion: number) =>
		price && requestCost(price, { prompt: promptTokens, cached: cached ?? 0, completion }, new Date(startedAt));
	const { charged } = usage;
	const [total, forPrompt] = [charged ?? cost(completionTokens), cost(0)];
	const currency = charged === undefined ? (price?.currency ?? '') : chargedCurrency;
	const drift = answer.drift && driftSentence(answer.drift, isExact);
	return {
		promptTokens,
		...(cached === undefined ? {} : { cachedTokens: cached }),
		completionTokens,
		...(reasoningTokens === undefined ? {} : { reasoningTokens }),
		...(total === undefined ? {} : { cost: total }),
		...(charged === undefined ? {} : { charged: true }),
		// In one currency or not at all.
		...(forPrompt === undefined || currency !== price?.currency ? {} : { promptCost: forPrompt }),
		currency,
		...(endedAt === undefined ? {} : { seconds: (endedAt - startedAt) / 1_000 }),
		ownCount: !answer.usage,
		model: facts.id,
		...(estimated ? { estimated: foreseen(estimated) } : {}),
		...(answer.miss ? { miss: missSentence(answer.miss, price?.currency) } : {}),
		...(drift === undefined ? {} : { drift }),
	};
}

/** An estimate as the endpoint was expected to count it. */
function foreseen({ promptTokens, endpointTokens, cachedTokens, cost }: PromptEstimate) {
	return { promptTokens: endpointTokens ?? promptTokens, cachedTokens, ...(cost === undefined ? {} : { cost }) };
}

function ownCount(answer: Answer, sent: boolean): Usage | undefined {
	const { status, counted, estimated } = answer;
	if (counted) {
		return counted;
	}
	// A refused request costs nothing; one that was stopped while it waited may have been read already.
	if (!sent || !estimated || (status !== 'stopped' && status !== 'interrupted' && status !== 'done')) {
		return undefined;
	}
	return {
		promptTokens: estimated.promptTokens,
		cachedTokens: undefined,
		completionTokens: 0,
		reasoningTokens: undefined,
	};
}

import type { Conversation, Turn } from '../../core/conversation/conversation';
import type { Usage } from '../../core/model/types';

/** What the next question of a chat is sent with, before its own words. */
export interface NextPrompt {
	/** The pack it begins with; undefined where a new one would be made. */
	readonly packId: string | undefined;
	/** Exact for a new chat; what the endpoint counted last and what came since for one that goes on. */
	readonly promptTokens: number;
	/** The part of it that the endpoint itself has counted. */
	readonly countedTokens: number;
}

/** Tokens that the next question of a chat repeats; 0 before the first answer. */
export function knownTokens(conversation: Conversation): number {
	const usage = usageOf(lastCounted(conversation));
	// Reasoning is not repeated in later requests.
	return usage ? usage.promptTokens + Math.max(0, usage.completionTokens - (usage.reasoningTokens ?? 0)) : 0;
}

/** The last turn of which the tokens are known. */
export function lastCounted(conversation: Conversation): Turn | undefined {
	return conversation.turns.findLast((turn) => usageOf(turn) !== undefined);
}

/** What the endpoint, or else our own count, tells of a turn. */
export function usageOf(turn: Turn | undefined): Usage | undefined {
	return turn?.answer.usage ?? turn?.answer.counted;
}

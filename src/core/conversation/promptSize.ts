import { countPromptTokens } from '../model/promptTokens';
import type { ChatMessage, Thinking } from '../model/types';
import type { WorkspaceAccess } from './workspaceAccess';

/**
 * Exact tokens of a prompt. Encoded texts bring their tokens along; everything else is counted now.
 */
export async function promptSize(
	messages: readonly ChatMessage[],
	thinking: Thinking,
	workspace: Pick<WorkspaceAccess, 'countTexts'>,
	signal: AbortSignal,
): Promise<number> {
	const texts = new Map<string, number>();
	// A first pass learns which texts are counted: the formula joins some of them.
	countPromptTokens(messages, thinking, {
		countText: (text) => {
			texts.set(text, 0);
			return 0;
		},
	});
	const toCount = [...texts.keys()];
	const counts = await workspace.countTexts(toCount, signal);
	toCount.forEach((text, index) => texts.set(text, counts[index]!));
	return countPromptTokens(messages, thinking, { countText: (text) => texts.get(text)! });
}

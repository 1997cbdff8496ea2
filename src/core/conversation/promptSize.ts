import type { Pack } from '../context/types';
import { countPromptTokens } from '../model/promptTokens';
import type { ChatMessage, Thinking } from '../model/types';
import type { WorkspaceAccess } from './workspaceAccess';

/**
 * Exact tokens of a prompt. The pack was counted when it was built; everything else is counted now.
 */
export async function promptSize(
	messages: readonly ChatMessage[],
	thinking: Thinking,
	pack: Pack,
	workspace: WorkspaceAccess,
	signal: AbortSignal,
): Promise<number> {
	const texts = new Map<string, number>();
	// A first pass learns which texts are counted: the formula joins some of them.
	countPromptTokens(messages, thinking, {
		countText: (text) => {
			texts.set(text, text === pack.text ? pack.tokens : 0);
			return 0;
		},
	});
	texts.delete(pack.text);
	const others = [...texts.keys()];
	const counts = await workspace.countTexts(others, signal);
	others.forEach((text, index) => texts.set(text, counts[index]!));
	texts.set(pack.text, pack.tokens);
	return countPromptTokens(messages, thinking, { countText: (text) => texts.get(text)! });
}

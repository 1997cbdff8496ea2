import { isRunning, type Answer } from '../../core/conversation/conversation';
import type { WorkspaceAccess } from '../../core/conversation/workspaceAccess';
import type { Usage } from '../../core/model/types';

/** Milliseconds after which an answer stays uncounted. */
const longest = 60_000;

/**
 * Counts what an endpoint did not tell: the answer was stopped, it broke off, or the server sends no usage.
 * @returns undefined when there is nothing to count
 */
export async function countAnswer(
	answer: Answer,
	workspace: Pick<WorkspaceAccess, 'countTexts'>,
): Promise<Usage | undefined> {
	const { usage, counted, estimated, reasoning, content } = answer;
	if (isRunning(answer) || usage || counted || !estimated || reasoning + content === '') {
		return undefined;
	}
	const [reasoningTokens = 0, contentTokens = 0] = await workspace.countTexts(
		[reasoning, content],
		AbortSignal.timeout(longest),
	);
	return {
		promptTokens: estimated.promptTokens,
		cachedTokens: undefined,
		completionTokens: reasoningTokens + contentTokens,
		reasoningTokens: reasoning === '' ? undefined : reasoningTokens,
	};
}

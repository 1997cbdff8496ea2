import { LongviewError } from '../common/errors';
import { isTold, type Conversation } from './conversation';
import type { ToldState, WorkspaceAccess } from './workspaceAccess';

/** Thrown when a chat was begun with files that may not be sent any more. */
export class ExcludedSinceError extends LongviewError {
	readonly kind = 'excluded-since';

	constructor() {
		super(
			'This chat was begun with files that are ignored or excluded now, or with secrets that are replaced now. Nothing was sent; start a new chat.',
		);
	}
}

/**
 * Looks whether what a chat repeats may still be sent: its pack, what its turns told, and the diffs it asks about.
 * @param pack `stored` when it is the one the chat was begun with; `new` when that one is lost and another was made just
 *   now
 * @throws ExcludedSinceError
 */
export async function refuseExcluded(
	conversation: Conversation,
	told: ToldState,
	pack: 'stored' | 'new',
	workspace: WorkspaceAccess,
	signal: AbortSignal,
): Promise<void> {
	const asked = conversation.turns.at(-1);
	const repeated = conversation.turns.filter((turn) => isTold(turn) || turn === asked);
	const diffs = repeated.map(({ attachment }) => attachment).filter((attachment) => attachment !== undefined);
	if (!(await workspace.mayStillBeSent(told, diffs, signal, pack === 'stored' ? 'now' : 'last-look'))) {
		throw new ExcludedSinceError();
	}
	if (pack === 'new') {
		// By which rules the turns were made is lost with their pack.
		const messages = conversation.turns.filter(isTold).map(({ message }) => ({ path: '', text: message }));
		const redacted = await workspace.redact(messages, signal);
		if (messages.some(({ text }, index) => text !== redacted[index])) {
			throw new ExcludedSinceError();
		}
	}
}

import type { Turn } from '../../core/conversation/conversation';
import type { WorkspaceAccess } from '../../core/conversation/workspaceAccess';
import type { ImageSource } from '../../core/conversation/turnImages';
import type { RequestLedger } from '../../core/ledger/ledger';
import type { ReadText } from '../../core/edits/types';
import type { AnswerRecorder } from '../usage/usageRecorder';
import type { SpendingLimit } from '../usage/usageService';
import type { Consent } from '../workspace/consent';
import type { ChatStorage } from './chatStorage';
import type { TextDelta } from './deltaRelay';
import type { PromptCache } from './promptCache';
import type { TurnEndpoint } from './turnEvents';

/** What an open chat needs of its surroundings. */
export interface SessionServices {
	readonly workspace: WorkspaceAccess;
	readonly ledger: RequestLedger;
	readonly endpoint: TurnEndpoint;
	readonly consent: Pick<Consent, 'has' | 'give' | 'unchecked'>;
	readonly storage: Pick<ChatStorage, 'save'>;
	readonly cache: PromptCache;
	readonly usage: AnswerRecorder & SpendingLimit;
	/** Undefined where nothing is kept. */
	readonly images?: ImageSource;
	readonly readText: ReadText;
	readonly warn: (message: string) => void;
}

/** What a session tells whoever shows it. */
export interface SessionListener {
	/** A turn was added or changed in more than appended text. */
	onTurn(turn: Turn): void;
	/** Text was appended to the running turn. */
	onDelta(turnId: string, delta: TextDelta): void;
	/** A running answer was looked at, and all of its text was told: there may be more to show of it. */
	onGrown(turn: Turn): void;
	/** The answer was looked at again: it grew, or it has ended. */
	onInspected(turn: Turn): void;
	/** The question for consent was asked or answered. */
	onConsent(): void;
	/** A question left the chat unsent. */
	onWithdrawn(turn: Turn): void;
	/** An answer began or ended. */
	onBusy(): void;
}

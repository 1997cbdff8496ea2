import { isTold, type Conversation } from '../../core/conversation/conversation';
import { promptSize } from '../../core/conversation/promptSize';
import { questionText } from '../../core/conversation/prompts';
import { packMessages, type ToldFiles } from '../../core/conversation/request';
import type { ToldState, WorkspaceAccess } from '../../core/conversation/workspaceAccess';
import type { Thinking } from '../../core/model/types';
import type { WorkspacePacks } from '../../node/workspace/workspacePacks';
import { knownTokens, type NextPrompt } from './nextPrompt';

/** A chat to look ahead of. */
export interface OutlookSubject {
	readonly conversation: Conversation;
	readonly busy: boolean;
	toldFiles(turnId: string): Promise<ToldFiles | undefined>;
}

/** Tokens around a question that goes on with a chat. */
const laterFrame = 20;

/** Keeps in mind what the next question of a chat would be sent with; looks again when it is told to. */
export class Outlook {
	readonly #packs: Pick<WorkspacePacks, 'prospect'> & Pick<WorkspaceAccess, 'countTexts'>;
	readonly #onChange: () => void;
	readonly #frames = new Map<string, Promise<number>>();
	#known: { readonly scope: string; readonly next: NextPrompt } | undefined;
	/** The chat to look at next, while another look is under way. */
	#waiting: OutlookSubject | undefined;
	#looking = false;

	/** @param onChange called after each look */
	constructor(packs: Pick<WorkspacePacks, 'prospect'> & Pick<WorkspaceAccess, 'countTexts'>, onChange: () => void) {
		this.#packs = packs;
		this.#onChange = onChange;
	}

	/** What is known of a chat as it was last looked at; undefined until somebody did. */
	of(conversation: Conversation): NextPrompt | undefined {
		return this.#known?.scope === scopeOf(conversation) ? this.#known.next : undefined;
	}

	/** Looks as soon as it can; a chat that is being answered is looked at when it is told again. */
	look(subject: OutlookSubject): void {
		this.#waiting = subject;
		if (!this.#looking) {
			void this.#lookOn();
		}
	}

	async #lookOn(): Promise<void> {
		this.#looking = true;
		for (let subject = this.#waiting; subject; subject = this.#waiting) {
			this.#waiting = undefined;
			if (!subject.busy) {
				// Without an estimate a question can be asked all the same.
				await this.#lookAt(subject).catch(() => undefined);
			}
		}
		this.#looking = false;
	}

	async #lookAt(subject: OutlookSubject): Promise<void> {
		const { conversation } = subject;
		const { signal } = new AbortController();
		const told = await toldNow(subject);
		const { packId, packTokens, changeTokens } = await this.#packs.prospect(told, 'last-look', signal);
		const countedTokens = told ? knownTokens(conversation) : 0;
		const own = told ? laterFrame : (await this.#frame(conversation.thinking)) + packTokens;
		const promptTokens = countedTokens + own + changeTokens;
		this.#known = { scope: scopeOf(conversation), next: { packId, promptTokens, countedTokens } };
		this.#onChange();
	}

	/** Tokens of a new chat beside its pack and the words of its question. */
	#frame(thinking: Thinking): Promise<number> {
		const key = JSON.stringify(thinking);
		let frame = this.#frames.get(key);
		if (!frame) {
			const empty = { json: new Uint8Array(), tokens: 0 };
			const messages = [...packMessages(empty), { role: 'user' as const, content: questionText('') }];
			frame = promptSize(messages, thinking, this.#packs, new AbortController().signal);
			this.#frames.set(key, frame);
			frame.catch(() => this.#frames.delete(key));
		}
		return frame;
	}
}

/**
 * What a chat was told so far; undefined for one that has told nothing.
 * @throws Error when it is not known any more
 */
export async function toldNow(subject: OutlookSubject): Promise<ToldState | undefined> {
	const last = subject.conversation.turns.findLast(isTold);
	const told = last && (await subject.toldFiles(last.id));
	if (last && !told) {
		throw new Error('The pack of the chat is gone.');
	}
	return told?.state;
}

/** What an earlier look may still stand for: new chats are all alike. */
function scopeOf({ id, turns, thinking }: Conversation): string {
	return turns.some(isTold) ? id : `new ${JSON.stringify(thinking)}`;
}

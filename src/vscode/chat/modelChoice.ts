import { l10n, window } from 'vscode';
import { isRunning, isTold, type Conversation } from '../../core/conversation/conversation';
import type { ModelFacts } from '../../core/model/catalog';
import { changeSentences, type NextCost } from '../../core/model/changeWords';
import { promptPrice } from '../../core/model/promptPrice';
import { sameThinking, thinkingName } from '../../core/model/thinking';
import type { Thinking } from '../../core/model/types';
import type { EstimateView } from '../../protocol';
import type { EndpointService } from '../endpoint/endpointService';
import type { ChatSession } from './chatSession';
import { knownTokens } from './nextPrompt';

/**
 * Model and thinking of a chat. A chat that has begun keeps what it was begun with, as its prompt is cached that way:
 * another choice is taken over only when the user agrees to what that costs.
 */
export class ModelChoice {
	readonly #endpoint: EndpointService;
	readonly #estimate: (conversation: Conversation) => EstimateView | undefined;
	/** Chats whose model was chosen for themselves, with the settings that were not taken then. */
	readonly #own = new WeakMap<ChatSession, string>();

	/** @param estimate what the next question of a chat takes, once it has been looked at */
	constructor(endpoint: EndpointService, estimate: (conversation: Conversation) => EstimateView | undefined) {
		this.#endpoint = endpoint;
		this.#estimate = estimate;
	}

	/** Model and thinking of new chats as one value, to notice changes. */
	get settings(): string {
		return JSON.stringify([this.#endpoint.model, this.#endpoint.thinking]);
	}

	/** Gives a chat that has told nothing yet the current settings, unless it has a choice of its own. */
	adopt(session: ChatSession): void {
		if (!isBegun(session.conversation) && this.#own.get(session) !== this.settings) {
			session.setModel(this.#endpoint.model, this.#endpoint.thinking);
		}
	}

	/** True when new chats use another model or thinking than this one. */
	#differs({ conversation }: ChatSession): boolean {
		const { model, thinking } = this.#endpoint;
		return conversation.model !== model || !sameThinking(conversation.thinking, thinking);
	}

	/**
	 * Says that a choice holds for new chats, what it would cost in this one, and takes it over if the user wants that.
	 * @returns whether the chat changed
	 */
	async offer(session: ChatSession): Promise<boolean> {
		if (!isBegun(session.conversation) || !this.#differs(session)) {
			return false;
		}
		const { model, thinking } = this.#endpoint;
		const useHere = l10n.t('Use in This Chat');
		const choice = await window.showInformationMessage(
			l10n.t(
				'New chats use {0}. This chat goes on with {1}, for which its prompt is cached. {2}',
				this.#name(model, thinking),
				this.#name(session.conversation.model, session.conversation.thinking),
				this.#cost(session, model, thinking) + this.#leftOut(session, model),
			),
			useHere,
			l10n.t('Only in New Chats'),
		);
		return choice === useHere && this.#change(session, model, thinking);
	}

	/** Asks before a question is tried again with less thinking. */
	async confirmLessThinking(session: ChatSession, thinking: Thinking): Promise<boolean> {
		const { model } = session.conversation;
		const tryAgain = l10n.t('Try Again');
		const choice = await window.showInformationMessage(
			l10n.t('Go on with {0} in this chat?', this.#name(model, thinking)),
			{ modal: true, detail: this.#cost(session, model, thinking) },
			tryAgain,
		);
		return choice === tryAgain && this.#change(session, model, thinking);
	}

	#change(session: ChatSession, model: string, thinking: Thinking): boolean {
		if (session.busy) {
			void window.showInformationMessage(l10n.t('An answer is on its way; stop it or wait for it, then choose again.'));
			return false;
		}
		this.#own.set(session, this.settings);
		session.setModel(model, thinking);
		return true;
	}

	#name(model: string, thinking: Thinking): string {
		const { label } = this.#endpoint.facts(model);
		return thinking.enabled
			? l10n.t('{0} with thinking “{1}”', label, thinkingName(thinking))
			: l10n.t('{0} without thinking', label);
	}

	/** Says that the images of a chat are not sent to a model that takes none. */
	#leftOut({ conversation }: ChatSession, model: string): string {
		const { label, images } = this.#endpoint.facts(model);
		const shown = conversation.turns.some((turn) => turn.images);
		return shown && !images
			? ` ${l10n.t('{0} takes no images: those of this chat are not sent any more.', label)}`
			: '';
	}

	/** What going on as it is costs, and what the change does. */
	#cost({ conversation }: ChatSession, model: string, thinking: Thinking): string {
		const stay = this.#next(conversation);
		const change = this.#next({ ...conversation, model, thinking });
		return changeSentences(stay, change, Date.now());
	}

	#next(conversation: Conversation): NextCost {
		const { model, thinking } = conversation;
		const name = this.#name(model, thinking);
		const facts = this.#endpoint.facts(model);
		const next = this.#estimate(conversation) ?? this.#roughly(conversation, facts);
		const { promptTokens } = next;
		const fromCache = promptPrice(facts, { prompt: promptTokens, cached: promptTokens }, new Date());
		return { ...next, name, ...(fromCache ? { costFromCache: fromCache.now } : {}) };
	}

	/** Before the chat has been looked at: what its last question took. */
	#roughly(conversation: Conversation, facts: ModelFacts): Omit<NextCost, 'name'> {
		const last = conversation.turns.findLast(({ answer }) => !isRunning(answer) && answer.estimated);
		const prompt = Math.max(knownTokens(conversation), last?.answer.estimated?.promptTokens ?? 0);
		const answer = last?.answer;
		const same =
			answer?.model === conversation.model &&
			answer.thinking !== undefined &&
			sameThinking(answer.thinking, conversation.thinking);
		const cached = same ? prompt : 0;
		const price = promptPrice(facts, { prompt, cached }, new Date());
		return {
			promptTokens: prompt,
			cachedTokens: cached,
			...(price ? { cost: price.now } : {}),
			...(price?.offPeak ? { offPeak: price.offPeak } : {}),
			currency: price?.currency ?? '',
		};
	}
}

/** True once a chat has told the endpoint something that a later question repeats. */
function isBegun(conversation: Conversation): boolean {
	return conversation.turns.some(isTold);
}

import { workspace } from 'vscode';
import type { Conversation, Turn } from '../../core/conversation/conversation';
import type { ImageAttachment } from '../../core/images/image';
import { thinkingName } from '../../core/model/thinking';
import type { ChatView, EndpointView, EstimateView, ImageView, TurnView } from '../../protocol';
import type { AfterApply } from '../checks/afterApply';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { inspectAnswer } from './answerDetails';
import type { ChatSession } from './chatSession';
import type { DraftTokens } from './draftTokens';
import { editCard } from './editCard';
import { imageViews } from './imageViews';
import type { Outlook } from './outlook';
import type { PromptCache } from './promptCache';
import { turnView } from './turnView';

/** What is shown beside the chat itself. */
export interface ViewServices {
	readonly context: WorkspaceContext;
	readonly endpoint: EndpointService;
	readonly review: ReviewService;
	readonly after: AfterApply;
	readonly cache: PromptCache;
	/** Images in the composer. */
	readonly images: () => readonly ImageAttachment[];
	readonly outlook: Pick<Outlook, 'of'>;
	/** What stands in the composer. */
	readonly draft: Pick<DraftTokens, 'size'>;
}

/** An open chat in the terms of the page. */
export class ChatViews {
	readonly #services: ViewServices;
	/** How many remarks of a turn stand on lines; set by the explanations. */
	explanation: (turn: Turn) => TurnView['answer']['explanation'] = () => undefined;

	constructor(services: ViewServices) {
		this.#services = services;
	}

	/** Everything the page shows. */
	chat(session: ChatSession): ChatView {
		const { id, title, turns } = session.conversation;
		return {
			chatId: id,
			title,
			turns: turns.map((turn) => this.turn(session, turn)),
			context: this.#services.context.view,
			endpoint: this.endpoint(session),
			...this.estimate(session),
			...(session.consent ? { consent: session.consent } : {}),
			images: this.images(session),
			busy: session.busy,
			trusted: workspace.isTrusted,
		};
	}

	turn(session: ChatSession, turn: Turn): TurnView {
		const { endpoint, review, after } = this.#services;
		const details = session.details(turn.id) ?? inspectAnswer(turn.answer, undefined);
		return turnView(turn, {
			details,
			edits: editCard(turn.answer, details, review.stateOf(turn.id), after.view(turn.id)),
			explanation: this.explanation(turn),
			facts: endpoint.factsAt(turn.answer.sentTo?.host, turn.answer.model ?? session.conversation.model),
			countsExactly: endpoint.known.countsExactly(turn.answer.sentTo?.host),
			hasAccountPage: endpoint.profile?.accountPages !== undefined && turn.answer.sentTo?.host === endpoint.host,
		});
	}

	/** What the review knows of a turn's edits, as one value, to notice changes. */
	review({ id }: Turn): string {
		const { review, after } = this.#services;
		const { pending, decided, files, applied, canUndo, working } = review.stateOf(id);
		return JSON.stringify([[...pending], [...decided], [...(files ?? [])], applied, canUndo, working, after.view(id)]);
	}

	/** Whether something is being done with the edits of a turn. */
	isWorking({ id }: Turn): boolean {
		return this.#services.review.stateOf(id).working !== undefined;
	}

	/** The endpoint as this chat uses it: model and thinking are each chat's own. */
	endpoint({ conversation: { model, thinking } }: ChatSession): EndpointView {
		const { endpoint } = this.#services;
		return {
			...endpoint.view(),
			model,
			thinking: thinkingName(thinking),
			inputs: [...endpoint.facts(model).inputs],
		};
	}

	/** Images in the composer, as the model of this chat would take them. */
	images({ conversation }: ChatSession): ImageView[] {
		return imageViews(this.#services.images(), this.#services.endpoint.facts(conversation.model).images);
	}

	/** What the next question will take, as far as it can be told. */
	estimate(session: ChatSession): Pick<ChatView, 'estimate'> {
		const attached = this.images(session).reduce((sum, { tokens = 0 }) => sum + tokens, 0);
		const { words, focus, pack } = this.#services.draft.size;
		const own = attached + words + pack;
		const whole = this.next(session.conversation, own + focus);
		if (focus === 0 || whole === undefined) {
			return whole ? { estimate: whole } : {};
		}
		// As in `prepareTurn`: what is repeated for the model's sake must not keep a question from being asked.
		const estimate = whole.room.left > 0 ? { ...whole, focusTokens: focus } : this.next(session.conversation, own);
		return estimate ? { estimate } : {};
	}

	/**
	 * What the next question of a chat takes, also one that would go on with another model or thinking.
	 * @param beside tokens that go with it
	 */
	next(conversation: Conversation, beside = 0): EstimateView | undefined {
		const { cache, endpoint, outlook } = this.#services;
		const prompt = outlook.of(conversation);
		const whole = prompt && { ...prompt, promptTokens: prompt.promptTokens + beside };
		return whole && cache.next(conversation, endpoint.facts(conversation.model), endpoint.host, whole);
	}
}

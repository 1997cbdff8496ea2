import { workspace } from 'vscode';
import type { Turn } from '../../core/conversation/conversation';
import type { ChatView, EndpointView, TurnView } from '../../protocol';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { editCard, inspectAnswer } from './answerDetails';
import type { ChatSession } from './chatSession';
import type { PromptCache } from './promptCache';
import { turnView } from './turnView';

/** What is shown beside the chat itself. */
export interface ViewServices {
	readonly context: WorkspaceContext;
	readonly endpoint: EndpointService;
	readonly review: ReviewService;
	readonly cache: PromptCache;
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
			busy: session.busy,
			trusted: workspace.isTrusted,
		};
	}

	turn(session: ChatSession, turn: Turn): TurnView {
		const { endpoint, review } = this.#services;
		const details = session.details(turn.id) ?? inspectAnswer(turn.answer, undefined);
		return turnView(turn, {
			details,
			edits: editCard(turn.answer, details, review.stateOf(turn.id)),
			explanation: this.explanation(turn),
			facts: endpoint.facts(turn.answer.model ?? session.conversation.model),
		});
	}

	/** The endpoint as this chat uses it: model and thinking are each chat's own. */
	endpoint({ conversation: { model, thinking } }: ChatSession): EndpointView {
		return { ...this.#services.endpoint.view(), model, thinking: thinking.enabled ? thinking.effort : 'off' };
	}

	/** What the next question will take, as far as it can be told. */
	estimate({ conversation }: ChatSession): Pick<ChatView, 'estimate'> {
		const { cache, endpoint, context } = this.#services;
		const estimate = cache.next(conversation, endpoint.facts(conversation.model), endpoint.host, context.view);
		return estimate ? { estimate } : {};
	}
}

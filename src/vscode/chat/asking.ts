import type { DiffAttachment, Repairs } from '../../core/conversation/conversation';
import { goOn } from '../../core/conversation/goOn';
import type { EndpointService } from '../endpoint/endpointService';
import type { ReviewService } from '../review/reviewService';
import { lessThinking, moreRoom } from './answerNotice';
import type { ChatSession } from './chatSession';
import type { ComposerImages } from './composerImages';
import type { ModelChoice } from './modelChoice';
import type { OpenChats } from './openChats';

export interface AskingOptions {
	readonly chats: OpenChats;
	readonly models: ModelChoice;
	readonly images: ComposerImages;
	readonly endpoint: Pick<EndpointService, 'facts'>;
	readonly review: Pick<ReviewService, 'stateOf'>;
	/** Puts words into the composer that were not asked. */
	compose(text: string): void;
}

/** What is done otherwise when a question is asked again. */
export type RetryChange = 'moreRoom' | 'lessThinking';

/** The ways of asking the chat that is shown: a question, one again, or to go on. */
export class Asking {
	readonly #options: AskingOptions;

	constructor(options: AskingOptions) {
		this.#options = options;
	}

	/** Asks what is in the composer, with its images; resolves when the answer has ended in whatever way. */
	async askComposed(question: string): Promise<void> {
		const text = question.trim();
		if (text === '') {
			return;
		}
		if (!(await this.#options.images.settled())) {
			// An image that was meant to go with it could not be attached, which was said.
			this.#options.compose(text);
			return;
		}
		await this.#begin((session) => {
			if (session.busy) {
				this.#options.compose(text);
				return undefined;
			}
			return session.ask(text, undefined, this.#options.images.take(session.conversation.id));
		});
	}

	/** Asks a question; resolves when the answer has ended in whatever way. */
	async ask(question: string, attachment?: DiffAttachment, repairs?: Repairs): Promise<void> {
		const text = question.trim();
		if (text === '' && !attachment) {
			return;
		}
		await this.#begin((session) => {
			if (session.busy) {
				// Asked while another answer had just begun: the words are not lost.
				this.#options.compose(text);
				return undefined;
			}
			return session.ask(text, attachment, [], repairs);
		});
	}

	/** Asks the last question again; an earlier one, and one whose edits were applied, is asked anew at the end. */
	async retry(turnId: string, change?: RetryChange): Promise<void> {
		const { answer } = this.#shown.turn(turnId) ?? {};
		const session = this.#shown;
		if (!answer || session.busy) {
			return;
		}
		const thinking = change === 'lessThinking' ? lessThinking(session.conversation.thinking) : undefined;
		if (thinking && !(await this.#options.models.confirmLessThinking(session, thinking))) {
			return;
		}
		const facts = this.#options.endpoint.facts(session.conversation.model);
		const room = change === 'moreRoom' ? moreRoom(answer, facts) : undefined;
		await this.#begin((current) => {
			const turn = current.turn(turnId);
			if (!turn || current.busy) {
				return undefined;
			}
			// What is under review, or can be undone, belongs to the answer it came from: that one is not given up.
			const replaceable = turn.answer.edits !== 'applied' && !this.#options.review.stateOf(turnId).canUndo;
			return replaceable && turn === current.conversation.turns.at(-1)
				? current.retry(turnId, room)
				: current.ask(turn.question, turn.attachment, turn.images, turn.repairs);
		});
	}

	/** Asks the model to go on where an answer broke off; only the latest can be gone on with. */
	async continueAnswer(turnId: string): Promise<void> {
		const turn = this.#shown.conversation.turns.at(-1);
		if (turn?.id === turnId) {
			const { question, repairs } = goOn(turn);
			await this.ask(question, undefined, repairs);
		}
	}

	get #shown(): ChatSession {
		return this.#options.chats.shown;
	}

	async #begin(start: (session: ChatSession) => Promise<void> | undefined): Promise<void> {
		await this.#options.chats.begin((session) => {
			this.#options.models.adopt(session);
			return start(session);
		});
	}
}

import { EventEmitter, type Disposable } from 'vscode';
import type { Turn } from '../../core/conversation/conversation';
import type { ImageFormat } from '../../core/images/image';
import type { ChatView, ContextView, ToPage, TurnView } from '../../protocol';
import type { ChatSession } from './chatSession';
import type { ChatViews } from './chatViews';
import type { TextDelta } from './deltaRelay';
import { grownAnswer } from './grownAnswer';
import type { SessionListener } from './sessionServices';

/** Tells the page about the chat that is shown. */
export class PageMessages implements Disposable {
	readonly #views: ChatViews;
	readonly #shown: () => ChatSession;
	readonly #message = new EventEmitter<ToPage>();
	readonly onMessage = this.#message.event;
	/** As it was told last. */
	#estimate = '';
	/** The turn that was told last, to tell what is new in it. */
	#last: TurnView | undefined;
	/** By turn, what the review knew of its edits when they were told last. */
	readonly #reviews = new Map<string, string>();

	constructor(views: ChatViews, shown: () => ChatSession) {
		this.#views = views;
		this.#shown = shown;
	}

	/** Everything; text that was about to be appended is part of it. */
	whole(): ToPage {
		this.#shown().dropDelta();
		this.#reviews.clear();
		const chat = { ...this.#views.chat(this.#shown()), ...this.#taken() };
		this.#last = chat.turns.at(-1);
		return { type: 'chat', chat };
	}

	chat(): void {
		this.#message.fire(this.whole());
	}

	turn(turn: Turn): void {
		const session = this.#shown();
		if (this.#isReviewed(turn)) {
			this.#reviews.set(turn.id, this.#views.review(turn));
		}
		this.#last = this.#views.turn(session, turn);
		this.#message.fire({ type: 'turn', turn: this.#last, busy: session.busy });
	}

	/** What is new in a running answer beside its text, which was told as it came. */
	grown(turn: Turn): void {
		const now = this.#views.turn(this.#shown(), turn);
		const message = this.#last?.id === turn.id ? grownAnswer(turn.id, this.#last.answer, now.answer) : undefined;
		if (message) {
			this.#last = now;
			this.#message.fire(message);
		} else {
			this.turn(turn);
		}
	}

	delta(turnId: string, delta: TextDelta): void {
		this.#message.fire({ type: 'delta', turnId, ...delta });
	}

	/** Answers whose edits are under review change with each decision; each word typed into their files is none. */
	edited(): void {
		for (const turn of this.#shown().conversation.turns) {
			if (this.#isReviewed(turn) && this.#reviews.get(turn.id) !== this.#views.review(turn)) {
				this.turn(turn);
			}
		}
	}

	#isReviewed(turn: Turn): boolean {
		return turn.answer.edits !== undefined || this.#reviews.has(turn.id) || this.#views.isWorking(turn);
	}

	context(context: ContextView): void {
		this.#message.fire({ type: 'context', context, ...this.#taken() });
	}

	endpoint(): void {
		const session = this.#shown();
		this.#message.fire({ type: 'endpoint', endpoint: this.#views.endpoint(session), ...this.#taken() });
	}

	/** What the next question takes, when it is something else than was told last. */
	estimate(): void {
		const before = this.#estimate;
		const estimate = this.#taken();
		if (this.#estimate !== before) {
			this.#message.fire({ type: 'estimate', ...estimate });
		}
	}

	consent(): void {
		const { consent } = this.#shown();
		this.#message.fire({ type: 'consent', ...(consent ? { consent } : {}) });
	}

	/** The images in the composer are others now. */
	images(): void {
		const session = this.#shown();
		const images = this.#views.images(session);
		this.#message.fire({ type: 'images', images, ...this.#taken() });
	}

	/** @param file undefined for an image that is gone */
	picture(hash: string, file: { readonly format: ImageFormat; readonly data: string } | undefined): void {
		this.#message.fire({ type: 'picture', hash, ...(file ? { file } : {}) });
	}

	/** Puts text into the composer. */
	compose(text: string): void {
		if (text !== '') {
			this.#message.fire({ type: 'compose', text });
		}
	}

	/** The estimate, about to be told. */
	#taken(): Pick<ChatView, 'estimate'> {
		const estimate = this.#views.estimate(this.#shown());
		this.#estimate = JSON.stringify(estimate);
		return estimate;
	}

	dispose(): void {
		this.#message.dispose();
	}
}

/**
 * Passes on to the page what the chat that is shown has to tell; what another one does is nothing to be shown.
 * @param isShown whether the session that is listened to is shown now
 */
export function shownListener(
	isShown: () => boolean,
	page: PageMessages,
	onInspected: (turn: Turn) => void,
	onBusy: () => void,
	onWithdrawn: (turn: Turn) => void,
): SessionListener {
	const shown =
		<Parts extends readonly unknown[]>(tell: (...parts: Parts) => void) =>
		(...parts: Parts): void => {
			if (isShown()) {
				tell(...parts);
			}
		};
	return {
		onTurn: shown((turn) => page.turn(turn)),
		onGrown: shown((turn) => page.grown(turn)),
		onDelta: shown((turnId, delta) => page.delta(turnId, delta)),
		onInspected: shown(onInspected),
		onConsent: shown(() => page.consent()),
		onWithdrawn: shown((turn) => {
			onWithdrawn(turn);
			page.chat();
			page.compose(turn.question);
		}),
		onBusy: shown(onBusy),
	};
}

import { randomUUID } from 'node:crypto';
import {
	isRunning,
	type Conversation,
	type DiffAttachment,
	type Repairs,
	type Turn,
} from '../../core/conversation/conversation';
import { reduce, type ConversationEvent, type EditsEvent } from '../../core/conversation/reducer';
import type { ToldFiles } from '../../core/conversation/request';
import { takeOver } from '../../core/conversation/takeOver';
import type { ImageAttachment } from '../../core/images/image';
import { sameThinking } from '../../core/model/thinking';
import type { ChosenPlace } from '../../core/edits/types';
import type { Thinking } from '../../core/model/types';
import type { ConsentView } from '../../protocol';
import type { AnswerDetails } from './answerDetails';
import { AnswerInspector } from './answerInspector';
import { ChatSaver } from './chatSaver';
import { DeltaRelay } from './deltaRelay';
import { PacedTask } from './pacedTask';
import type { SessionListener, SessionServices } from './sessionServices';
import type { TurnEvent } from './turnEvents';
import { TurnRunner } from './turnRunner';

/** Milliseconds between looks at a growing answer for citations and edits, at least. */
const inspectInterval = 700;

/**
 * One open chat with the request it may be running. All a request does is bound to the chat it was asked in, whichever
 * chat is shown by then.
 */
export class ChatSession {
	readonly #services: SessionServices;
	readonly #listener: SessionListener;
	readonly #inspector: AnswerInspector;
	readonly #runner: TurnRunner;
	readonly #relay: DeltaRelay;
	readonly #inspect = new PacedTask(inspectInterval, () => this.#inspectRunning());
	readonly #saver: ChatSaver;
	#conversation: Conversation;
	/** Settles when all answers so far have ended, and are counted and on disk. */
	#ending: Promise<unknown> = Promise.resolve();

	constructor(conversation: Conversation, services: SessionServices, listener: SessionListener) {
		this.#conversation = conversation;
		this.#services = services;
		this.#listener = listener;
		this.#saver = new ChatSaver(services.storage, () => this.#conversation);
		this.#inspector = new AnswerInspector(services);
		this.#runner = new TurnRunner(
			services,
			() => listener.onConsent(),
			() => {
				// A turn that begins or ends is told as a whole.
				this.#relay.discard();
				listener.onBusy();
			},
		);
		this.#relay = new DeltaRelay((delta) => {
			if (this.#runner.turnId !== undefined) {
				listener.onDelta(this.#runner.turnId, delta);
			}
		});
	}

	get conversation(): Conversation {
		return this.#conversation;
	}

	get busy(): boolean {
		return this.#runner.turnId !== undefined;
	}

	/** The question for consent while it is open. */
	get consent(): ConsentView | undefined {
		return this.#runner.consent;
	}

	turn(turnId: string): Turn | undefined {
		return this.#conversation.turns.find((turn) => turn.id === turnId);
	}

	details(turnId: string): AnswerDetails | undefined {
		return this.#inspector.details(turnId);
	}

	toldFiles(turnId: string): Promise<ToldFiles | undefined> {
		return this.#inspector.toldFiles(this.#conversation, turnId);
	}

	/** The places chosen for edits of an answer, by number of the edit. */
	places(turnId: string): ReadonlyMap<number, ChosenPlace> {
		return this.#inspector.places(turnId);
	}

	/** Notes where an edit is to go, and plans the edits of the answer anew. */
	async choosePlace(turnId: string, edit: number, place: ChosenPlace): Promise<void> {
		this.#inspector.choose(turnId, edit, place);
		await this.replan(turnId);
	}

	/** Looks again at an answer: at its edits, against the files as they are now. */
	async replan(turnId: string): Promise<void> {
		const turn = this.turn(turnId);
		if (turn && !isRunning(turn.answer)) {
			await this.#complete(turn);
			this.#tell(turnId);
		}
	}

	/** Looks at every answer of a chat that was stored, so that it can be shown. */
	async prepare(): Promise<void> {
		for (const turn of this.#conversation.turns) {
			await this.#complete(turn);
			if (turn.answer.status === 'interrupted') {
				await this.#record(turn.id);
			}
		}
	}

	/** Asks a question; resolves when the answer has ended in whatever way. */
	async ask(
		question: string,
		attachment?: DiffAttachment,
		images: readonly ImageAttachment[] = [],
		repairs?: Repairs,
	): Promise<void> {
		const turnId = randomUUID();
		const asked = { type: 'asked', turnId, question, attachment, images, at: Date.now() } as const;
		this.#apply(repairs ? { ...asked, repairs } : asked);
		await this.#begin(turnId, undefined);
	}

	/**
	 * Asks the last question again.
	 * @param room for reasoning and answer in tokens, where more than usual is wanted
	 */
	async retry(turnId: string, room?: number): Promise<void> {
		this.#inspector.forget(turnId);
		this.#apply({ type: 'retried', turnId, at: Date.now() });
		await this.#begin(turnId, room);
	}

	/** Ends the answer that is on its way, at once; what came is kept. */
	stop(): void {
		const turnId = this.#runner.stop();
		if (turnId !== undefined) {
			this.#take({ type: 'stopped', turnId, at: Date.now() });
		}
	}

	giveConsent(accepted: boolean): void {
		this.#runner.giveConsent(accepted);
	}

	/** Later questions go to another model or are thought about in another way; not while one is answered. */
	setModel(model: string, thinking: Thinking): void {
		const same = this.#conversation.model === model && sameThinking(this.#conversation.thinking, thinking);
		if (!same && !this.busy) {
			this.#apply({ type: 'modelChanged', model, thinking });
			void this.save();
		}
	}

	/** Records what became of an answer's edits. */
	noteEdits(event: EditsEvent): void {
		const { turnId } = event;
		this.#apply(event);
		this.#tell(turnId);
		void this.save();
		void this.replan(turnId);
	}

	/** Appended text is not told for itself: the whole turn is about to be. */
	dropDelta(): void {
		this.#relay.discard();
	}

	async save(): Promise<void> {
		await this.#saver.save();
	}

	/** Stops what is running. Resolves when all is said, counted and on disk. */
	async close(): Promise<void> {
		this.stop();
		await this.save();
		await this.#ending;
	}

	/** Stops what is running and writes nothing any more: the chat was deleted, or the window is gone. */
	discard(): void {
		this.#saver.discard();
		this.stop();
		this.#relay.dispose();
		this.#inspect.dispose();
	}

	#begin(turnId: string, room: number | undefined): Promise<void> {
		this.#inspector.expect(turnId);
		const ended = this.#run(turnId, room);
		this.#ending = Promise.allSettled([this.#ending, ended]);
		return ended;
	}

	async #run(turnId: string, room: number | undefined): Promise<void> {
		const begun = () => {
			this.#tell(turnId);
			void this.save();
		};
		await this.#runner.run(this.#conversation, room, begun, (event) => this.#take(event));
		await this.#finish(turnId);
	}

	/** Reduces an event and tells the listener in the cheapest way. */
	#take(event: TurnEvent): void {
		const before = this.turn(event.turnId)?.answer.status;
		if (event.type === 'failed' && event.failure.kind === 'consent') {
			this.#withdraw(event.turnId);
			return;
		}
		this.#apply(event);
		const now = this.turn(event.turnId);
		if (now && !isRunning(now.answer) && this.#runner.turnId === event.turnId) {
			this.#runner.end();
		}
		if (event.type === 'streamed' && (event.event.type === 'content' || event.event.type === 'reasoning')) {
			if (now?.answer.status === before) {
				this.#relay.add(event.event.type, event.event.text);
			} else {
				this.#tell(event.turnId);
			}
			this.#inspect.schedule();
			this.#saver.schedule();
			return;
		}
		this.#tell(event.turnId);
		if (event.type === 'prepared') {
			void this.#inspector.loadPack(event.packId).catch((error: unknown) => this.#services.warn(String(error)));
			void this.save();
		}
		if (event.type === 'failed') {
			this.#services.warn(`${event.failure.kind}: ${event.failure.message} ${event.failure.detail ?? ''}`);
		}
	}

	#withdraw(turnId: string): void {
		const turn = this.turn(turnId);
		this.#apply({ type: 'withdrawn', turnId });
		this.#runner.end();
		if (turn) {
			this.#listener.onWithdrawn(turn);
		}
	}

	async #finish(turnId: string): Promise<void> {
		if (!this.busy) {
			this.#inspect.cancel();
		}
		await this.save();
		const turn = this.turn(turnId);
		const taken = turn && takeOver(this.#conversation.turns, turn);
		if (taken) {
			this.noteEdits({ type: 'edits', ...taken });
		}
		if (turn && !isRunning(turn.answer)) {
			await this.#complete(turn);
			await this.#record(turnId);
			const current = this.turn(turnId);
			if (current && !isRunning(current.answer)) {
				// Listeners first: what they make of the answer is part of the view.
				this.#listener.onInspected(current);
				this.#tell(turnId);
			}
			await this.save();
		}
	}

	async #complete(turn: Turn): Promise<void> {
		const isCurrent = () => this.turn(turn.id)?.answer.content === turn.answer.content;
		const usage = await this.#inspector.complete(this.#conversation, turn, isCurrent);
		if (usage) {
			this.#apply({ type: 'counted', turnId: turn.id, usage });
		}
	}

	/** Writes down what an answer took, once it has ended. */
	async #record(turnId: string): Promise<void> {
		const turn = this.turn(turnId);
		if (turn && !isRunning(turn.answer)) {
			const { packTokens } = this.#inspector;
			const ended = { conversation: this.#conversation, turn, details: this.details(turnId), packTokens };
			const miss = await this.#services.usage.ended(ended);
			if (miss) {
				this.#apply({ type: 'cacheMissed', turnId, miss });
			}
		}
	}

	#inspectRunning(): void {
		const turn = this.turn(this.#runner.turnId ?? '');
		if (turn && this.#inspector.inspectGrowing(this.#conversation, turn)) {
			this.#listener.onInspected(turn);
			this.#relay.flush();
			this.#listener.onGrown(turn);
		}
	}

	/** Tells all of a turn, appended text included. */
	#tell(turnId: string): void {
		const turn = this.turn(turnId);
		if (turn) {
			if (turnId === this.#runner.turnId) {
				this.#relay.discard();
			}
			this.#listener.onTurn(turn);
		}
	}

	#apply(event: ConversationEvent): void {
		this.#conversation = reduce(this.#conversation, event);
	}
}

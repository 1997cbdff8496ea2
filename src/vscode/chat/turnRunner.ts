import { nextTurn } from '../../core/common/nextTurn';
import type { Conversation } from '../../core/conversation/conversation';
import type { ConsentView } from '../../protocol';
import { ConsentQuestion } from './consentQuestion';
import type { SessionServices } from './sessionServices';
import { turnEvents, type TurnEvent } from './turnEvents';

/** One request on its way. */
interface Run {
	readonly turnId: string;
	readonly abort: AbortController;
}

/** The request of one chat: at most one at a time, with the question for consent it may wait for. */
export class TurnRunner {
	readonly #services: Pick<SessionServices, 'workspace' | 'ledger' | 'endpoint' | 'cache' | 'usage' | 'images'>;
	readonly #consent: ConsentQuestion;
	readonly #onChange: () => void;
	#running: Run | undefined;

	/** @param onChange a request began or ended */
	constructor(
		services: Pick<SessionServices, 'workspace' | 'ledger' | 'endpoint' | 'cache' | 'usage' | 'images' | 'consent'>,
		onConsent: (view: ConsentView | undefined) => void,
		onChange: () => void,
	) {
		this.#services = services;
		this.#consent = new ConsentQuestion(services.consent, onConsent);
		this.#onChange = onChange;
	}

	/** The turn whose answer is on its way. */
	get turnId(): string | undefined {
		return this.#running?.turnId;
	}

	/** The question for consent while it is open. */
	get consent(): ConsentView | undefined {
		return this.#consent.view;
	}

	/**
	 * Runs the turn that was asked last, until it has ended or is stopped.
	 * @param begun called before anything else
	 * @param take called with each event, and with none after `end` or `stop`
	 */
	async run(
		conversation: Conversation,
		room: number | undefined,
		begun: () => void,
		take: (event: TurnEvent) => void,
	): Promise<void> {
		const run: Run = { turnId: conversation.turns.at(-1)!.id, abort: new AbortController() };
		this.#set(run);
		begun();
		// What was asked is shown before anything is done for it: each takes its time of the thread that is the editor's.
		await nextTurn();
		const options = { ...this.#services, consent: this.#consent, room };
		for await (const event of turnEvents(conversation, options, run.abort.signal)) {
			if (this.#running !== run) {
				break;
			}
			take(event);
		}
		if (this.#running === run) {
			this.end();
		}
	}

	/** The answer has ended: whatever the request still does is of no interest. */
	end(): void {
		this.#set(undefined);
	}

	/**
	 * Ends the request at once and takes back its question for consent.
	 * @returns the turn that was being answered
	 */
	stop(): string | undefined {
		const run = this.#running;
		if (run) {
			this.#set(undefined);
			run.abort.abort();
			this.#consent.answer(false);
		}
		return run?.turnId;
	}

	giveConsent(accepted: boolean): void {
		this.#consent.answer(accepted);
	}

	#set(run: Run | undefined): void {
		this.#running = run;
		this.#onChange();
	}
}

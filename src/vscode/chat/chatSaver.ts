import type { Conversation } from '../../core/conversation/conversation';
import { Throttle } from '../common/throttle';
import type { SessionServices } from './sessionServices';

/** Milliseconds between saves of a growing answer: what a crash can cost. */
const saveInterval = 1_000;

/** Keeps one chat on disk as it is now. */
export class ChatSaver {
	readonly #storage: SessionServices['storage'];
	readonly #conversation: () => Conversation;
	readonly #soon = new Throttle(saveInterval, () => void this.#save(true));
	#discarded = false;

	constructor(storage: SessionServices['storage'], conversation: () => Conversation) {
		this.#storage = storage;
		this.#conversation = conversation;
	}

	/** Saves within a second that the answer has grown. */
	schedule(): void {
		this.#soon.schedule();
	}

	/** Saves everything now. */
	async save(): Promise<void> {
		await this.#save(false);
	}

	async #save(grown: boolean): Promise<void> {
		this.#soon.cancel();
		if (!this.#discarded) {
			await this.#storage.save(this.#conversation(), grown);
		}
	}

	/** Writes nothing any more. */
	discard(): void {
		this.#discarded = true;
		this.#soon.dispose();
	}
}

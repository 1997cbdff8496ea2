import { findModelError, ModelError, type ModelErrorKind } from '../errors';
import { errorFromNetwork } from '../failures/networkErrors';
import { errorFromRefusal } from '../failures/statusErrors';
import { at, record } from '../profiles/reading';
import type { FinishReason, StreamEvent } from '../types';
import { readChunk } from './chunks';
import { eventData } from './eventData';
import { EventFramer, OversizedEventError } from './eventFramer';
import { framedEvents } from './framedEvents';
import { IdleTimer, type Timer } from './idleTimer';
import { StreamBuffer } from './streamBuffer';

interface AnswerStreamOptions {
	readonly host: string;
	/** Longest silence, in milliseconds. */
	readonly idleLimit: number;
	readonly timer: Timer;
	readonly hasKey: boolean;
	readonly now: () => number;
	/**
	 * Sends the request and gives its answer, a stream of events.
	 * @param stop ends the request at once
	 */
	readonly open: (stop: AbortSignal) => PromiseLike<Response>;
}

/** An error object inside a stream. */
class ErrorEvent extends Error {
	constructor(readonly said: unknown) {
		super('The endpoint sent an error inside the stream.');
	}
}

/** A request that only waited for so long was dropped from the queue: the endpoint's rule is ten minutes. */
const queueLimit = 590_000;

/** One answer as it is streamed: reads chunks, watches for silence, and says how it ended. Used once. */
export class AnswerStream {
	readonly #options: AnswerStreamOptions;
	readonly #stop = new AbortController();
	readonly #framer = new EventFramer();
	readonly #buffer = new StreamBuffer();
	readonly #idle: IdleTimer;
	/** What the connection failed with after its headers. */
	#cut: { readonly error: unknown } | undefined;
	#queuedAt: number | undefined;
	#started = false;
	#recognised = false;
	#finish: FinishReason | undefined;
	/** The answer was read to its end: there is nothing to be stopped. */
	#over = false;

	constructor(options: AnswerStreamOptions) {
		this.#options = options;
		this.#idle = new IdleTimer(options.idleLimit, () => this.#endNow(this.#error('idle')), options.timer);
	}

	/** The events of the answer. Leaving the loop ends the request at once. @throws ModelError, or the signal's reason */
	async *events(signal: AbortSignal): AsyncGenerator<StreamEvent, void> {
		const onAbort = () => this.#endNow(signal.reason);
		signal.addEventListener('abort', onAbort);
		this.#idle.restart();
		void this.#read();
		try {
			yield* this.#buffer.drain();
		} finally {
			signal.removeEventListener('abort', onAbort);
			this.#idle.stop();
			this.#endNow(undefined);
		}
	}

	/** Ends the request and the events, even when the connection does not let go. */
	#endNow(error: unknown): void {
		this.#buffer.end({ error });
		if (!this.#over) {
			this.#stop.abort();
		}
	}

	/** Reads to the end, into the buffer. Never rejects. */
	async #read(): Promise<void> {
		let failure: { readonly error: unknown } | undefined;
		try {
			const response = await this.#options.open(this.#stop.signal);
			this.#queuedAt = this.#options.now();
			this.#buffer.push({ type: 'queued' });
			const observer = {
				onActivity: () => this.#idle.restart(),
				onFailure: (error: unknown) => (this.#cut = { error }),
			};
			for await (const events of framedEvents(response.body!, this.#framer, observer)) {
				eventData(events).forEach((data) => this.#take(data));
				await this.#buffer.room();
			}
		} catch (error) {
			failure = { error };
		}
		this.#over = failure === undefined && this.#cut === undefined;
		this.#idle.stop();
		const ending = this.#ending(failure);
		if (!ending) {
			this.#buffer.push({ type: 'finished', reason: this.#finish ?? 'other' });
		}
		this.#buffer.end(ending);
	}

	#take(data: string): void {
		if (data.startsWith('[DONE]')) {
			return;
		}
		const chunk: unknown = JSON.parse(data);
		const error = record(chunk)?.['error'];
		if (error !== undefined && error !== null) {
			throw new ErrorEvent(error);
		}
		const { events, finish, recognised } = readChunk(chunk);
		this.#recognised ||= recognised;
		this.#finish = finish ?? this.#finish;
		for (const event of events) {
			this.#started ||= event.type === 'reasoning' || event.type === 'content';
			this.#buffer.push(event);
		}
	}

	/** What the answer ended with; undefined when it ended as it should. */
	#ending(failure: { readonly error: unknown } | undefined): { readonly error: ModelError } | undefined {
		if (failure) {
			return { error: this.#failed(failure.error) };
		}
		if (this.#framer.done) {
			return this.#recognised ? undefined : { error: this.#error('not-an-endpoint') };
		}
		if (this.#cut?.error instanceof OversizedEventError) {
			return { error: this.#error('not-an-endpoint', this.#cut.error) };
		}
		if (this.#started || this.#finish !== undefined) {
			return {
				error: this.#error(this.#finish === undefined || this.#cut ? 'interrupted' : 'unconfirmed', this.#cut?.error),
			};
		}
		return { error: this.#beforeStart() };
	}

	/** The stream ended before the first word. */
	#beforeStart(): ModelError {
		const { host, now } = this.#options;
		if (this.#framer.comments > 0) {
			const waited = now() - (this.#queuedAt ?? now());
			const kind = waited >= queueLimit ? 'queue-timeout' : 'not-started';
			return new ModelError(kind, host, { waited, cause: this.#cut?.error });
		}
		return this.#cut ? errorFromNetwork(host, this.#cut.error) : this.#error('not-an-endpoint');
	}

	#failed(error: unknown): ModelError {
		const { host } = this.#options;
		const known = findModelError(error);
		if (known) {
			return known;
		}
		if (error instanceof ErrorEvent) {
			return this.#errorEvent(error);
		}
		if (error instanceof SyntaxError) {
			return this.#error(this.#started ? 'interrupted' : 'not-an-endpoint', error);
		}
		return this.#queuedAt === undefined ? errorFromNetwork(host, error) : this.#error('interrupted', error);
	}

	/** An error inside a stream; before the first word it is a refusal like any other. */
	#errorEvent(error: ErrorEvent): ModelError {
		const { host, hasKey } = this.#options;
		const body = JSON.stringify({ error: error.said });
		const code = at(error.said, 'code');
		const status = typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
		const refusal = errorFromRefusal(host, { status, body, header: () => undefined }, hasKey, 0);
		return this.#started ? new ModelError('stream-error', host, { ...refusal.details, cause: error }) : refusal;
	}

	#error(kind: ModelErrorKind, cause?: unknown): ModelError {
		return new ModelError(kind, this.#options.host, cause === undefined ? {} : { cause });
	}
}

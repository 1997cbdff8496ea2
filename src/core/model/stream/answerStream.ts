import { APIError } from 'openai';
import { findModelError, ModelError, type ModelErrorKind } from '../errors';
import { errorFromNetwork } from '../failures/networkErrors';
import { errorFromRefusal } from '../failures/statusErrors';
import { at } from '../profiles/reading';
import type { FinishReason, StreamEvent } from '../types';
import { readChunk } from './chunks';
import { EventFramer, OversizedEventError } from './eventFramer';
import { framedBody } from './framedBody';
import { IdleTimer } from './idleTimer';
import { StreamBuffer } from './streamBuffer';

interface AnswerStreamOptions {
	readonly host: string;
	/** Longest silence, in milliseconds. */
	readonly idleLimit: number;
	readonly hasKey: boolean;
	readonly now: () => number;
	/**
	 * Sends the request and gives the chunks of its answer.
	 * @param stop ends the request at once
	 * @param wrap takes the answer's body through this stream
	 */
	readonly open: (stop: AbortSignal, wrap: (response: Response) => Response) => PromiseLike<AsyncIterable<unknown>>;
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
		this.#idle = new IdleTimer(options.idleLimit, () => this.#endNow(this.#error('idle')));
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
			const chunks = await this.#options.open(this.#stop.signal, (response) => this.#wrap(response));
			this.#queuedAt = this.#options.now();
			this.#buffer.push({ type: 'queued' });
			for await (const chunk of chunks) {
				this.#take(chunk);
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

	#wrap(response: Response): Response {
		const body = framedBody(response.body!, this.#framer, {
			onActivity: () => this.#idle.restart(),
			onFailure: (error) => (this.#cut = { error }),
		});
		return new Response(body, { status: response.status, headers: response.headers });
	}

	#take(chunk: unknown): void {
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
		// What `fetch` refuses is a `ModelError` by then: an error of the package comes out of the stream.
		if (error instanceof APIError && this.#queuedAt !== undefined) {
			return this.#errorEvent(error as APIError);
		}
		if (error instanceof SyntaxError) {
			return this.#error(this.#started ? 'interrupted' : 'not-an-endpoint', error);
		}
		return this.#queuedAt === undefined ? errorFromNetwork(host, error) : this.#error('interrupted', error);
	}

	/** An error inside a stream; before the first word it is a refusal like any other. */
	#errorEvent(error: APIError): ModelError {
		const { host, hasKey } = this.#options;
		const body = JSON.stringify({ error: error.error ?? error.message });
		const code = at(error.error, 'code');
		const status = typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
		const refusal = errorFromRefusal(host, { status, body, header: () => undefined }, hasKey, 0);
		return this.#started ? new ModelError('stream-error', host, { ...refusal.details, cause: error }) : refusal;
	}

	#error(kind: ModelErrorKind, cause?: unknown): ModelError {
		return new ModelError(kind, this.#options.host, cause === undefined ? {} : { cause });
	}
}

import * as v from 'valibot';

/** One end of the wire between the extension and the page, as each platform offers it. */
export interface Wire {
	post(message: unknown): void;
	/** Calls `receive` for each message until the returned function is called. */
	listen(receive: (message: unknown) => void): () => void;
}

type Schema = v.GenericSchema<unknown, { readonly type: string }>;

type Handlers<Message extends { readonly type: string }> = {
	readonly [Type in Message['type']]: (message: Extract<Message, { readonly type: Type }>) => void;
};

/**
 * Typed messages over a wire; the same class serves both ends with the directions swapped. Each incoming message is
 * checked against its schema: one that does not fit is reported and dropped, it never reaches a handler.
 */
export class Messenger<Incoming extends { readonly type: string }, Outgoing extends { readonly type: string }> {
	readonly #stop: () => void;
	readonly #wire: Wire;

	constructor(
		wire: Wire,
		incoming: Schema & v.GenericSchema<unknown, Incoming>,
		handlers: Handlers<Incoming>,
		onInvalid: (reason: string) => void,
	) {
		this.#wire = wire;
		this.#stop = wire.listen((message) => {
			const result = v.safeParse(incoming, message);
			if (!result.success) {
				onInvalid(v.summarize(result.issues));
				return;
			}
			const output = result.output;
			const handler = handlers[output.type as Incoming['type']] as (message: Incoming) => void;
			handler(output);
		});
	}

	send(message: Outgoing): void {
		this.#wire.post(message);
	}

	dispose(): void {
		this.#stop();
	}
}

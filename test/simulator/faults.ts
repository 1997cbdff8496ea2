import * as v from 'valibot';

const position = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));
const milliseconds = v.pipe(v.number(), v.minValue(0));

/** Which request a fault is for; without conditions, the next one. */
const aim = {
	/** Path without `/v1`; `/chat/completions` when left out. */
	path: v.optional(v.string()),
	/** Text that the body must contain. */
	match: v.optional(v.string()),
	/** How many requests it hits; 1 when left out. */
	times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
};

/**
 * What goes wrong with a request. `afterCharacters` counts reasoning and answer together; without it a stream breaks
 * half-way.
 */
const fault = v.variant('kind', [
	/** Refused with a status. */
	v.object({
		...aim,
		kind: v.literal('status'),
		status: v.pipe(v.number(), v.integer()),
		message: v.optional(v.string()),
		retryAfter: v.optional(v.number()),
		/** Instead of DeepSeek's JSON, for example a proxy's page. */
		body: v.optional(v.string()),
		contentType: v.optional(v.string()),
		headers: v.optional(v.record(v.string(), v.string())),
	}),
	/** Queued, with keep-alives; after ten minutes the connection is closed instead of answered. */
	v.object({ ...aim, kind: v.literal('queue'), milliseconds }),
	/** Silent before the first byte. */
	v.object({ ...aim, kind: v.literal('delay'), milliseconds }),
	/** Silent in the middle: until the client leaves, or for some time. */
	v.object({ ...aim, kind: v.literal('stall'), afterCharacters: position, milliseconds: v.optional(milliseconds) }),
	/** The connection is cut. */
	v.object({ ...aim, kind: v.literal('drop'), afterCharacters: position }),
	/** Ends properly as far as HTTP goes, but in the middle of a character. */
	v.object({ ...aim, kind: v.literal('truncated-utf8'), afterCharacters: position }),
	/** Characters of several bytes arrive in two pieces each; nothing is lost. */
	v.object({ ...aim, kind: v.literal('split-utf8') }),
	/** A line that is not a chunk; then the stream goes on. */
	v.object({ ...aim, kind: v.literal('garbage'), afterCharacters: position, line: v.optional(v.string()) }),
	/** An error object inside the stream, then its end. */
	v.object({ ...aim, kind: v.literal('error-event'), afterCharacters: position, message: v.optional(v.string()) }),
	/** Everything but `[DONE]`. */
	v.object({ ...aim, kind: v.literal('no-done') }),
	/** A few bytes at a time. */
	v.object({ ...aim, kind: v.literal('slow-drip'), bytes: v.pipe(v.number(), v.minValue(1)), milliseconds }),
	/** Ends early with a finish reason. */
	v.object({
		...aim,
		kind: v.literal('finish'),
		reason: v.picklist(['length', 'content_filter', 'insufficient_system_resource']),
		afterCharacters: position,
	}),
	/** The connection is closed, or reset, without a word. */
	v.object({ ...aim, kind: v.literal('hang-up'), reset: v.optional(v.boolean()) }),
	/** Nothing is wrong, but the stream is written in another way that the protocol allows. */
	v.object({
		...aim,
		kind: v.literal('shape'),
		shape: v.picklist([
			'crlf',
			'no-space',
			'comments',
			'fields',
			'empty-chunks',
			'usage-on-finish',
			/** Whole, but the connection is not closed. */
			'stays-open',
		]),
	}),
	/** Nothing is wrong, but the answer is this text. */
	v.object({ ...aim, kind: v.literal('say'), text: v.string() }),
	/** Only reasoning, no answer. */
	v.object({ ...aim, kind: v.literal('no-content') }),
]);

export type Fault = v.InferOutput<typeof fault>;
export type FaultKind = Fault['kind'];
export type StreamShape = Extract<Fault, { kind: 'shape' }>['shape'];

/** What a fault is chosen by. */
export interface FaultTarget {
	/** Path without `/v1`. */
	readonly path: string;
	/** The body as it came; empty for requests without one. */
	readonly body: string;
}

/** Parses the faults another process sends. */
export function parseFaults(json: unknown): Fault[] {
	return v.parse(v.array(fault), json);
}

/** The faults to come, in the order they were asked for. */
export class FaultQueue {
	#queue: { readonly fault: Fault; left: number }[] = [];
	#choose: ((target: FaultTarget) => Fault | undefined) | undefined;

	enqueue(fault: Fault): void {
		this.#queue.push({ fault, left: fault.times ?? 1 });
	}

	/** Decides for each request that no queued fault is for. */
	choose(choose: ((target: FaultTarget) => Fault | undefined) | undefined): void {
		this.#choose = choose;
	}

	clear(): void {
		this.#queue = [];
		this.#choose = undefined;
	}

	get pending(): readonly Fault[] {
		return this.#queue.map(({ fault }) => fault);
	}

	/** The fault for a request, which is then used up. */
	take(target: FaultTarget): Fault | undefined {
		const entry = this.#queue.find(({ fault }) => isFor(fault, target));
		if (entry === undefined) {
			return this.#choose?.(target);
		}
		entry.left--;
		if (entry.left === 0) {
			this.#queue = this.#queue.filter((each) => each !== entry);
		}
		return entry.fault;
	}
}

function isFor(fault: Fault, target: FaultTarget): boolean {
	return (
		(fault.path ?? '/chat/completions') === target.path &&
		(fault.match === undefined || target.body.includes(fault.match))
	);
}

import type { RequestLedger, SentBody, SentOutcome, SentRequest } from '../../core/ledger/ledger';
import type { SentFacts } from '../../node/ledger/ledgerStore';
import type { WorkspaceEngine } from '../../node/workspace/operations';

/** What was sent from this workspace, kept by the worker. */
export class WorkspaceLedger implements RequestLedger {
	readonly #engine: WorkspaceEngine;

	constructor(engine: WorkspaceEngine) {
		this.#engine = engine;
	}

	async sent(request: SentRequest): Promise<string | undefined> {
		return await this.#engine.call('recordSent', request, never());
	}

	async encoded(id: string, body: SentBody): Promise<void> {
		await this.#engine.call('recordEncoded', { id, body }, never());
	}

	async answered(id: string, outcome: SentOutcome): Promise<void> {
		await this.#engine.call('recordAnswered', { id, outcome }, never());
	}

	/** The newest first. */
	async requests(): Promise<readonly SentFacts[]> {
		return await this.#engine.call('sentRequests', undefined, never());
	}

	/** Everything about a request as a text to read; undefined when it is not kept. */
	async document(id: string): Promise<string | undefined> {
		return await this.#engine.call('sentDocument', { id }, never());
	}

	/** The body of a request, byte for byte as it was sent; undefined when it is not kept. */
	async body(id: string): Promise<Uint8Array | undefined> {
		return await this.#engine.call('sentBody', { id }, never());
	}
}

/** What is noted is noted, whatever becomes of the question. */
function never(): AbortSignal {
	return new AbortController().signal;
}

import { LongviewError } from '../../core/common/errors';
import type { Pack } from '../../core/context/types';
import type { LimitPassed } from '../../core/usage/monthlyLimit';
import type { ConsentView } from '../../protocol';
import type { Consent } from '../workspace/consent';

/** Thrown when the user does not want the workspace to be sent. */
export class ConsentDeclinedError extends LongviewError {
	readonly kind = 'consent';

	constructor() {
		super('Nothing was sent. The question is kept; ask again when you want to send it.');
	}
}

/** The question whether this workspace may be sent, or a request that passes the monthly limit, while it is open. */
export class ConsentQuestion {
	readonly #consent: Pick<Consent, 'has' | 'give' | 'unchecked'>;
	readonly #onChange: (view: ConsentView | undefined) => void;
	#open: { readonly view: ConsentView; resolve(accepted: boolean): void } | undefined;

	/** @param onChange shows the question, or takes it away */
	constructor(consent: Pick<Consent, 'has' | 'give' | 'unchecked'>, onChange: (view: ConsentView | undefined) => void) {
		this.#consent = consent;
		this.#onChange = onChange;
	}

	get view(): ConsentView | undefined {
		return this.#open?.view;
	}

	/**
	 * Asks once per host.
	 * @throws ConsentDeclinedError
	 */
	async ask(host: string, pack: Pack, promptTokens: number): Promise<void> {
		if (this.#consent.has(host)) {
			return;
		}
		const { unchecked } = this.#consent;
		await this.#put({ ...viewOf(host, pack, promptTokens), ...(unchecked ? { unchecked } : {}) });
		await this.#consent.give(host);
	}

	/**
	 * Asks each time a request would pass the monthly limit.
	 * @throws ConsentDeclinedError
	 */
	async askAboutLimit(host: string, pack: Pack, promptTokens: number, passed: LimitPassed | undefined): Promise<void> {
		if (passed) {
			await this.#put({ ...viewOf(host, pack, promptTokens), limit: passed });
		}
	}

	async #put(view: ConsentView): Promise<void> {
		const accepted = await new Promise<boolean>((resolve) => {
			this.#open = { view, resolve };
			this.#onChange(view);
		});
		if (!accepted) {
			throw new ConsentDeclinedError();
		}
	}

	/** The user's answer; without an open question it means nothing. */
	answer(accepted: boolean): void {
		const open = this.#open;
		this.#open = undefined;
		if (open) {
			this.#onChange(undefined);
			open.resolve(accepted);
		}
	}
}

function viewOf(host: string, pack: Pack, promptTokens: number): ConsentView {
	return { host, name: pack.name, files: pack.sections.length, tokens: promptTokens };
}

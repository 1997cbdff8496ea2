import { randomUUID } from 'node:crypto';
import { EventEmitter, workspace, type Disposable } from 'vscode';
import { requestCost, type ModelFacts } from '../../core/model/catalog';
import type { Thinking } from '../../core/model/types';
import { expectedAnswer } from '../../core/usage/expectedAnswer';
import { limitPassed, type LimitPassed, type MonthlyLimit } from '../../core/usage/monthlyLimit';
import { dayOf, type CacheMiss } from '../../core/usage/records';
import { spentInMonth, summarise, type UsageSummary } from '../../core/usage/summary';
import type { UsageStore } from '../../node/usage/usageStore';
import type { UsageView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { affects, settings } from '../settings';
import {
	UsageRecorder,
	type AnswerRecorder,
	type EndedAnswer,
	type EndedWarmUp,
	type RecordedEndpoint,
	type WarmUpRecorder,
} from './usageRecorder';
import { usageView } from './usageView';

export interface UsageOptions {
	/** Shared by all windows of the user. */
	readonly store: UsageStore;
	/** `model` is the one of new chats. */
	readonly endpoint: RecordedEndpoint & { readonly model: string; facts(model: string): ModelFacts };
	/** Tells workspaces apart. */
	readonly workspace: string;
	readonly warn: (message: string) => void;
}

/** Asked before each request that costs money. */
export interface SpendingLimit {
	/**
	 * Whether a request would pass the limit of this calendar month, all windows counted.
	 * @param cost what the prompt is expected to cost; undefined when no price is known
	 * @param thinking before the answer; undefined where none is waited for
	 */
	limitPassed(
		model: string,
		cost: number | undefined,
		thinking: Thinking | undefined,
	): Promise<LimitPassed | undefined>;
}

/** What requests of this user took, in all windows. */
export class UsageService implements AnswerRecorder, WarmUpRecorder, SpendingLimit, Disposable {
	readonly #store: UsageStore;
	readonly #endpoint: UsageOptions['endpoint'];
	readonly #session = randomUUID();
	readonly #disposables = new DisposableStore();
	readonly #changed = this.#disposables.add(new EventEmitter<void>());
	/** Something was written down, or all forgotten, by this window; or the limit was changed. */
	readonly onDidChange = this.#changed.event;
	readonly #recorder: UsageRecorder;

	constructor(options: UsageOptions) {
		const { store, endpoint } = options;
		this.#store = store;
		this.#endpoint = endpoint;
		this.#recorder = new UsageRecorder({
			...{ ...options, session: this.#session },
			onRecorded: () => this.#changed.fire(),
		});
		this.#disposables.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'usage')) {
					this.#changed.fire();
				}
			}),
		);
	}

	async summary(): Promise<UsageSummary> {
		return summarise(await this.#store.read(), dayOf(new Date()), this.#session);
	}

	/** What the usage page shows. */
	async view(): Promise<UsageView> {
		return usageView(await this.summary(), this.#limit(this.#endpoint.model), new Date());
	}

	async ended(answer: EndedAnswer): Promise<CacheMiss | undefined> {
		return await this.#recorder.ended(answer);
	}

	async warmedUp(warmUp: EndedWarmUp): Promise<void> {
		await this.#recorder.warmedUp(warmUp);
	}

	async limitPassed(
		model: string,
		cost: number | undefined,
		thinking: Thinking | undefined,
	): Promise<LimitPassed | undefined> {
		const limit = this.#limit(model);
		if (!limit) {
			return undefined;
		}
		const data = await this.#store.read();
		const now = new Date();
		const { price } = this.#endpoint.facts(model);
		const expected = thinking && expectedAnswer(data.records, { model, thinking });
		const answer = expected &&
			price && {
				...expected,
				cost: requestCost(price, { prompt: 0, cached: 0, completion: expected.tokens }, now),
			};
		return limitPassed(limit, spentInMonth(data, dayOf(now), limit.currency), cost, answer);
	}

	/** Forgets everything that was written down, of all windows. */
	async clear(): Promise<void> {
		await this.#store.clear();
		this.#changed.fire();
	}

	dispose(): void {
		this.#disposables.dispose();
	}

	/** The setting is a number: its currency is that of the model's price. */
	#limit(model: string): MonthlyLimit | undefined {
		const amount = settings.monthlyLimit();
		const currency = this.#endpoint.facts(model).price?.currency;
		return amount > 0 && currency !== undefined ? { amount, currency } : undefined;
	}
}

import { randomUUID } from 'node:crypto';
import { EventEmitter, type Disposable } from 'vscode';
import { dayOf } from '../../core/usage/records';
import { spentInMonth, summarise, type UsageSummary } from '../../core/usage/summary';
import type { UsageStore } from '../../node/usage/usageStore';
import { UsageRecorder, type RecordedEndpoint } from './usageRecorder';

export interface UsageOptions {
	/** Shared by all windows of the user. */
	readonly store: UsageStore;
	readonly endpoint: RecordedEndpoint;
	/** Tells workspaces apart. */
	readonly workspace: string;
	readonly warn: (message: string) => void;
}

/** What requests of this user took, in all windows. */
export class UsageService implements Disposable {
	readonly #store: UsageStore;
	readonly #session = randomUUID();
	readonly #changed = new EventEmitter<void>();
	/** Something was written down, or all forgotten, by this window. */
	readonly onDidChange = this.#changed.event;
	readonly recorder: UsageRecorder;

	constructor({ store, endpoint, workspace, warn }: UsageOptions) {
		this.#store = store;
		this.recorder = new UsageRecorder({
			...{ store, endpoint, workspace, warn, session: this.#session },
			onRecorded: () => this.#changed.fire(),
		});
	}

	async summary(): Promise<UsageSummary> {
		return summarise(await this.#store.read(), dayOf(new Date()), this.#session);
	}

	/** What this calendar month has cost so far. */
	async spentThisMonth(currency: string): Promise<number> {
		return spentInMonth(await this.#store.read(), dayOf(new Date()), currency);
	}

	/** Forgets everything that was written down, of all windows. */
	async clear(): Promise<void> {
		await this.#store.clear();
		this.#changed.fire();
	}

	dispose(): void {
		this.#changed.dispose();
	}
}

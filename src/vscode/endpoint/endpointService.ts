import { EventEmitter, workspace, type Disposable } from 'vscode';
import type { Refusal } from '../../core/conversation/refit';
import type { ModelFacts } from '../../core/model/catalog';
import type { CountedPrompt } from '../../core/model/counting';
import type { EndpointProfile } from '../../core/model/profiles/types';
import { thinkingName, withDepth } from '../../core/model/thinking';
import type { ModelClient, Thinking } from '../../core/model/types';
import type { EndpointView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { affects, affectsCertificates, settings } from '../settings';
import type { ApiKeys } from './apiKeys';
import { EndpointAccess } from './endpointAccess';
import { EndpointTarget, goesUnchecked, type EndpointOverrides } from './endpointTarget';
import { KnownEndpoints, type EndpointStores } from './knownEndpoints';

/** The endpoint that new requests go to: where it is, what is known of it, and the way to it. */
export class EndpointService implements Disposable {
	readonly keys: ApiKeys;
	readonly known: KnownEndpoints;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	readonly #target: EndpointTarget;
	readonly #access: EndpointAccess;
	#hasKey = false;

	constructor(keys: ApiKeys, overrides: EndpointOverrides, stores: Partial<EndpointStores> = {}) {
		this.keys = keys;
		this.#target = new EndpointTarget(overrides);
		this.known = this.#store.add(new KnownEndpoints(this.#target, stores));
		this.#access = new EndpointAccess(keys, this.#target, this.known);
		this.#store.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'endpoint') || affectsCertificates(event)) {
					void this.refresh();
				}
			}),
		);
		this.#store.add(this.known.onDidChange(() => this.#changed.fire()));
		this.#store.add(keys.onDidChange(() => void this.refresh()));
	}

	/** The base URL as set, checked. @throws EndpointSettingError */
	get baseUrl(): string {
		return this.#target.baseUrl;
	}

	/** Host with port; what consent and key are bound to. */
	get host(): string {
		return this.#target.host;
	}

	get model(): string {
		return this.#target.model;
	}

	/** Of new chats. A depth in numbers is left out where the server takes none. */
	get thinking(): Thinking {
		const { thinking } = this.#target;
		return this.profile?.effortAsNumber ? withDepth(thinking, settings.thinkingDepth()) : thinking;
	}

	/** True when DeepSeek's own prices apply. */
	get isHosted(): boolean {
		return this.#target.isHosted;
	}

	/** True when whoever answers under the endpoint's name is believed, because the user has set it so. */
	get unchecked(): boolean {
		return this.#target.safely(goesUnchecked) === true;
	}

	/** The kind of server; undefined until it is known. */
	get profile(): EndpointProfile | undefined {
		return this.known.profile;
	}

	/** How the server is given a larger window, in words; undefined where it cannot be. */
	get windowHint(): string | undefined {
		return this.profile?.contextHint;
	}

	facts(model: string): ModelFacts {
		return this.known.facts(model);
	}

	/** Facts about a model where a request went to, which may be another endpoint than the one set now. */
	factsAt(host: string | undefined, model: string): ModelFacts {
		return this.known.factsAt(host, model);
	}

	/** Notes what an answer's usage tells of how the endpoint counts. */
	counted(host: string, model: string, prompt: CountedPrompt, counted: number): void {
		this.known.counted(host, model, prompt, counted);
	}

	/**
	 * Corrects what is known of a model after a refusal as too long; a server that names no numbers is looked at again.
	 * @returns undefined when nothing more is known than before
	 */
	async refused(model: string, refusal: Refusal, signal: AbortSignal): Promise<ModelFacts | undefined> {
		const before = this.facts(model);
		if (!this.known.refused(model, refusal) && refusal.host === this.host) {
			await this.#access.look(model, signal);
		}
		const facts = this.facts(model);
		return facts.contextWindow < before.contextWindow || facts.countFactor > before.countFactor ? facts : undefined;
	}

	/** True when a request can be sent: there is a key, or the server needs none. */
	get hasKey(): boolean {
		return this.#hasKey;
	}

	/** The key for a host, if there is one. */
	async keyFor(host: string): Promise<string | undefined> {
		return await this.#access.keyFor(host);
	}

	/** Tells keys of the host apart without telling anything about them. */
	async account(): Promise<string> {
		return await this.#access.account();
	}

	/**
	 * A client for the endpoint as it is set now.
	 * @throws ModelError of kind `key-missing`, EndpointSettingError
	 */
	async client(): Promise<ModelClient> {
		return await this.#access.client();
	}

	/** Learns again whether there is a key, and tells listeners. */
	async refresh(): Promise<void> {
		this.#hasKey = await this.#access.hasKey().catch(() => false);
		this.#changed.fire();
	}

	/**
	 * From now on the settings hold, also where the environment said otherwise.
	 * @param baseUrl that was chosen; what the environment says about this very address still holds
	 */
	leaveOverrides(baseUrl: string): void {
		this.#target.leaveOverrides(baseUrl);
		this.#changed.fire();
	}

	view(): EndpointView {
		return {
			host: this.host,
			model: this.model,
			kind: this.#target.isSimulator ? 'simulator' : this.#target.isLocal ? 'local' : 'service',
			hasKey: this.#hasKey,
			thinking: thinkingName(this.thinking),
			...(this.unchecked ? { unchecked: true } : {}),
		};
	}

	/** Undefined when the endpoint setting can be used, else a sentence. */
	problem(): string | undefined {
		return this.#target.problem();
	}

	dispose(): void {
		this.#store.dispose();
	}
}

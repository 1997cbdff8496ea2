import { EventEmitter, workspace, type Disposable } from 'vscode';
import type { Refusal } from '../../core/conversation/refit';
import type { ModelFacts } from '../../core/model/catalog';
import { checkEndpoint } from '../../core/model/check/checkEndpoint';
import type { ConnectionOptions } from '../../core/model/connection';
import { learnFromAnswer, learnFromRefusal, type CountedPrompt } from '../../core/model/counting';
import { endpointFacts, type EndpointSituation } from '../../core/model/endpointFacts';
import { ModelError } from '../../core/model/errors';
import { OpenAiClient } from '../../core/model/openAiClient';
import { profileByName } from '../../core/model/profiles/detect';
import { knowledgeOf, type EndpointKnowledge } from '../../core/model/profiles/knowledge';
import { profileOf, profiles } from '../../core/model/profiles/profiles';
import type { EndpointProfile } from '../../core/model/profiles/types';
import { thinkingName, withDepth } from '../../core/model/thinking';
import type { ModelClient, Thinking } from '../../core/model/types';
import { isDeepSeek, isLoopback } from '../../node/endpoint';
import { streamFetch, uncheckedFetch } from '../../node/http/streamFetch';
import type { EndpointView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { affects, affectsCertificates, settings } from '../settings';
import type { ApiKeys } from './apiKeys';
import { CatalogStore } from './catalogStore';
import { CountMemory } from './countMemory';
import { EndpointMemory } from './endpointMemory';
import { EndpointTarget, goesUnchecked, type EndpointOverrides } from './endpointTarget';

/** What is kept about endpoints beside the settings. */
export interface EndpointStores {
	readonly memory: EndpointMemory;
	readonly catalog: CatalogStore;
	readonly counts: CountMemory;
}

/** What a server of one's own told is asked again after this, in milliseconds. */
const longestTrust = 24 * 60 * 60 * 1_000;

/** The endpoint that new requests go to. */
export class EndpointService implements Disposable {
	readonly keys: ApiKeys;
	readonly memory: EndpointMemory;
	readonly catalog: CatalogStore;
	readonly #counts: CountMemory;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;
	readonly #target: EndpointTarget;
	#hasKey = false;

	constructor(keys: ApiKeys, overrides: EndpointOverrides, stores: Partial<EndpointStores> = {}) {
		this.keys = keys;
		this.memory = stores.memory ?? new EndpointMemory();
		this.catalog = stores.catalog ?? this.#store.add(new CatalogStore());
		this.#counts = stores.counts ?? new CountMemory();
		this.#target = new EndpointTarget(overrides);
		this.#store.add(
			workspace.onDidChangeConfiguration((event) => {
				if (affects(event, 'endpoint') || affectsCertificates(event)) {
					void this.refresh();
				}
			}),
		);
		this.#store.add(this.catalog.onDidChange(() => this.#changed.fire()));
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

	/** What the endpoint told about itself when it was looked at; undefined when it was not. */
	get knowledge(): EndpointKnowledge | undefined {
		return this.#target.safely((baseUrl) => this.memory.of(baseUrl));
	}

	/** The kind of server: as set, else by its name, else as it was found out; undefined until then. */
	get profile(): EndpointProfile | undefined {
		return this.#target.safely((baseUrl) => {
			const set = profiles().find(({ id }) => id === settings.server());
			const known = this.memory.of(baseUrl);
			return (
				set ??
				(this.#target.isSimulator ? profileOf('deepseek') : undefined) ??
				profileByName(baseUrl) ??
				(known && profileOf(known.profile))
			);
		});
	}

	/** True when DeepSeek's own prices apply. */
	get isHosted(): boolean {
		return this.#target.isHosted;
	}

	facts(model: string): ModelFacts {
		return endpointFacts(this.situation, model);
	}

	/** Facts about a model where a request went to, which may be another endpoint than the one set now. */
	factsAt(host: string | undefined, model: string): ModelFacts {
		if (host === undefined || host === this.host) {
			return this.facts(model);
		}
		const known = this.memory.all.find(({ baseUrl }) => new URL(baseUrl).host === host);
		const profile = known ? profileOf(known.knowledge.profile) : profileByName(`https://${host}`);
		return endpointFacts(
			{
				isHosted: isDeepSeek(`https://${host}`),
				profile,
				knowledge: known?.knowledge,
				catalog: this.catalog.catalog,
				counts: (id) => this.#counts.of(host, id),
				now: Date.now(),
			},
			model,
		);
	}

	/** True when an endpoint counts prompts as we do, to the token. */
	countsExactly(host: string | undefined): boolean {
		return host === undefined || host === this.host ? this.isHosted : isDeepSeek(`https://${host}`);
	}

	/** What is known of the endpoint beside the settings. */
	get situation(): EndpointSituation {
		const { isHosted, profile, knowledge } = this;
		const { host } = this;
		const counts = (model: string) => this.#counts.of(host, model);
		return { isHosted, profile, knowledge, catalog: this.catalog.catalog, counts, now: Date.now() };
	}

	/** Notes what an answer's usage tells of how the endpoint counts. */
	counted(host: string, model: string, prompt: CountedPrompt, counted: number): void {
		const learned = learnFromAnswer(this.#counts.of(host, model), prompt, counted);
		if (this.#counts.remember(host, model, learned)) {
			this.#changed.fire();
		}
	}

	/**
	 * Corrects what is known of a model after a refusal as too long; a server that names no numbers is looked at again.
	 * @returns undefined when nothing more is known than before
	 */
	async refused(
		model: string,
		{ host, prompt, details }: Refusal,
		signal: AbortSignal,
	): Promise<ModelFacts | undefined> {
		const before = this.facts(model);
		const learned = learnFromRefusal(this.#counts.of(host, model), prompt, details, before.contextWindow, Date.now());
		if (learned) {
			this.#counts.remember(host, model, learned);
			this.#changed.fire();
		} else if (host === this.host) {
			const { baseUrl } = this;
			await this.#learn(this.connection(baseUrl, await this.#key()), model, signal);
		}
		const facts = this.facts(model);
		return facts.contextWindow < before.contextWindow || facts.countFactor > before.countFactor ? facts : undefined;
	}

	/** How the server is given a larger window, in words; undefined where it cannot be. */
	get windowHint(): string | undefined {
		return this.profile?.contextHint;
	}

	/** True when a request can be sent: there is a key, or the server needs none. */
	get hasKey(): boolean {
		return this.#hasKey;
	}

	/** Tells keys of the host apart without telling anything about them. */
	async account(): Promise<string> {
		return (await this.keys.get(this.host)) === undefined ? '' : await this.keys.identity(this.host);
	}

	/** Learns again whether there is a key, and tells listeners. */
	async refresh(): Promise<void> {
		try {
			this.#hasKey = this.#mayLackKey() || (await this.#key()) !== undefined;
		} catch {
			this.#hasKey = false;
		}
		this.#changed.fire();
	}

	/** How an endpoint is reached: as the editor's proxy and certificate settings say. */
	connection(baseUrl: string, apiKey: string | undefined): ConnectionOptions {
		return { baseUrl, apiKey, fetch: goesUnchecked(baseUrl) ? uncheckedFetch : streamFetch };
	}

	/** True when whoever answers under the endpoint's name is believed, because the user has set it so. */
	get unchecked(): boolean {
		return this.#target.safely(goesUnchecked) === true;
	}

	/** The key for a host, if there is one. */
	async keyFor(host: string): Promise<string | undefined> {
		return (await this.keys.get(host)) ?? this.#target.givenKey(host);
	}

	/**
	 * A client for the endpoint as it is set now.
	 * @throws ModelError of kind `key-missing`, EndpointSettingError
	 */
	async client(): Promise<ModelClient> {
		const { baseUrl, host } = this;
		const apiKey = await this.#key();
		if (apiKey === undefined && !this.#mayLackKey()) {
			throw new ModelError('key-missing', host);
		}
		const connection = this.connection(baseUrl, apiKey);
		const idleLimit = settings.idleLimit();
		const open = (profile: EndpointProfile) => new OpenAiClient({ ...connection, idleLimit, profile });
		const { profile, model } = this;
		// A server of one's own may be started with another window, or be another one, on another day.
		const isFresh = (this.knowledge?.checkedAt ?? 0) > Date.now() - longestTrust;
		const known = profile && (isFresh || profile.contextProbes.length === 0) ? open(profile) : undefined;
		const learn = (signal: AbortSignal) => this.#learn(connection, model, signal);
		// Which kind of server it is, is found out with the first request and not before: until then nothing was agreed to.
		return {
			host,
			listModels: (signal) => (known ?? open(profileOf('generic'))).listModels(signal),
			async *stream(request, signal) {
				yield* (known ?? open(await learn(signal))).stream(request, signal);
			},
		};
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
		const thinking = this.thinking;
		return {
			host: this.host,
			model: this.model,
			kind: this.#target.isSimulator ? 'simulator' : this.#target.isLocal ? 'local' : 'service',
			hasKey: this.#hasKey,
			thinking: thinkingName(thinking),
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

	/** Finds out what the endpoint is. What it does not tell now is asked again with the next request. */
	async #learn(connection: ConnectionOptions, model: string, signal: AbortSignal): Promise<EndpointProfile> {
		const report = await checkEndpoint({ ...connection, model, aliases: this.catalog.catalog.aliases }, signal);
		if (report.models.length > 0) {
			await this.memory.remember(connection.baseUrl, knowledgeOf(report, Date.now()));
			this.#changed.fire();
		}
		return report.profile;
	}

	async #key(): Promise<string | undefined> {
		return await this.keyFor(this.host);
	}

	/** Servers of this machine, and those that are known to ask for a key only when they were started with one. */
	#mayLackKey(): boolean {
		return isLoopback(new URL(this.baseUrl).hostname) || this.profile?.key === 'perhaps';
	}
}

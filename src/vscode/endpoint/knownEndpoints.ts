import { EventEmitter, type Disposable } from 'vscode';
import type { Refusal } from '../../core/conversation/refit';
import type { ModelFacts } from '../../core/model/catalog';
import type { EndpointReport } from '../../core/model/check/checkEndpoint';
import { learnFromAnswer, learnFromRefusal, type CountedPrompt } from '../../core/model/counting';
import { endpointFacts, type EndpointSituation } from '../../core/model/endpointFacts';
import { profileByName } from '../../core/model/profiles/detect';
import { knowledgeOf, type EndpointKnowledge } from '../../core/model/profiles/knowledge';
import { profileOf, profiles } from '../../core/model/profiles/profiles';
import type { EndpointProfile } from '../../core/model/profiles/types';
import { isDeepSeek } from '../../node/endpoint';
import { DisposableStore } from '../common/disposables';
import { settings } from '../settings';
import { CatalogStore } from './catalogStore';
import { CountMemory } from './countMemory';
import { EndpointMemory } from './endpointMemory';
import type { EndpointTarget } from './endpointTarget';

/** What is kept about endpoints beside the settings. */
export interface EndpointStores {
	readonly memory: EndpointMemory;
	readonly catalog: CatalogStore;
	readonly counts: CountMemory;
}

/** What a server of one's own told is asked again after this, in milliseconds. */
const longestTrust = 24 * 60 * 60 * 1_000;

/**
 * What is known of endpoints and their models: by the catalog, by what servers told about themselves, and by what
 * requests have shown.
 */
export class KnownEndpoints implements Disposable {
	readonly memory: EndpointMemory;
	readonly catalog: CatalogStore;
	readonly #counts: CountMemory;
	readonly #target: EndpointTarget;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<void>());
	readonly onDidChange = this.#changed.event;

	/** @param stores those left out are forgotten with the window */
	constructor(target: EndpointTarget, stores: Partial<EndpointStores>) {
		this.#target = target;
		this.memory = stores.memory ?? new EndpointMemory();
		this.catalog = stores.catalog ?? this.#store.add(new CatalogStore());
		this.#counts = stores.counts ?? new CountMemory();
		this.#store.add(this.catalog.onDidChange(() => this.#changed.fire()));
	}

	/** What the endpoint told about itself when it was looked at; undefined when it was not. */
	get knowledge(): EndpointKnowledge | undefined {
		return this.#target.safely((baseUrl) => this.memory.of(baseUrl));
	}

	/** A server of one's own may be started with another window, or be another one, on another day. */
	get isFresh(): boolean {
		return (this.knowledge?.checkedAt ?? 0) > Date.now() - longestTrust;
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

	/** All that facts about a model of the endpoint are made of. */
	get situation(): EndpointSituation {
		const { host, isHosted } = this.#target;
		return {
			...{ isHosted, profile: this.profile, knowledge: this.knowledge, catalog: this.catalog.catalog },
			counts: (model) => this.#counts.of(host, model),
			now: Date.now(),
		};
	}

	facts(model: string): ModelFacts {
		return endpointFacts(this.situation, model);
	}

	/** Facts about a model where a request went to, which may be another endpoint than the one set now. */
	factsAt(host: string | undefined, model: string): ModelFacts {
		if (host === undefined || host === this.#target.host) {
			return this.facts(model);
		}
		const known = this.memory.all.find(({ baseUrl }) => new URL(baseUrl).host === host);
		const profile = known ? profileOf(known.knowledge.profile) : profileByName(`https://${host}`);
		return endpointFacts(
			{
				...{ isHosted: isDeepSeek(`https://${host}`), profile, knowledge: known?.knowledge },
				catalog: this.catalog.catalog,
				counts: (id) => this.#counts.of(host, id),
				now: Date.now(),
			},
			model,
		);
	}

	/** True when an endpoint counts prompts as we do, to the token. */
	countsExactly(host: string | undefined): boolean {
		return host === undefined || host === this.#target.host ? this.#target.isHosted : isDeepSeek(`https://${host}`);
	}

	/** Notes what an answer's usage tells of how the endpoint counts. */
	counted(host: string, model: string, prompt: CountedPrompt, counted: number): void {
		const learned = learnFromAnswer(this.#counts.of(host, model), prompt, counted);
		if (this.#counts.remember(host, model, learned)) {
			this.#changed.fire();
		}
	}

	/** Notes what a refusal as too long tells; false when it names no numbers that are new. */
	refused(model: string, { host, prompt, details }: Refusal): boolean {
		const { contextWindow } = this.facts(model);
		const learned = learnFromRefusal(this.#counts.of(host, model), prompt, details, contextWindow, Date.now());
		if (!learned) {
			return false;
		}
		this.#counts.remember(host, model, learned);
		this.#changed.fire();
		return true;
	}

	/** Keeps what an endpoint told. What it did not tell is asked again with the next request. */
	async remember(baseUrl: string, report: EndpointReport): Promise<void> {
		if (report.models.length > 0) {
			await this.memory.remember(baseUrl, knowledgeOf(report, Date.now()));
			this.#changed.fire();
		}
	}

	dispose(): void {
		this.#store.dispose();
	}
}

import type { Memento } from 'vscode';
import { mergeKnowledge, parseKnowledge, type EndpointKnowledge } from '../../core/model/profiles/knowledge';

const key = 'longview.endpoints';

/** Endpoints used longest ago are forgotten. */
const mostEndpoints = 12;

/** An endpoint that was used before. */
export interface RememberedEndpoint {
	readonly baseUrl: string;
	readonly knowledge: EndpointKnowledge;
}

/** What endpoints told about themselves, kept on this machine; the one used last comes first. No keys. */
export class EndpointMemory {
	readonly #memento: Pick<Memento, 'get' | 'update'> | undefined;
	#endpoints: readonly RememberedEndpoint[];

	/** @param memento left out, everything is forgotten with the window */
	constructor(memento?: Pick<Memento, 'get' | 'update'>) {
		this.#memento = memento;
		const stored = memento?.get<unknown>(key);
		this.#endpoints = Array.isArray(stored) ? stored.flatMap(remembered) : [];
	}

	get all(): readonly RememberedEndpoint[] {
		return this.#endpoints;
	}

	of(baseUrl: string): EndpointKnowledge | undefined {
		return this.#endpoints.find((each) => each.baseUrl === baseUrl)?.knowledge;
	}

	async remember(baseUrl: string, found: EndpointKnowledge): Promise<void> {
		const knowledge = mergeKnowledge(this.of(baseUrl), found);
		const others = this.#endpoints.filter((each) => each.baseUrl !== baseUrl);
		this.#endpoints = [{ baseUrl, knowledge }, ...others].slice(0, mostEndpoints);
		await this.#memento?.update(key, this.#endpoints);
	}

	async forget(baseUrl: string): Promise<void> {
		this.#endpoints = this.#endpoints.filter((each) => each.baseUrl !== baseUrl);
		await this.#memento?.update(key, this.#endpoints);
	}
}

function remembered(json: unknown): RememberedEndpoint[] {
	const { baseUrl, knowledge } = (json ?? {}) as { baseUrl?: unknown; knowledge?: unknown };
	const parsed = parseKnowledge(knowledge);
	return typeof baseUrl === 'string' && parsed ? [{ baseUrl, knowledge: parsed }] : [];
}

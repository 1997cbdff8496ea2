import type { Memento } from 'vscode';
import { mergeKnowledge, parseKnowledge, type EndpointKnowledge } from '../../core/model/profiles/knowledge';
import { SharedList } from './sharedList';

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
	readonly #endpoints: SharedList<RememberedEndpoint>;

	/** @param memento left out, everything is forgotten with the window */
	constructor(memento?: Pick<Memento, 'get' | 'update'>) {
		this.#endpoints = new SharedList(memento, key, (stored) =>
			Array.isArray(stored) ? stored.flatMap(remembered) : [],
		);
	}

	get all(): readonly RememberedEndpoint[] {
		return this.#endpoints.items;
	}

	of(baseUrl: string): EndpointKnowledge | undefined {
		return this.all.find((each) => each.baseUrl === baseUrl)?.knowledge;
	}

	async remember(baseUrl: string, found: EndpointKnowledge): Promise<void> {
		const knowledge = mergeKnowledge(this.of(baseUrl), found);
		await this.#endpoints.change((all) =>
			[{ baseUrl, knowledge }, ...all.filter((each) => each.baseUrl !== baseUrl)].slice(0, mostEndpoints),
		);
	}

	async forget(baseUrl: string): Promise<void> {
		await this.#endpoints.change((all) => all.filter((each) => each.baseUrl !== baseUrl));
	}
}

function remembered(json: unknown): RememberedEndpoint[] {
	const { baseUrl, knowledge } = (json ?? {}) as { baseUrl?: unknown; knowledge?: unknown };
	const parsed = parseKnowledge(knowledge);
	return typeof baseUrl === 'string' && parsed ? [{ baseUrl, knowledge: parsed }] : [];
}

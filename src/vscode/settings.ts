import { workspace, type ConfigurationChangeEvent } from 'vscode';
import type { ReasoningEffort, Thinking } from '../core/model/types';

const section = 'longview';

/** The editor's own, below `http`. */
const strictSsl = 'proxyStrictSSL';

/** The settings as they are now. Read each time: they are cheap, and a copy would grow stale. */
export const settings = {
	baseUrl: () => read('endpoint.baseUrl', ''),
	model: () => read('endpoint.model', ''),
	thinking: (): Thinking => {
		const value = read<string>('endpoint.thinking', 'high');
		return value === 'off' ? { enabled: false } : { enabled: true, effort: value as ReasoningEffort };
	},
	/** Depth of thinking as a number from 1 to 100, for servers that take one; undefined for none. */
	thinkingDepth: (): number | undefined => {
		const value = read<unknown>('endpoint.thinkingDepth', undefined);
		return typeof value === 'number' && value >= 1 && value <= 100 ? Math.round(value) : undefined;
	},
	/** The kind of server, or `auto`. */
	server: () => read('endpoint.server', 'auto'),
	allowInsecureHttp: () => read<unknown>('endpoint.allowInsecureHttp', false) === true,
	/** Changes to the catalog of models and prices, unchecked. */
	catalog: () => read<unknown>('endpoint.catalog', {}),
	/** Milliseconds. */
	idleLimit: () => Math.max(10, Number(read<unknown>('endpoint.idleTimeout', 300)) || 300) * 1_000,
	exclude: () => strings(read<unknown>('context.exclude', [])),
	include: () => strings(read<unknown>('context.include', [])),
	warmUpOnOpen: () => read<unknown>('cache.warmUpOnOpen', false) === true,
	/** In units of the price's currency; 0 for none. */
	monthlyLimit: () => Math.max(0, Number(read<unknown>('usage.monthlyLimit', 0)) || 0),
	/** Off only where the user has said so: the editor lets no workspace set it, and nothing but the user's word counts. */
	checksCertificates: () => workspace.getConfiguration('http').inspect<unknown>(strictSsl)?.globalValue !== false,
	codeLens: () => read('review.codeLens', true),
};

export function affects(event: ConfigurationChangeEvent, part: 'endpoint' | 'context' | 'review' | 'usage'): boolean {
	return event.affectsConfiguration(`${section}.${part}`);
}

export function affectsCertificates(event: ConfigurationChangeEvent): boolean {
	return event.affectsConfiguration(`http.${strictSsl}`);
}

export type EndpointSetting = 'baseUrl' | 'server' | 'model' | 'thinking' | 'thinkingDepth';

/**
 * Writes a setting of the endpoint, for the user and all workspaces; in a remote window, for its machine.
 * @param value undefined for the default
 */
export async function updateEndpointSetting(name: EndpointSetting, value: string | number | undefined): Promise<void> {
	await workspace.getConfiguration(section).update(`endpoint.${name}`, value, true);
}

/** What the user has set of the endpoint; undefined where the default holds. */
export function ownEndpointSetting(name: EndpointSetting): string | undefined {
	const own = workspace.getConfiguration(section).inspect<unknown>(`endpoint.${name}`)?.globalValue;
	return typeof own === 'string' ? own : undefined;
}

/** Patterns of the context, of the workspace. */
export interface ContextPatterns {
	readonly exclude: readonly string[];
	readonly include: readonly string[];
}

/** Writes what differs from before; a setting that says the same as the user's own is taken out of the workspace. */
export async function updateContextRules(patterns: ContextPatterns): Promise<void> {
	for (const name of ['exclude', 'include'] as const) {
		const value = patterns[name];
		if (!sameList(value, settings[name]())) {
			const configuration = workspace.getConfiguration(section);
			const inspected = configuration.inspect<unknown>(`context.${name}`);
			const inherited = strings(inspected?.globalValue ?? inspected?.defaultValue);
			await configuration.update(`context.${name}`, sameList(value, inherited) ? undefined : value, false);
		}
	}
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((each, at) => each === right[at]);
}

function read<Value>(name: string, fallback: Value): Value {
	return workspace.getConfiguration(section).get<Value>(name) ?? fallback;
}

/** A settings file can hold anything. */
function strings(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

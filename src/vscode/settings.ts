import { workspace, type ConfigurationChangeEvent } from 'vscode';
import type { ReasoningEffort, Thinking } from '../core/model/types';

const section = 'longview';

/** The settings as they are now. Read each time: they are cheap, and a copy would grow stale. */
export const settings = {
	baseUrl: () => read('endpoint.baseUrl', ''),
	model: () => read('endpoint.model', ''),
	thinking: (): Thinking => {
		const value = read<string>('endpoint.thinking', 'high');
		return value === 'off' ? { enabled: false } : { enabled: true, effort: value as ReasoningEffort };
	},
	/** Milliseconds. */
	idleLimit: () => read('endpoint.idleTimeout', 300) * 1_000,
	exclude: () => strings(read<unknown>('context.exclude', [])),
	include: () => strings(read<unknown>('context.include', [])),
	codeLens: () => read('review.codeLens', true),
};

export function affects(event: ConfigurationChangeEvent, part: 'endpoint' | 'context' | 'review'): boolean {
	return event.affectsConfiguration(`${section}.${part}`);
}

/** Writes a setting of the endpoint, for the user and all workspaces. */
export async function updateEndpointSetting(name: 'model' | 'thinking', value: string): Promise<void> {
	await workspace.getConfiguration(section).update(`endpoint.${name}`, value, true);
}

/** Adds patterns to the workspace's exclusions. */
export async function excludeFromContext(patterns: readonly string[]): Promise<void> {
	const value = [...new Set([...settings.exclude(), ...patterns])];
	await workspace.getConfiguration(section).update('context.exclude', value, false);
}

function read<Value>(name: string, fallback: Value): Value {
	return workspace.getConfiguration(section).get<Value>(name) ?? fallback;
}

/** A settings file can hold anything. */
function strings(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

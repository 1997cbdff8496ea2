import type { ReasoningEffort, Thinking } from '../types';
import type { EndpointProfile } from './types';

/** Efforts where `max` is not known: the highest that is. */
const commonEffort: Readonly<Record<ReasoningEffort, string>> = { low: 'low', high: 'high', max: 'high' };
const routedEffort: Readonly<Record<ReasoningEffort, string>> = { low: 'low', high: 'high', max: 'xhigh' };

/** The fields of a request that say whether and how deeply to think, in a server's own words. */
export function thinkingSettings(
	{ thinking: manner, effortAsNumber }: EndpointProfile,
	thinking: Thinking,
): Readonly<Record<string, unknown>> {
	const depth = thinking.enabled && effortAsNumber ? wholeDepth(thinking.depth) : undefined;
	switch (manner) {
		case 'thinking-object':
			return thinking.enabled
				? { thinking: { type: 'enabled' }, reasoning_effort: thinking.effort }
				: { thinking: { type: 'disabled' } };
		case 'template-arguments':
			// Templates call the same switch by one name or the other.
			return {
				chat_template_kwargs: thinking.enabled
					? { thinking: true, enable_thinking: true, reasoning_effort: depth ?? thinking.effort }
					: { thinking: false, enable_thinking: false },
			};
		case 'reasoning-object':
			return { reasoning: thinking.enabled ? { effort: routedEffort[thinking.effort] } : { enabled: false } };
		case 'effort':
			return { reasoning_effort: thinking.enabled ? commonEffort[thinking.effort] : 'none' };
		case 'effort-only':
			return thinking.enabled ? { reasoning_effort: depth ?? commonEffort[thinking.effort] } : {};
	}
}

function wholeDepth(depth: number | undefined): number | undefined {
	return depth === undefined ? undefined : Math.min(100, Math.max(1, Math.round(depth)));
}

/** The efforts that a server tells apart, and whether it can be told not to think. */
export function thinkingLevels({ thinking }: EndpointProfile): {
	readonly efforts: readonly ReasoningEffort[];
	readonly off: boolean;
} {
	const efforts = (['low', 'high', 'max'] as const).filter(
		(effort) => effort !== 'max' || !['effort', 'effort-only'].includes(thinking),
	);
	return { efforts, off: thinking !== 'effort-only' };
}

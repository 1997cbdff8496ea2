import type { ReasoningEffort, Thinking } from './types';

/** True when both think, or do not, to the same effort; anything else makes another prompt of the same messages. */
export function sameThinking(left: Thinking, right: Thinking): boolean {
	return left.enabled && right.enabled
		? left.effort === right.effort && left.depth === right.depth
		: left.enabled === right.enabled;
}

/** Depth of reasoning, of 100, that an effort's name stands for. */
export const effortDepth = { low: 25, high: 50, max: 100 } as const satisfies Record<ReasoningEffort, number>;

/** How a chat thinks, in short: `off`, the effort's name, or its number as `60/100`. */
export function thinkingName(thinking: Thinking): string {
	return !thinking.enabled ? 'off' : thinking.depth === undefined ? thinking.effort : `${thinking.depth}/100`;
}

/** Thinking to a depth of its own, with the effort that is nearest to it for all that goes by names. */
export function withDepth(thinking: Thinking, depth: number | undefined): Thinking {
	if (!thinking.enabled || depth === undefined) {
		return thinking;
	}
	const distance = (effort: ReasoningEffort) => Math.abs(effortDepth[effort] - depth);
	const effort = (['low', 'high', 'max'] as const).reduce((near, each) =>
		distance(each) < distance(near) ? each : near,
	);
	return { enabled: true, effort, depth };
}

import type { Thinking } from './types';

/** True when both think, or do not, to the same effort; anything else makes another prompt of the same messages. */
export function sameThinking(left: Thinking, right: Thinking): boolean {
	return left.enabled && right.enabled
		? left.effort === right.effort && left.depth === right.depth
		: left.enabled === right.enabled;
}

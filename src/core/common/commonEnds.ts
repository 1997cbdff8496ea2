import type { LineChange } from './lineChange';

/** What is left of a part of two texts, whose lines are numbered, without the equal lines at either end of it. */
export function withoutCommonEnds(
	before: Int32Array,
	after: Int32Array,
	{ beforeStart, beforeEnd, afterStart, afterEnd }: LineChange,
): LineChange {
	while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeStart] === after[afterStart]) {
		beforeStart++;
		afterStart++;
	}
	while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeEnd - 1] === after[afterEnd - 1]) {
		beforeEnd--;
		afterEnd--;
	}
	return { beforeStart, beforeEnd, afterStart, afterEnd };
}

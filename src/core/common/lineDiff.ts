import { AnchoredDiff } from './anchoredDiff';
import type { LineChange } from './lineChange';
import { splitLines } from './lines';
import { slideChanges } from './lineDiffSlide';

/**
 * The changes that turn `before` into `after`, in order, never touching one another.
 *
 * Lines are compared with their terminators: a changed line ending or final newline is a change, so that replacing the
 * changed ranges gives `after` byte for byte. To ignore line endings, pass arrays of lines without them.
 *
 * Lines that occur once on both sides anchor the result (it reads like an edit, not like a shortest script); the gaps
 * between anchors are solved by Myers' algorithm in linear space. Work is bounded: a gap that is too different becomes
 * one replacement.
 */
export function diffLines(before: string | readonly string[], after: string | readonly string[]): LineChange[] {
	if (before === after) {
		return [];
	}
	const beforeLines = typeof before === 'string' ? splitLines(before) : before;
	const afterLines = typeof after === 'string' ? splitLines(after) : after;
	let start = 0;
	let beforeEnd = beforeLines.length;
	let afterEnd = afterLines.length;
	while (start < beforeEnd && start < afterEnd && beforeLines[start] === afterLines[start]) {
		start++;
	}
	while (beforeEnd > start && afterEnd > start && beforeLines[beforeEnd - 1] === afterLines[afterEnd - 1]) {
		beforeEnd--;
		afterEnd--;
	}
	if (start === beforeEnd && start === afterEnd) {
		return [];
	}
	const changes: LineChange[] = [];
	if (start === beforeEnd || start === afterEnd) {
		changes.push({ beforeStart: start, beforeEnd, afterStart: start, afterEnd });
	} else {
		const ids = new Map<string, number>();
		const intern = (lines: readonly string[], end: number): Int32Array => {
			const numbers = new Int32Array(end - start);
			for (let index = start; index < end; index++) {
				const line = lines[index]!;
				let id = ids.get(line);
				if (id === undefined) {
					id = ids.size;
					ids.set(line, id);
				}
				numbers[index - start] = id;
			}
			return numbers;
		};
		const left = intern(beforeLines, beforeEnd);
		const right = intern(afterLines, afterEnd);
		for (const change of new AnchoredDiff(left, right, ids.size).run()) {
			changes.push({
				beforeStart: change.beforeStart + start,
				beforeEnd: change.beforeEnd + start,
				afterStart: change.afterStart + start,
				afterEnd: change.afterEnd + start,
			});
		}
	}
	return slideChanges(changes, beforeLines, afterLines);
}

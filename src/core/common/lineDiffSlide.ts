import type { LineChange } from './lineChange';

/** Lines a change may be moved; longer repetitions are rare and not more readable. */
const maxSlide = 200;

/**
 * Moves pure insertions and deletions along repeated lines to where a person would put them: a function inserted after
 * a function is shown from its first line, not from the brace above it. The text described stays the same.
 */
export function slideChanges(
	changes: readonly LineChange[],
	before: readonly string[],
	after: readonly string[],
): LineChange[] {
	const result: LineChange[] = [];
	for (const [index, change] of changes.entries()) {
		const previous = result.at(-1);
		const next = changes[index + 1];
		const inserts = change.beforeStart === change.beforeEnd;
		if (!inserts && change.afterStart !== change.afterEnd) {
			result.push(change);
			continue;
		}
		const lines = inserts ? after : before;
		const start = inserts ? change.afterStart : change.beforeStart;
		const end = inserts ? change.afterEnd : change.beforeEnd;
		// One unchanged line must stay between neighbours, or they would be one change.
		const lowest = previous === undefined ? 0 : (inserts ? previous.afterEnd : previous.beforeEnd) + 1;
		const highest = next === undefined ? lines.length : (inserts ? next.afterStart : next.beforeStart) - 1;
		let best = 0;
		let bestCost = slideCost(lines, start, end);
		for (let shift = 1; shift <= maxSlide && end + shift <= highest; shift++) {
			if (lines[start + shift - 1] !== lines[end + shift - 1]) {
				break;
			}
			const cost = slideCost(lines, start + shift, end + shift);
			if (cost <= bestCost) {
				best = shift;
				bestCost = cost;
			}
		}
		for (let shift = -1; shift >= -maxSlide && start + shift >= lowest; shift--) {
			if (lines[start + shift] !== lines[end + shift]) {
				break;
			}
			const cost = slideCost(lines, start + shift, end + shift);
			if (cost < bestCost) {
				best = shift;
				bestCost = cost;
			}
		}
		result.push({
			beforeStart: change.beforeStart + best,
			beforeEnd: change.beforeEnd + best,
			afterStart: change.afterStart + best,
			afterEnd: change.afterEnd + best,
		});
	}
	return result;
}

/** How unnatural it is to begin a group at `start` and go on at `end`. */
function slideCost(lines: readonly string[], start: number, end: number): number {
	return lineCost(lines[start]) + lineCost(lines[end]);
}

/** Deep lines, blank lines and closing brackets are bad beginnings. */
function lineCost(line: string | undefined): number {
	if (line === undefined) {
		return 0;
	}
	let indentation = 0;
	for (let at = 0; at < line.length; at++) {
		const code = line.charCodeAt(at);
		if (code === 9) {
			indentation += 4;
		} else if (code === 32) {
			indentation++;
		} else {
			const blank = code === 10 || code === 13;
			const closing = code === 0x7d || code === 0x29 || code === 0x5d;
			return blank ? 0.5 : indentation + (closing ? 1 : 0);
		}
	}
	return 0.5;
}

import { withoutCommonEnds } from './commonEnds';
import type { LineChange } from './lineChange';

/** Diagonal steps one diff may take; some 100 ms at worst. Past it, what is left becomes coarse replacements. */
const totalSteps = 12_000_000;
/** Edit distance past which one gap is given up: its lines have too little in common for a readable result. */
const maxDistance = 3000;

/** Myers' O(ND) difference in linear space over interned lines, with bounded work. */
export class MyersDiff {
	private forward = new Int32Array(0);
	private backward = new Int32Array(0);
	private stepsLeft = totalSteps;

	constructor(
		private readonly before: Int32Array,
		private readonly after: Int32Array,
	) {}

	/** Reports the changes of a part of both texts in order. */
	solve(part: LineChange, add: (change: LineChange) => void): void {
		const differing = withoutCommonEnds(this.before, this.after, part);
		const { beforeStart, beforeEnd, afterStart, afterEnd } = differing;
		if (beforeStart === beforeEnd && afterStart === afterEnd) {
			return;
		}
		if (beforeStart === beforeEnd || afterStart === afterEnd) {
			add(differing);
			return;
		}
		const middle = this.middle(beforeStart, beforeEnd, afterStart, afterEnd);
		if (middle === undefined) {
			add(differing);
			return;
		}
		this.solve({ beforeStart, beforeEnd: middle.before, afterStart, afterEnd: middle.after }, add);
		this.solve({ beforeStart: middle.before, beforeEnd, afterStart: middle.after, afterEnd }, add);
	}

	/** A point on a shortest path near its middle; undefined when the bound is reached. Both ranges are not empty. */
	private middle(
		beforeStart: number,
		beforeEnd: number,
		afterStart: number,
		afterEnd: number,
	): { before: number; after: number } | undefined {
		const { before, after } = this;
		const width = beforeEnd - beforeStart;
		const height = afterEnd - afterStart;
		const delta = width - height;
		const odd = (delta & 1) !== 0;
		const limit = Math.min(Math.ceil((width + height) / 2), maxDistance);
		const size = 2 * limit + 3;
		if (this.forward.length < size) {
			this.forward = new Int32Array(size);
			this.backward = new Int32Array(size);
		}
		const { forward, backward } = this;
		const origin = limit + 1;
		forward[origin + 1] = 0;
		backward[origin + 1] = 0;
		for (let distance = 0; distance <= limit; distance++) {
			this.stepsLeft -= 2 * distance + 2;
			if (this.stepsLeft < 0) {
				return undefined;
			}
			for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
				const down =
					diagonal === -distance ||
					(diagonal !== distance && forward[origin + diagonal - 1]! < forward[origin + diagonal + 1]!);
				let x = down ? forward[origin + diagonal + 1]! : forward[origin + diagonal - 1]! + 1;
				let y = x - diagonal;
				while (x < width && y < height && before[beforeStart + x] === after[afterStart + y]) {
					x++;
					y++;
				}
				forward[origin + diagonal] = x;
				const opposite = delta - diagonal;
				if (odd && Math.abs(opposite) < distance && x + backward[origin + opposite]! >= width) {
					return clamp(beforeStart, afterStart, x, y, width, height);
				}
			}
			for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
				const down =
					diagonal === -distance ||
					(diagonal !== distance && backward[origin + diagonal - 1]! < backward[origin + diagonal + 1]!);
				let x = down ? backward[origin + diagonal + 1]! : backward[origin + diagonal - 1]! + 1;
				let y = x - diagonal;
				while (x < width && y < height && before[beforeEnd - 1 - x] === after[afterEnd - 1 - y]) {
					x++;
					y++;
				}
				backward[origin + diagonal] = x;
				const opposite = delta - diagonal;
				if (!odd && Math.abs(opposite) <= distance && x + forward[origin + opposite]! >= width) {
					return clamp(beforeStart, afterStart, width - x, height - y, width, height);
				}
			}
		}
		return undefined;
	}
}

/**
 * The split point in absolute indices; undefined when it would split nothing off, which only out-of-range diagonals can
 * give, and which would recurse without end.
 */
function clamp(
	beforeStart: number,
	afterStart: number,
	x: number,
	y: number,
	width: number,
	height: number,
): { before: number; after: number } | undefined {
	const inside = x >= 0 && y >= 0 && x <= width && y <= height;
	const corner = (x === 0 && y === 0) || (x === width && y === height);
	return inside && !corner ? { before: beforeStart + x, after: afterStart + y } : undefined;
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LineChange } from '../../../src/core/common/lineChange';
import { diffLines } from '../../../src/core/common/lineDiff';
import { splitLines } from '../../../src/core/common/lines';

function applyChanges(before: string, after: string, changes: readonly LineChange[]): string {
	const old = splitLines(before);
	const fresh = splitLines(after);
	const out: string[] = [];
	let at = 0;
	for (const change of changes) {
		out.push(...old.slice(at, change.beforeStart), ...fresh.slice(change.afterStart, change.afterEnd));
		at = change.beforeEnd;
	}
	out.push(...old.slice(at));
	return out.join('');
}

function numbered(count: number, prefix: string): string[] {
	return Array.from({ length: count }, (_, index) => `${prefix}${index}\n`);
}

const fewLines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '}\n', '\tx\n'), { maxLength: 30 });
const textOf = fc.tuple(fewLines, fc.boolean()).map(([lines, end]) => (end ? lines.join('') : `${lines.join('')}z`));

describe('diffLines', function () {
	this.timeout(60_000);

	it('gives nothing for equal texts', () => {
		assert.deepEqual(diffLines('a\nb\n', 'a\nb\n'), []);
		assert.deepEqual(diffLines('', ''), []);
	});

	it('describes insertion, deletion and replacement by half-open ranges', () => {
		assert.deepEqual(diffLines('a\nc\n', 'a\nb\nc\n'), [{ beforeStart: 1, beforeEnd: 1, afterStart: 1, afterEnd: 2 }]);
		assert.deepEqual(diffLines('a\nb\nc\n', 'a\nc\n'), [{ beforeStart: 1, beforeEnd: 2, afterStart: 1, afterEnd: 1 }]);
		assert.deepEqual(diffLines('a\nb\nc\n', 'a\nB\nc\n'), [
			{ beforeStart: 1, beforeEnd: 2, afterStart: 1, afterEnd: 2 },
		]);
	});

	it('counts a changed terminator and a changed final newline', () => {
		assert.equal(diffLines('a\nb\n', 'a\r\nb\n').length, 1);
		assert.deepEqual(diffLines('a\nb\n', 'a\nb'), [{ beforeStart: 1, beforeEnd: 2, afterStart: 1, afterEnd: 2 }]);
	});

	it('shows a function inserted between functions from its first line', () => {
		const before = 'function a() {\n\tx();\n}\n\nfunction c() {\n\tx();\n}\n';
		const after = 'function a() {\n\tx();\n}\n\nfunction b() {\n\tx();\n}\n\nfunction c() {\n\tx();\n}\n';
		assert.deepEqual(diffLines(before, after), [{ beforeStart: 4, beforeEnd: 4, afterStart: 4, afterEnd: 8 }]);
	});

	it('keeps a moved block together', () => {
		const block = ['one\n', 'two\n', 'three\n'];
		const rest = numbered(10, 'line ');
		const changes = diffLines([...block, ...rest], [...rest, ...block]);
		assert.deepEqual(changes, [
			{ beforeStart: 0, beforeEnd: 3, afterStart: 0, afterEnd: 0 },
			{ beforeStart: 13, beforeEnd: 13, afterStart: 10, afterEnd: 13 },
		]);
	});

	it('gives the new text for any two texts, in ordered ranges that do not touch', () => {
		fc.assert(
			fc.property(textOf, textOf, (before, after) => {
				const changes = diffLines(before, after);
				assert.equal(applyChanges(before, after, changes), after);
				for (const [index, change] of changes.entries()) {
					assert.ok(change.beforeEnd > change.beforeStart || change.afterEnd > change.afterStart);
					const previous = changes[index - 1];
					if (previous !== undefined) {
						assert.ok(change.beforeStart > previous.beforeEnd && change.afterStart > previous.afterEnd);
						assert.equal(change.beforeStart - previous.beforeEnd, change.afterStart - previous.afterEnd);
					}
				}
			}),
			{ numRuns: 1500 },
		);
	});

	it('finds a small change in 50,000 lines', () => {
		const lines = numbered(50_000, 'some line of ordinary source text number ');
		const before = lines.join('');
		const after = lines.with(20_000, 'changed\n').toSpliced(40_000, 1).join('');
		const changes = diffLines(before, after);
		assert.equal(changes.length, 2);
	});

	it('stays bounded for texts with nothing but common lines in random order', () => {
		let seed = 7;
		const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
		const make = (): string => Array.from({ length: 30_000 }, () => `${Math.floor(random() * 50)}\n`).join('');
		const before = make();
		const after = make();
		const changes = diffLines(before, after);
		assert.equal(applyChanges(before, after, changes), after);
	});
});

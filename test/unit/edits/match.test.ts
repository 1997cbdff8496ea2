import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainForm, surelyDiffers } from '../../../src/core/edits/match/lookAlikes';
import { findMatches, type MatchOptions } from '../../../src/core/edits/match';

/** The text after replacing, or what was said instead. */
function replaced(file: string, search: string, replace: string, options: MatchOptions = {}): string {
	const result = findMatches(file, search, { ...options, replace });
	if (result.status !== 'found') {
		return `${result.status} ${result.candidates.join(',')}`;
	}
	return result.matches.reduceRight(
		(text, match) => text.slice(0, match.start) + match.replacement + text.slice(match.end),
		file,
	);
}

function tier(file: string, search: string, options: MatchOptions = {}): string {
	const result = findMatches(file, search, options);
	return result.status === 'found' ? result.tier : result.status;
}

describe('findMatches', function () {
	this.timeout(60_000);

	it('reports offsets and the 1-based line', () => {
		const result = findMatches('a\nb\nc\n', 'b\n', { replace: 'x\n' });
		assert.deepEqual(result, {
			status: 'found',
			tier: 'exact',
			matches: [{ start: 2, end: 4, line: 2, replacement: 'x\n' }],
			inLine: false,
		});
	});

	const tiers: [string, string, string, string][] = [
		['the same lines', 'a\nb\n', 'b\n', 'exact'],
		['the last line without newline', 'a\nb', 'b\n', 'exact'],
		['CRLF', 'a\r\nb\r\n', 'a\nb\n', 'line-endings'],
		['a deeper file', '\t\tif (a) {\n\t\t\tb();\n\t\t}\n', 'if (a) {\n\tb();\n}\n', 'indentation'],
		['a shallower file', 'if (a) {\n\tb();\n}\n', '\t\tif (a) {\n\t\t\tb();\n\t\t}\n', 'indentation'],
		['tabs for spaces', '\ta\n\t\tb\n', '  a\n    b\n', 'indentation'],
		['spaces for tabs', '    a\n        b\n', '\ta\n\t\tb\n', 'indentation'],
		['stars of comments', '\t/**\n\t * a\n\t */\n', '    /**\n     * a\n     */\n', 'indentation'],
		['copied numbers', 'a\nb\nc\n', '2| b\n3| c\n', 'line-numbers'],
		['numbers with colons', 'a\nb\nc\n', '2: b\n3: c\n', 'line-numbers'],
		['numbers with tabs', 'a\nb\n', '     1\ta\n     2\tb\n', 'line-numbers'],
		['trailing space in the file', 'a \nb\t\n', 'a\nb\n', 'trailing-space'],
		['trailing space in the search', 'a\nb\n', 'a  \nb\n', 'trailing-space'],
		['blank lines at the edges', 'a\nb\nc\n', '\nb\n\n', 'trailing-space'],
		['smart quotes', 'say “hi”\n', 'say "hi"\n', 'look-alikes'],
		['no-break spaces', 'a\u00a0b c\n', 'a b c\n', 'look-alikes'],
		['a decomposed letter', 'cafe\u0301 au lait\n', 'caf\u00e9 au lait\n', 'look-alikes'],
		['a composed letter', 'caf\u00e9 au lait\n', 'cafe\u0301 au lait\n', 'look-alikes'],
		['an ellipsis', 'wait… what\n', 'wait... what\n', 'look-alikes'],
		['another case', 'Abc\n', 'abc\n', 'not-found'],
		['other inner space', 'a  b\n', 'a b\n', 'not-found'],
		['numbers that skip', 'a\nb\n', '1| a\n3| b\n', 'not-found'],
		['a number missing', 'a\nb\n', '1| a\nb\n', 'not-found'],
		['two shifts', '\ta\n\t\t\tb\n', 'a\n\tb\n', 'not-found'],
		['a longer file line', 'abcdef\n', 'abc\n', 'not-found'],
		['only blank lines', 'a\n\nb\n', '\n', 'not-found'],
		['more lines than the file', 'a\n', 'a\nb\n', 'not-found'],
		['an empty file', '', 'a\n', 'not-found'],
		['two places', 'a\nb\na\n', 'a\n', 'ambiguous'],
		['overlapping places', 'a\na\na\n', 'a\na\n', 'ambiguous'],
	];
	for (const [name, file, search, expected] of tiers) {
		it(`${name}: ${expected}`, () => assert.equal(tier(file, search), expected));
	}

	it('takes the strictest tier that finds anything', () => {
		assert.equal(replaced('\ta\na\n', 'a\n', 'b\n'), '\ta\nb\n');
		assert.equal(replaced('“a”\n"a"\n', '"a"\n', 'b\n'), '“a”\nb\n');
	});

	it('shifts the replacement as the search', () => {
		assert.equal(
			replaced('\tif (a) {\n\t}\n', 'if (a) {\n}\n', 'if (a) {\n\tb();\n\n\tc();\n}\n'),
			'\tif (a) {\n\t\tb();\n\n\t\tc();\n\t}\n',
		);
		assert.equal(replaced('\ta\n\t\tb\n', '  a\n    b\n', '  a\n    b\n      c\n'), '\ta\n\t\tb\n\t\t\tc\n');
	});

	it('refuses a shift that the replacement cannot follow', () => {
		assert.match(replaced('a\n\tb\n', '\ta\n\t\tb\n', 'x\n'), /^not-found/);
		assert.match(replaced('\t\ta\n', '    a\n', '        b\n'), /^not-found/);
	});

	it('changes no line that the block leaves alone', () => {
		assert.equal(replaced('a  \nb\nc\t\n', 'a\nb\nc\n', 'a\nB\nc\n'), 'a  \nB\nc\t\n');
		assert.equal(replaced('a\r\nb\nc\r\n', 'a\nb\nc\n', 'a\nb\nX\nc\n'), 'a\r\nb\nX\r\nc\r\n');
		assert.equal(replaced('it’s\nb\n', "it's\nb\n", "it's\nB\n"), 'it’s\nB\n');
	});

	it('keeps the state of the final newline', () => {
		assert.equal(replaced('a\nb', 'b\n', 'c\nd\n'), 'a\nc\nd');
		assert.equal(replaced('a\nb\n', 'b\n', 'c\n'), 'a\nc\n');
		assert.equal(replaced('a\nb\n', 'b\n', 'c'), 'a\nc');
		assert.equal(replaced('a\nb', 'b', 'c\n'), 'a\nc\n');
	});

	it('uses a line hint only when it is clear', () => {
		const file = 'x\na\nx\nx\nx\nx\na\n';
		assert.equal(replaced(file, 'a\n', 'b\n', { line: 7 }), 'x\na\nx\nx\nx\nx\nb\n');
		assert.equal(replaced(file, 'a\n', 'b\n', { line: 3 }), 'x\nb\nx\nx\nx\nx\na\n');
		assert.equal(replaced(file, 'a\n', 'b\n', { line: 5 }), 'ambiguous 2,7');
		assert.equal(replaced(file, '7| a\n', '7| b\n'), 'x\na\nx\nx\nx\nx\nb\n');
	});

	it('uses an anchor that stands once', () => {
		const file = 'one() {\n\tx\n}\ntwo() {\n\tx\n}\n';
		assert.equal(replaced(file, '\tx\n', '\ty\n', { anchor: 'two()' }), 'one() {\n\tx\n}\ntwo() {\n\ty\n}\n');
		assert.equal(replaced(file, '\tx\n', '\ty\n', { anchor: '() {' }), 'ambiguous 2,5');
	});

	it('replaces all, with each place in its own indentation', () => {
		assert.equal(replaced('a();\n\ta();\n', 'a();\n', 'b();\n', { all: true }), 'b();\n\tb();\n');
		assert.equal(replaced('x = a + a;\naa\n', 'a\n', 'b\n', { all: true }), 'x = b + b;\naa\n');
		assert.equal(replaced('\ta\n\tb\na\nb\n', 'a\nb\n', 'c\n', { all: true }), '\tc\nc\n');
		assert.equal(replaced('a\nx\na\n', 'a\n', '', { all: true }), 'x\n');
	});

	it('matches inside a line only where nothing can be doubled', () => {
		assert.equal(replaced('const a = f(1);\n', 'f(1)\n', 'f(2)\n'), 'const a = f(2);\n');
		assert.match(replaced('const a = 1;\n', 'const a = 1\n', 'const a = 2;\n'), /^not-found/);
		assert.match(replaced('const alpha = 1;\n', 'const alp\n', 'const bet\n'), /^not-found/);
		assert.equal(replaced('\tf(\n\t\ta,\n\t);\n', 'f(\n\t\ta,\n\t);\n', 'f(\n\t\tb,\n\t);\n'), '\tf(\n\t\tb,\n\t);\n');
		assert.equal(replaced('a = (1)\r\n', '(1)\n', '(2)\n'), 'a = (2)\r\n');
	});

	it('names similar places when nothing matches', () => {
		const file = 'x\nfunction load(path: string) {\n\treturn read(path);\n}\nend\n';
		const result = findMatches(file, 'function load(path: string) {\n\treturn readAll(path);\n}\n');
		assert.deepEqual(result, { status: 'not-found', candidates: [2] });
		const single = findMatches(file, 'return read(paths, path);\n');
		assert.deepEqual(single, { status: 'not-found', candidates: [3] });
	});

	it('tells lines apart by their beginnings only where that is certain', () => {
		const plain = (line: string): string => plainForm(line).trimEnd();
		const characters = fc.constantFrom(
			'a',
			'e',
			"'",
			'-',
			' ',
			'.',
			'\t',
			'e\u0301',
			'\u2019',
			'\u2013',
			'\u2026',
			'\u00a0',
		);
		const line = fc.array(characters, { maxLength: 6 }).map((parts) => parts.join(''));
		fc.assert(
			fc.property(line, line, (file, search) => {
				assert.ok(!surelyDiffers(file, plain(search)) || plain(file) !== plain(search));
			}),
			{ numRuns: 2000 },
		);
		assert.ok(surelyDiffers('const value1', 'const value'));
	});

	it('finds every tier in a long file', () => {
		const lines = Array.from({ length: 30_000 }, (_, index) => `\tconst value${index} = compute(${index % 971});\n`);
		const file = lines.join('');
		const wanted = lines.slice(20_000, 20_004).join('');
		const searches: [string, string][] = [
			[wanted, 'exact'],
			[wanted.replaceAll('\t', ''), 'indentation'],
			[wanted.replaceAll('\n', ' \n'), 'trailing-space'],
			[wanted.replaceAll(' = ', '\u00a0= '), 'look-alikes'],
			[wanted.replaceAll('compute', 'nothing'), 'not-found'],
		];
		for (const [search, expected] of searches) {
			assert.equal(tier(file, search, { line: 20_001 }), expected);
		}
	});
});

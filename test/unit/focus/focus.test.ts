import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { chooseFocus, type FocusOptions } from '../../../src/core/focus/chooseFocus';
import { FocusIndex } from '../../../src/core/focus/focusIndex';
import { logarithm } from '../../../src/core/focus/logarithm';
import { questionTerms } from '../../../src/core/focus/questionTerms';
import { hashWord, scanWords } from '../../../src/core/focus/words';
import { ImportGraph } from '../../../src/core/ranking/importGraph';
import { anyCharacter } from '../../support/anyCharacter';

/** Each identifier of a text after its parts. */
function words(text: string): string[] {
	const found: string[] = [];
	scanWords(text, {
		part: (_, start, end) => found.push(`-${text.slice(start, end)}`),
		word: (_, start, end) => found.push(text.slice(start, end)),
	});
	return found;
}

describe('words of a text', () => {
	it('are identifiers and their parts', () => {
		assert.deepEqual(words('parseHTMLText(a_b, $c2d) – “x”.y Größe'), [
			...['-parse', '-HTML', '-Text', 'parseHTMLText', '-a', '-b', 'a_b', '-c2d', '$c2d', 'x', 'y', 'Größe'],
		]);
		assert.deepEqual(words(`__ ${'a'.repeat(65)} ok`), ['__', 'ok']);
	});

	it('are the same in any case and with the usual endings', () => {
		for (const same of [
			'hydrate hydrates hydrated hydrating hydration Hydrations HYDRATE',
			'effect effects Effect',
			'parse parser parsers parsing parsed',
			'skip skipped skipping',
			'class Classes',
			'cache caches caching',
		]) {
			const hashes = new Set(same.split(' ').map(hashWord));
			assert.equal(hashes.size, 1, same);
		}
		assert.notEqual(hashWord('status'), hashWord('stat'));
		assert.notEqual(hashWord('thing'), hashWord('th'));
		assert.notEqual(hashWord('a_b'), hashWord('ab'));
	});

	it('cover any text without a hash of 0', () => {
		fc.assert(
			fc.property(fc.string({ unit: anyCharacter, maxLength: 60 }), (text) => {
				const check = (hash: number, start: number, end: number) =>
					assert.ok(hash !== 0 && Number.isInteger(hash) && start < end && end <= text.length);
				scanWords(text, { part: check, word: check });
			}),
		);
	});
});

describe('what a question names', () => {
	it('is paths with lines, identifiers, words and quotes', () => {
		const { terms, mentions, phrases } = questionTerms(
			'Why does `render` in ./src/app/view.ts:42 call parseHeader() with "Unexpected end of input"? See utils.py and foo_bar.',
		);
		assert.deepEqual(mentions, [
			{ path: 'src/app/view.ts', line: 42 },
			{ path: 'utils.py', line: undefined },
		]);
		assert.deepEqual(phrases, ['Unexpected end of input']);
		assert.deepEqual(
			terms.filter(({ isCode }) => isCode).map(({ word }) => word),
			['render', 'parseHeader', 'foo_bar'],
		);
		const weights = new Map(terms.map(({ word, weight }) => [word, weight]));
		assert.ok(weights.get('parseHeader')! > weights.get('Unexpected')!);
		assert.ok(weights.get('Unexpected')! > weights.get('header')! || weights.has('Header'));
		assert.equal(weights.has('does'), false);
	});

	it('is bounded whatever is asked', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', 'B', '/', '.', '`', '"', "'", ':', '1', ' ', '\n', '(', '_') }),
				(text) => {
					const { terms, mentions, phrases } = questionTerms(text.repeat(20));
					assert.ok(terms.length <= 64 && mentions.length <= 64 && phrases.length <= 8);
				},
			),
		);
		const started = process.cpuUsage();
		for (const piece of ['a/', '`', "'", 'a.', '(', 'aB', '"x', './']) {
			questionTerms(piece.repeat(200_000));
		}
		assert.ok(process.cpuUsage(started).user < 2_000_000);
	});
});

describe('the focus of a question', () => {
	const texts: Record<string, string> = {
		'src/http/header.ts':
			"import { Token } from './token';\nexport function parseHeader(text: string) {\n\treturn new Token(text);\n}\n",
		'src/http/token.ts': 'export class Token {\n\tconstructor(readonly text: string) {}\n}\n',
		'src/http/client.ts':
			"import { parseHeader } from './header';\nparseHeader('a');\nparseHeader('b');\nparseHeader('c');\n",
		'src/ui/button.ts': "export const label = 'Press';\nthrow new Error('the button was not pressed');\n",
		'src/ui/index.ts': "export * from './button';\n",
		'test/button.test.ts': "it('button pressed pressed pressed', () => { button(); });\n",
		'docs/index.md': '# Words about nothing in particular\n',
	};
	let index: FocusIndex;
	let graph: ImportGraph;
	beforeEach(() => {
		index = new FocusIndex();
		graph = new ImportGraph();
		for (const [path, text] of Object.entries(texts)) {
			index.update(path, text, 100);
			graph.update(path, text);
		}
	});
	const ask = (question: string, budget = 100, options: FocusOptions = {}) =>
		chooseFocus(question, index, budget, options);
	const first = (question: string, options?: FocusOptions) => ask(question, 100, options)[0];

	it('holds files named by path, last segments or name, with the line', () => {
		assert.equal(first('what is src/http/token.ts for?')!.path, 'src/http/token.ts');
		const named = first('look at http/token.ts:2')!;
		assert.deepEqual([named.path, named.line, named.reasons[0]], ['src/http/token.ts', 2, 'named in the question']);
		assert.equal(first('button.ts?')!.path, 'src/ui/button.ts');
		assert.deepEqual(
			ask('everything in src/ui/', 1_000)
				.map(({ path }) => path)
				.sort(),
			['src/ui/button.ts', 'src/ui/index.ts'],
		);
	});

	it('prefers where an identifier is declared to where it is used', () => {
		const [declaring, using] = ask('where does parseHeader() come from?', 1_000);
		assert.equal(declaring!.path, 'src/http/header.ts');
		assert.match(declaring!.reasons[0]!, /^declares parseHeader/);
		assert.equal(using!.path, 'src/http/client.ts');
	});

	it('finds words in any form, and tests only when they are asked for', () => {
		assert.equal(first('pressing buttons')!.path, 'src/ui/button.ts');
		assert.equal(first('tests of pressing buttons')!.path, 'test/button.test.ts');
	});

	it('finds quoted texts literally', () => {
		const found = first('Why "the button was not pressed"?', { readText: (path) => texts[path] });
		assert.equal(found!.path, 'src/ui/button.ts');
		assert.ok(found!.reasons.includes('contains “the button was not pressed”'));
	});

	it('prefers what the best files import to what fits as well', () => {
		index.update('lib/a.ts', 'telling\n', 100);
		index.update('lib/b.ts', 'telling\n', 100);
		graph.update('lib/a.ts', '');
		graph.update('lib/b.ts', '');
		graph.update('src/http/header.ts', "import '../../lib/b';\n");
		const question = 'telling parseHeader()';
		const second = (options: FocusOptions) =>
			ask(question, 1_000, options).find(({ path }) => path.startsWith('lib/'))!;
		assert.equal(second({}).path, 'lib/a.ts');
		const linked = second({ links: graph.build() });
		assert.equal(linked.path, 'lib/b.ts');
		assert.ok(linked.reasons.includes('linked by import with src/http/header.ts'));
	});

	it('stays within its budget and leaves out what is excluded', () => {
		fc.assert(
			fc.property(
				fc.nat(800),
				fc.array(fc.constantFrom(...Object.keys(texts))),
				fc.array(fc.nat(300), { minLength: 7, maxLength: 7 }),
				(budget, excluded, sizes) => {
					Object.entries(texts).forEach(([path, text], number) => index.update(path, text, sizes[number]!));
					const exclude = new Set(excluded);
					const chosen = ask('button parseHeader token words', budget, { exclude, links: graph.build() });
					assert.ok(chosen.reduce((sum, { tokens }) => sum + tokens, 0) <= budget);
					assert.ok(chosen.every(({ path }) => !exclude.has(path)));
					assert.equal(new Set(chosen.map(({ path }) => path)).size, chosen.length);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('does not depend on the order the files came in, and forgets what changed', () => {
		const backwards = new FocusIndex();
		backwards.update('src/http/header.ts', 'button '.repeat(50), 7);
		backwards.update('gone.ts', 'parseHeader', 7);
		for (const [path, text] of Object.entries(texts).reverse()) {
			backwards.update(path, text, 100);
		}
		backwards.delete('gone.ts');
		for (const question of ['parseHeader', 'pressed button', 'token.ts', '']) {
			assert.deepEqual(chooseFocus(question, backwards, 1_000), ask(question, 1_000));
		}
		assert.equal(backwards.averageTokens, 100);
	});

	it('is empty when nothing fits the question or there are no files', () => {
		assert.deepEqual(ask('zebra'), []);
		assert.deepEqual(ask(''), []);
		assert.deepEqual(chooseFocus('parseHeader', new FocusIndex(), 1_000), []);
	});

	it('takes any text in, even one without a word to keep', () => {
		const strange = [
			'',
			'\0\0',
			'x'.repeat(3_000_000),
			'function '.repeat(50_000),
			Array.from({ length: 60_000 }, (_, n) => `w${n}q`).join(' '),
		];
		strange.forEach((text, number) => index.update(`${number}.ts`, text, 10));
		assert.equal(first('w17q')?.path, '4.ts');
		assert.equal(first('parseHeader()')?.path, 'src/http/header.ts');
	});
});

describe('the logarithm', () => {
	it('is that to base 2', () => {
		fc.assert(
			fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (value) => {
				assert.ok(Math.abs(logarithm(value) - Math.log2(value)) < 1e-4);
			}),
		);
		assert.deepEqual([0, 0.5, 1, 2, 1024].map(logarithm), [0, 0, 0, 1, 10]);
	});
});

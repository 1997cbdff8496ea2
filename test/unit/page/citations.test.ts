import assert from 'node:assert/strict';
import type { MarkedToken } from 'marked';
import {
	citationsWithin,
	markCitations,
	placeCitations,
	sameCitations,
	sourceOfMark,
	splitMarks,
	unmark,
} from '../../../media/chat/markdown/citations';
import { lexBlock } from '../../../media/chat/markdown/lex';
import type { CitationView } from '../../../src/protocol';

function citation(content: string, text: string, from = 0): CitationView {
	const start = content.indexOf(text, from);
	assert.ok(start >= 0);
	return { start, end: start + text.length, path: 'a.ts', line: 1, status: 'verified', reason: '' };
}

/** The leaves of a block: their type, and citations written as `<index>`. */
function leaves(content: string, citations: readonly CitationView[]): string[] {
	const tokens = lexBlock(markCitations(content, 0, placeCitations(content.length, citations)));
	const found: string[] = [];
	const visit = (token: MarkedToken): void => {
		if ('items' in token) {
			token.items.forEach((item) => item.tokens.forEach((child) => visit(child as MarkedToken)));
		} else if (token.type === 'table') {
			token.rows.flat().forEach((cell) => cell.tokens.forEach((child) => visit(child as MarkedToken)));
		} else if ('tokens' in token && Array.isArray(token.tokens)) {
			token.tokens.forEach((child) => visit(child as MarkedToken));
		} else if ('text' in token) {
			const pieces = splitMarks(token.text).map((piece) =>
				typeof piece === 'string' ? piece : `<${piece.index}>${piece.closing}`,
			);
			found.push(`${token.type}:${pieces.join('')}`);
		}
	};
	tokens?.forEach(visit);
	return found;
}

describe('citations in Markdown', () => {
	it('take the place of a code span', () => {
		const content = 'See `src/a.ts:10`, please.';
		assert.deepEqual(leaves(content, [citation(content, 'src/a.ts:10')]), ['text:See <0>, please.']);
	});

	it('take the place of a code span when their range has the backticks', () => {
		const content = 'See `src/a.ts:10`.';
		assert.deepEqual(leaves(content, [citation(content, '`src/a.ts:10`')]), ['text:See <0>.']);
	});

	it('stand inside a longer code span', () => {
		const content = 'See `at src/a.ts:10 or so`.';
		assert.deepEqual(leaves(content, [citation(content, 'src/a.ts:10')]), [
			'text:See ',
			'codespan:at <0> or so',
			'text:.',
		]);
	});

	it('are not torn by underscores, brackets or autolinks', () => {
		const content = 'In src/__init__.py:3 and app/[id]/page.tsx:7 and www.site.md:2 too';
		const citations = ['src/__init__.py:3', 'app/[id]/page.tsx:7', 'www.site.md:2'].map((text) =>
			citation(content, text),
		);
		assert.deepEqual(leaves(content, citations), ['text:In <0> and <1> and <2> too']);
	});

	it('are found in lists, quotes, emphasis and tables, and told apart when they repeat', () => {
		const list = '- one `a.ts:1`\n  - **two** `a.ts:1`';
		const first = citation(list, 'a.ts:1');
		assert.deepEqual(leaves(list, [first, citation(list, 'a.ts:1', first.end)]), [
			'text:one <0>',
			'text:two',
			'text: <1>',
		]);
		const quote = '> first line\n> *and `a.ts:1`*';
		assert.deepEqual(leaves(quote, [citation(quote, 'a.ts:1')]), ['text:first line\n', 'text:and <0>']);
		const table = '| a | b |\n|---|---|\n| `a.ts:1` | x |';
		assert.deepEqual(leaves(table, [citation(table, 'a.ts:1')]), ['text:<0>', 'text:x']);
	});

	it('keep the index of the list they came in', () => {
		const content = 'a.ts:1 then b.ts:2';
		const citations = [citation(content, 'b.ts:2'), citation(content, 'a.ts:1')];
		assert.deepEqual(leaves(content, citations), ['text:<1> then <0>']);
	});

	it('give fenced code its own text back, backticks included', () => {
		const content = '```md\nSee `a.ts:1` here\n```';
		const placed = placeCitations(content.length, [citation(content, 'a.ts:1')]);
		const [code] = lexBlock(markCitations(content, 0, placed))!;
		assert.equal(code?.type, 'code');
		const text = unmark(code.text, (index) => sourceOfMark(content, 0, placed[index]!));
		assert.equal(text, 'See `a.ts:1` here');
	});

	it('cannot be forged by their own marks', () => {
		const content = '\uE0000\uE001 and a.ts:1';
		assert.deepEqual(leaves(content, [citation(content, 'a.ts:1')]), ['text:\uFFFD0\uFFFD and <0>']);
	});

	it('are left out when they overlap or lie outside', () => {
		const at = (start: number, end: number): CitationView => ({ ...citation('a', 'a'), start, end });
		const placed = placeCitations(10, [at(4, 8), at(0, 3), at(2, 5), at(9, 12), at(6, 6)]);
		assert.deepEqual(
			placed.map(({ index }) => index),
			[1, 0],
		);
	});

	it('are found by range', () => {
		const at = (start: number): CitationView => ({ ...citation('a', 'a'), start, end: start + 2 });
		const placed = placeCitations(100, [0, 10, 20, 30].map(at));
		const indices = (start: number, end: number) => citationsWithin(placed, start, end).map(({ index }) => index);
		assert.deepEqual(indices(0, 100), [0, 1, 2, 3]);
		assert.deepEqual(indices(1, 32), [1, 2, 3]);
		assert.deepEqual(indices(10, 21), [1]);
		assert.deepEqual(indices(40, 50), []);
	});

	it('are the same only when they show the same', () => {
		const content = 'a.ts:1';
		const placed = placeCitations(content.length, [citation(content, 'a.ts:1')]);
		assert.ok(sameCitations(placed, structuredClone(placed)));
		const moved = placed.map((each) => ({ ...each, view: { ...each.view, status: 'moved' as const } }));
		assert.ok(!sameCitations(placed, moved));
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeEntities } from '../../../media/chat/markdown/lex';
import { linkTarget } from '../../../media/chat/markdown/links';
import { divideContent } from '../../../media/chat/markdown/parts';
import { recall } from '../../../media/chat/recall';
import { citationLines, endLine, lastLine, pathPieces } from '../../../media/chat/wording/answer';
import { obstacle } from '../../../media/chat/wording/composer';
import {
	estimateOutcome,
	estimateLine,
	estimateSentence,
	shareText,
	receiptLine,
	receiptSentence,
	roomWarning,
} from '../../../media/chat/wording/cost';
import type { EditSegmentView, EndpointView } from '../../../src/protocol';

const spaced = (text: string): string => text.replaceAll('\u00A0', ' ');

describe('links of an answer', () => {
	const cases: readonly (readonly [string, ReturnType<typeof linkTarget>])[] = [
		['https://a.test/x', { kind: 'address', url: 'https://a.test/x' }],
		['HTTP://a.test', { kind: 'address', url: 'HTTP://a.test' }],
		['mailto:a@b.test', { kind: 'address', url: 'mailto:a@b.test' }],
		['src/a%20b.ts#L3', { kind: 'file', path: 'src/a b.ts' }],
		['./src/a.ts?x', { kind: 'file', path: 'src/a.ts' }],
		['/src/a.ts', { kind: 'file', path: 'src/a.ts' }],
		['100%.md', { kind: 'file', path: '100%.md' }],
		['javascript:alert(1)', { kind: 'none' }],
		['java\tscript:alert(1)', { kind: 'none' }],
		['command:x', { kind: 'none' }],
		['file:///etc/passwd', { kind: 'none' }],
		['//evil.test/x', { kind: 'none' }],
		['\\\\evil\\share', { kind: 'none' }],
		['#here', { kind: 'none' }],
		['', { kind: 'none' }],
	];
	for (const [href, target] of cases) {
		it(`${JSON.stringify(href)} leads to ${JSON.stringify(target)}`, () => {
			assert.deepEqual(linkTarget(href), target);
		});
	}
});

describe('dividing an answer into prose and edits', () => {
	const segment = (start: number, end: number, status: EditSegmentView['status'] = 'planned'): EditSegmentView => ({
		start,
		end,
		status,
		path: 'a',
		kind: 'replace',
		message: '',
		removed: [],
		added: [],
	});
	const shape = (length: number, ...segments: readonly EditSegmentView[]): string[] =>
		divideContent(length, segments).map(({ kind, start, end }) => `${kind} ${start}-${end}`);

	it('covers the whole text', () => {
		assert.deepEqual(shape(20, segment(12, 16), segment(4, 8)), [
			'prose 0-4',
			'edit 4-8',
			'prose 8-12',
			'edit 12-16',
			'prose 16-20',
		]);
		assert.deepEqual(shape(5), ['prose 0-5']);
		assert.deepEqual(shape(0), []);
	});

	it('lets a block being written reach to the end', () => {
		assert.deepEqual(shape(30, segment(4, 8, 'writing')), ['prose 0-4', 'edit 4-30']);
	});

	it('ignores what overlaps or lies outside', () => {
		assert.deepEqual(shape(10, segment(0, 4), segment(2, 6), segment(20, 30)), ['edit 0-4', 'prose 4-10']);
	});
});

describe('recalling questions', () => {
	const questions = ['first', 'second'];

	it('walks to older and newer questions and back to nothing', () => {
		const one = recall(questions, '', undefined, 'older');
		assert.equal(one?.text, 'second');
		const two = recall(questions, 'second', one, 'older');
		assert.equal(two?.text, 'first');
		assert.equal(recall(questions, 'first', two, 'older')?.text, 'first');
		assert.equal(recall(questions, 'first', two, 'newer')?.text, 'second');
		assert.equal(recall(questions, 'second', one, 'newer')?.text, '');
	});

	it('leaves typed text alone', () => {
		assert.equal(recall(questions, 'typed', undefined, 'older'), undefined);
		assert.equal(recall(questions, 'second!', { text: 'second', age: 0 }, 'older'), undefined);
		assert.equal(recall(questions, '', undefined, 'newer'), undefined);
		assert.equal(recall([], '', undefined, 'older'), undefined);
	});
});

describe('wording', () => {
	it('shows a share as 0 or 100 only when it is', () => {
		assert.deepEqual(
			[shareText(0, 10), shareText(1, 10_000), shareText(9_999, 10_000), shareText(10, 10), shareText(1, 0)].map(
				spaced,
			),
			['0 %', '< 1 %', '99 %', '100 %', '0 %'],
		);
	});

	it('warns when little is left for an answer', () => {
		const estimate = (left: number) => ({
			...{ promptTokens: 1, cachedTokens: 0, currency: '' },
			room: { left, wanted: 65_536 },
		});
		assert.equal(roomWarning(estimate(65_536), false), undefined);
		assert.equal(roomWarning(estimate(32_768), true), undefined);
		assert.match(roomWarning(estimate(9_200), true)!, /^Only 9\.2k tokens are left .* new chat/);
		assert.match(roomWarning(estimate(9_200), false)!, /Exclude folders/);
		assert.match(roomWarning(estimate(0), true)!, /no room for an answer/);
	});

	it('writes estimates and receipts', () => {
		const room = { left: 65_536, wanted: 65_536 };
		const estimate = { promptTokens: 198_012, cachedTokens: 192_512, cost: 0.0006, currency: 'USD', room };
		assert.equal(spaced(estimateLine(estimate)), '~198k tokens · 97 % cached · $0.0006');
		assert.equal(spaced(estimateLine({ promptTokens: 870, cachedTokens: 0, currency: 'USD', room })), '~870 tokens');
		const from = Date.parse('2026-11-25T10:00:00Z');
		const peak = { ...estimate, cost: 0.0594, offPeak: { cost: 0.0297, from } };
		assert.match(spaced(estimateLine(peak)), /cached · \$0\.059 now, \$0\.030 from (\w{3} )?\d\d:\d\d$/);
		assert.match(estimateSentence(peak), /It is peak time until .*; then it costs \$0\.030\. 65,536 tokens are kept/);
		const alike = { ...estimate, cost: 0.00001, offPeak: { cost: 0.000005, from } };
		assert.equal(spaced(estimateLine(alike)), '~198k tokens · 97 % cached · <$0.0001');
		const receipt = {
			promptTokens: 198_012,
			cachedTokens: 192_512,
			completionTokens: 1_204,
			reasoningTokens: 640,
			cost: 0.0012,
			currency: 'USD',
			seconds: 8.2,
			ownCount: false,
			model: 'deepseek-flash',
		};
		assert.equal(
			spaced(receiptLine(receipt)),
			'198,012 in (97 % cached) · 1,204 out · $0.0012 · 8.2 s · deepseek-flash',
		);
		assert.equal(
			receiptSentence(receipt),
			'deepseek-flash read 198,012 tokens, 192,512 of them from the cache, and wrote 1,204 tokens, 640 of them for reasoning, in 8.2 s. It cost $0.0012.',
		);
		assert.equal(
			spaced(receiptLine({ ...receipt, ownCount: true })),
			'~198,012 in (~97 % cached) · ~1,204 out · ~$0.0012 · 8.2 s · deepseek-flash',
		);
		assert.match(receiptSentence({ ...receipt, ownCount: true }), /It cost about .* counted here/);
	});

	it('says how an estimate turned out', () => {
		const receipt = {
			promptTokens: 198_012,
			cachedTokens: 192_512,
			completionTokens: 1_204,
			cost: 0.0012,
			promptCost: 0.0014,
			currency: 'USD',
			ownCount: false,
			model: 'deepseek-flash',
			estimated: { promptTokens: 198_012, cachedTokens: 192_470, cost: 0.0014 },
		};
		assert.equal(estimateOutcome(receipt), 'prompt $0.0014, as estimated');
		assert.equal(
			spaced(estimateOutcome({ ...receipt, cachedTokens: 0, promptCost: 0.0297 })!),
			'prompt $0.030, estimated $0.0014 with 192,470 cached',
		);
		assert.equal(estimateOutcome({ ...receipt, estimated: undefined }), undefined);
		assert.match(estimateOutcome({ ...receipt, ownCount: true })!, /sent no usage/);
	});

	it('says whether anything had come before the end', () => {
		const answer = { status: 'stopped', reasoning: '', content: '', citations: [] } as const;
		assert.equal(endLine({ ...answer, citations: [] }), 'Stopped before anything had arrived.');
		assert.equal(
			endLine({ ...answer, citations: [], status: 'interrupted', reasoning: 'hm' }),
			'Interrupted. What had arrived is kept.',
		);
	});

	it('keeps the end of a name and loses no letter when a path is cut into pieces', () => {
		assert.deepEqual(pathPieces('packages/server/middleware.ts'), ['packages/server/', 'middle', 'ware.ts']);
		assert.deepEqual(pathPieces('Makefile'), ['', 'Make', 'file']);
		assert.deepEqual(pathPieces('a.ts'), ['', '', 'a.ts']);
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (path) => {
				const pieces = pathPieces(path);
				assert.equal(pieces.join(''), path);
				assert.ok(pieces.every((piece) => piece.isWellFormed()));
			}),
		);
	});

	it('writes the lines of a citation', () => {
		const view = { start: 0, end: 1, path: 'a', line: 10, status: 'moved', reason: '' } as const;
		assert.equal(citationLines(view), ':10');
		assert.equal(citationLines({ ...view, endLine: 14 }), ':10-14');
		assert.equal(citationLines({ ...view, endLine: 10 }), ':10');
	});

	it('names the obstacle to a question', () => {
		const endpoint: EndpointView = { host: 'h', model: 'm', kind: 'service', hasKey: true, thinking: 'off' };
		const packing = { state: 'packing', message: '' } as const;
		assert.equal(obstacle({ state: 'none' }, endpoint), 'Open a folder to ask about it.');
		assert.equal(obstacle(packing, endpoint), undefined);
		assert.match(obstacle(packing, { ...endpoint, hasKey: false }) ?? '', /API key for h/);
		assert.equal(obstacle(packing, { ...endpoint, hasKey: false, kind: 'local' }), undefined);
	});

	it('previews the last line that holds words', () => {
		assert.equal(lastLine('one\ntwo\n\n'), 'two');
		assert.equal(lastLine(''), '');
	});

	it('resolves character references', () => {
		assert.equal(
			decodeEntities('a &amp;&lt;&#65;&#x42; &nope; &constructor; &#0;'),
			'a &<AB &nope; &constructor; &#0;',
		);
	});
});

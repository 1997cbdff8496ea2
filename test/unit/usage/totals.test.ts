import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { limitPassed } from '../../../src/core/usage/monthlyLimit';
import { countFormats } from '../../../src/core/usage/formats';
import { dayOf, parseRecord, type EditsRecord } from '../../../src/core/usage/records';
import { spentInMonth, summarise } from '../../../src/core/usage/summary';
import { byDayAndModel } from '../../../src/core/usage/totals';
import { parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import { noon, request } from './samples';

const today = '2026-11-25';

describe('usage totals', () => {
	const records = [
		request({ day: '2026-10-31', cost: 5, session: 'old' }),
		request({ day: '2026-11-01', cost: 1, model: 'deepseek-v4-pro', session: 'old' }),
		request({ day: '2026-11-24', cost: 0.5, session: 'old' }),
		request({ cost: 0.25, promptTokens: 1_000, cachedTokens: 250 }),
		request({ cost: 2, currency: 'CNY', promptTokens: 3_000, cachedTokens: 750 }),
	];

	it('sum the session, the day and the month, and never two currencies', () => {
		const { session, today: day, month, models } = summarise({ records, folded: [] }, today, 'window');
		assert.deepEqual([session.requests, session.promptTokens, session.cachedTokens], [2, 4_000, 1_000]);
		assert.deepEqual(day.money, { USD: 0.25, CNY: 2 });
		assert.deepEqual(month.money, { USD: 1.75, CNY: 2 });
		assert.equal(month.requests, 4);
		assert.deepEqual(
			models.map(({ model, totals }) => [model, totals.requests]),
			[
				['deepseek-flash', 3],
				['deepseek-v4-pro', 1],
			],
		);
		assert.equal(spentInMonth({ records, folded: [] }, today, 'USD'), 1.75);
		assert.equal(spentInMonth({ records, folded: [] }, '2026-10-31', 'USD'), 5);
	});

	it('stay the same when records are folded into their days', () => {
		const folded = byDayAndModel(records.slice(0, 3));
		const [whole, pruned] = [
			summarise({ records, folded: [] }, today, 'window'),
			summarise({ records: records.slice(3), folded }, today, 'window'),
		];
		assert.deepEqual(pruned.month, whole.month);
		assert.deepEqual(pruned.days, whole.days);
		assert.deepEqual(pruned.models, whole.models);
		assert.equal(pruned.since, '2026-10-31');
	});

	it('leave no day of the chart out, and end it today', () => {
		const { days } = summarise({ records, folded: [] }, '2026-03-01', 'window');
		assert.equal(days.length, 30);
		assert.deepEqual([days.at(-1)?.day, days.at(-2)?.day, days[0]?.day], ['2026-03-01', '2026-02-28', '2026-01-31']);
	});

	it('take only endpoints that tell it into the cached share, and count what has no price', () => {
		const { cachedTokens, cost, currency, ...untold } = request();
		assert.ok(cachedTokens && cost && currency);
		const { today: day } = summarise({ records: [request(), untold], folded: [] }, today, 'window');
		assert.deepEqual([day.promptTokens, day.toldTokens, day.unpriced], [802_000, 401_000, 1]);
	});

	it('list the latest misses first', () => {
		const miss = { reasons: ['idle' as const], expectedTokens: 10, missedTokens: 10, secondsSince: 5 };
		const missed = [request({ id: 'first', miss }), request({ id: 'second', at: noon + 1, miss })];
		const { misses, month } = summarise({ records: missed, folded: [] }, today, 'window');
		assert.deepEqual([misses.map(({ id }) => id), month.misses], [['second', 'first'], 2]);
	});
});

describe('a usage record', () => {
	it('is read back as it was written, and nothing else is', () => {
		const record = request();
		assert.deepEqual(parseRecord(JSON.stringify(record)), record);
		assert.equal(parseRecord(''), undefined);
		assert.equal(parseRecord('{"type":"request","id"'), undefined);
		assert.equal(parseRecord(JSON.stringify({ ...record, promptTokens: -1 })), undefined);
		assert.equal(parseRecord(JSON.stringify({ ...record, kind: 'other' })), undefined);
	});

	it('is of a day on this clock', () => {
		assert.equal(dayOf(new Date(2026, 0, 5, 0, 0, 1)), '2026-01-05');
		assert.equal(dayOf(new Date(2026, 11, 31, 23, 59)), '2026-12-31');
	});
});

describe('the monthly limit', () => {
	const limit = { amount: 5, currency: 'USD' };

	it('is passed by what goes beyond it, not by what reaches it', () => {
		assert.equal(limitPassed(limit, 4.5, 0.5), undefined);
		assert.deepEqual(limitPassed(limit, 4.5, 0.75), { ...limit, spent: 4.5, estimate: 0.75 });
		assert.deepEqual(limitPassed(limit, 6, 0), { ...limit, spent: 6, estimate: 0 });
	});

	it('says nothing without a limit, and nothing about what has no price', () => {
		const answer = { tokens: 1_000, from: 'past', cost: 0.3 } as const;
		assert.equal(limitPassed(limit, 4.5, 0.25), undefined);
		assert.deepEqual(limitPassed(limit, 4.5, 0.25, answer), { ...limit, spent: 4.5, estimate: 0.25, answer });
		assert.equal(limitPassed(undefined, 100, 100), undefined);
		assert.equal(limitPassed(limit, 100, undefined), undefined);
	});
});

describe('adherence of edits', () => {
	const fence = '```';
	const answer = `Done.

a.ts
${fence}
<<<<<<< SEARCH
one
=======
ONE
>>>>>>> REPLACE
<<<<<<< SEARCH
  two
=======
  TWO
>>>>>>> REPLACE
<<<<<<< SEARCH
nowhere
=======
somewhere
>>>>>>> REPLACE
<<<<<<< SEARCH
same
=======
other
>>>>>>> REPLACE
${fence}

b.ts
${fence}
<<<<<<< WRITE
export {};
>>>>>>> WRITE
${fence}

${fence}diff
--- a/c.ts
+++ b/c.ts
@@ -1 +1 @@
-three
+THREE
${fence}
`;
	const files: Readonly<Record<string, string>> = { 'a.ts': 'one\n\ttwo\nsame\nsame\n', 'c.ts': 'three\n' };
	const count = async (text: string, complete = true) => {
		const parsed = parseAnswer(text, { complete: true });
		return countFormats(parsed, await planEdits(parsed, (path) => Promise.resolve(files[path])), complete);
	};

	it('is counted block by block, by format and tier', async () => {
		assert.deepEqual(await count(answer), {
			blocks: {
				blocks: 5,
				malformed: 0,
				matched: { exact: 1, indentation: 1 },
				whole: 1,
				ambiguous: 1,
				notFound: 1,
				refused: 0,
				noChange: 0,
			},
			'unified-diff': {
				blocks: 1,
				malformed: 0,
				matched: { exact: 1 },
				whole: 0,
				ambiguous: 0,
				notFound: 0,
				refused: 0,
				noChange: 0,
			},
		});
	});

	it('counts a block that names no file as malformed', async () => {
		const { blocks } = await count('<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE\n');
		assert.deepEqual([blocks?.blocks, blocks?.malformed], [1, 1]);
	});

	it('blames the model for an open block only when the model ended the answer', async () => {
		const cut = `a.ts\n${fence}\n<<<<<<< SEARCH\none\n=======\nON`;
		assert.deepEqual(await count(cut, false), {});
		assert.deepEqual([(await count(cut))['blocks']?.malformed], [1]);
	});

	it('is summed over answers, and survives folding', async () => {
		const record = async (id: string): Promise<EditsRecord> => ({
			...{ type: 'edits', id, at: noon, day: today, model: 'deepseek-flash' },
			formats: await count(answer),
		});
		const records = [await record('one'), await record('two')];
		const whole = summarise({ records, folded: [] }, today, 'window');
		const folded = summarise({ records: [], folded: byDayAndModel(records) }, today, 'window');
		assert.deepEqual(folded.formats, whole.formats);
		assert.deepEqual(
			whole.formats.map(({ format, counts }) => [format, counts.blocks, counts.matched['exact']]),
			[
				['blocks', 10, 2],
				['unified-diff', 2, 2],
			],
		);
		assert.equal(whole.month.requests, 0);
	});
});

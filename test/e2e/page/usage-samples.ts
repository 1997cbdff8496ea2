import type { EditsRecord, RequestRecord, UsageRecord } from '../../../src/core/usage/records';
import { summarise } from '../../../src/core/usage/summary';
import type { UsageView } from '../../../src/protocol';
import { usageView } from '../../../src/vscode/usage/usageView';

/** 2026-11-25, 14:00 on whatever clock. */
const now = new Date(2026, 10, 25, 14);
const dayLength = 24 * 60 * 60_000;

function request(index: number, daysAgo: number, changes: Partial<RequestRecord> = {}): RequestRecord {
	const at = now.getTime() - daysAgo * dayLength - (index % 7) * 11 * 60_000;
	const promptTokens = 198_000 + (index % 5) * 9_000;
	return {
		type: 'request',
		id: `request-${index}`,
		at,
		day: new Date(Date.UTC(2026, 10, 25) - daysAgo * dayLength).toISOString().slice(0, 10),
		session: daysAgo === 0 ? 'window' : 'earlier',
		kind: index % 4 === 0 ? 'edit' : 'question',
		outcome: 'done',
		host: 'api.deepseek.com',
		model: index % 6 === 5 ? 'deepseek-v4-pro' : 'deepseek-flash',
		thinking: 'high',
		promptTokens,
		cachedTokens: index % 9 === 0 ? 0 : Math.floor(promptTokens * 0.97),
		completionTokens: 900 + (index % 8) * 400,
		cost: index % 9 === 0 ? 0.032 : 0.0024,
		currency: 'USD',
		seconds: 9,
		prefix: { workspace: 'w', chat: 'c', pack: 'p', packTokens: 190_000, account: '', words: '' },
		...changes,
	};
}

function edits(id: string, model: string, formats: EditsRecord['formats']): EditsRecord {
	return { type: 'edits', id, at: now.getTime(), day: '2026-11-25', model, formats };
}

const counts = { malformed: 0, matched: {}, whole: 0, ambiguous: 0, notFound: 0, refused: 0, noChange: 0 };

const busy: readonly UsageRecord[] = [
	...Array.from({ length: 90 }, (_, index) => request(index, Math.floor(index / 4))).filter(
		({ id }, index) => index % 13 < 10 && id !== '',
	),
	request(200, 0, {
		cachedTokens: 65_408,
		miss: {
			...{ reasons: ['endpoint'], expectedTokens: 197_904, missedTokens: 132_496, secondsSince: 24 },
			cost: 0.0195,
		},
	}),
	request(201, 1, {
		cachedTokens: 0,
		model: 'deepseek-v4-pro',
		cost: 0.14,
		miss: {
			reasons: ['model', 'thinking'],
			expectedTokens: 201_344,
			missedTokens: 201_344,
			secondsSince: 310,
			cost: 0.128,
		},
	}),
	request(202, 3, {
		cachedTokens: 0,
		miss: { reasons: ['idle'], expectedTokens: 201_344, missedTokens: 201_344, secondsSince: 5_400, cost: 0.0296 },
	}),
	request(203, 2, { outcome: 'failed', promptTokens: 0, completionTokens: 0 }),
	edits('one', 'deepseek-flash', {
		blocks: {
			...counts,
			...{ blocks: 214, malformed: 2, whole: 9, ambiguous: 3, notFound: 4 },
			matched: { exact: 181, indentation: 11, 'trailing-space': 4 },
		},
		'unified-diff': { ...counts, blocks: 12, malformed: 1, matched: { exact: 9, 'line-numbers': 1 }, notFound: 1 },
	}),
	edits('two', 'deepseek-v4-pro', { blocks: { ...counts, blocks: 38, matched: { exact: 37 }, notFound: 1 } }),
];

const view = (records: readonly UsageRecord[], amount?: number): UsageView =>
	usageView(
		summarise({ records, folded: [] }, '2026-11-25', 'window'),
		amount === undefined ? undefined : { amount, currency: 'USD' },
		now,
	);

const known = ['cachedTokens', 'cost', 'currency'];
/** A request to a server that tells neither cache nor price. */
const local = Object.fromEntries(
	Object.entries(request(1, 0, { model: 'deepseek-v4-pro', host: 'localhost:8000' })).filter(
		([name]) => !known.includes(name),
	),
) as UsageRecord;

export const usageSamples = {
	empty: view([]),
	busy: view(busy, 5),
	passed: view(busy, 0.5),
	first: view([request(0, 0)]),
	'without-prices': view([local]),
	'counted-otherwise': view([
		request(1, 0, { host: 'localhost:8000', promptTokens: 120_000, ownPromptTokens: 96_000 }),
		request(2, 1, { host: 'localhost:11434', promptTokens: 4_096, ownPromptTokens: 190_000 }),
	]),
	currencies: view([request(1, 0), request(2, 0, { cost: 0.21, currency: 'CNY' })]),
} as const satisfies Readonly<Record<string, UsageView>>;

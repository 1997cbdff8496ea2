import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
	applyCatalogOverrides,
	builtInCatalog,
	catalogFreshness,
	catalogJson,
	CatalogError,
	isPeak,
	knownModels,
	modelFacts,
	parseCatalogOverrides,
	peakState,
	readCatalog,
	requestCost,
	type PeakSchedule,
} from '../../../src/core/model/catalog';

const at = (time: string) => new Date(time);

describe('the catalog', () => {
	it('knows peak hours: weekdays 01-04 and 06-10 UTC', () => {
		const cases: [string, boolean][] = [
			['2026-11-23T00:59:59Z', false],
			['2026-11-23T01:00:00Z', true],
			['2026-11-23T03:59:59Z', true],
			['2026-11-23T04:00:00Z', false],
			['2026-11-23T06:00:00Z', true],
			['2026-11-23T10:00:00Z', false],
			['2026-11-22T02:00:00Z', false],
			['2026-11-21T08:00:00Z', false],
		];
		for (const [time, peak] of cases) {
			assert.equal(isPeak(at(time)), peak, time);
		}
	});

	it('knows holidays as off-peak, and days of work on a weekend as weekend', () => {
		for (const time of [
			'2026-10-01T02:00:00Z',
			'2026-10-07T09:00:00Z',
			'2026-02-23T02:00:00Z',
			'2026-10-10T02:00:00Z',
		]) {
			assert.equal(isPeak(at(time)), false, time);
		}
		assert.equal(isPeak(at('2026-10-08T02:00:00Z')), true);
		assert.equal(isPeak(at('2026-02-24T02:00:00Z')), true);
	});

	it('tells until when: the end of a window, the next one, behind weekends and holidays', () => {
		const cases: [string, boolean, string, string | undefined][] = [
			['2026-11-23T06:30:00Z', true, '2026-11-23T10:00:00Z', undefined],
			['2026-11-23T04:00:00Z', false, '2026-11-23T06:00:00Z', undefined],
			['2026-11-20T10:00:00Z', false, '2026-11-23T01:00:00Z', undefined],
			['2026-09-30T10:00:00Z', false, '2026-10-08T01:00:00Z', undefined],
			['2026-10-01T02:00:00Z', false, '2026-10-08T01:00:00Z', 'National Day'],
		];
		for (const [time, peak, until, holiday] of cases) {
			const state = peakState(at(time), builtInCatalog.peak);
			assert.deepEqual(
				[state.peak, state.until?.toISOString(), state.holiday],
				[peak, at(until).toISOString(), holiday],
			);
		}
	});

	it('says when holidays are not announced yet', () => {
		assert.equal(peakState(at('2026-12-31T02:00:00Z'), builtInCatalog.peak).certain, true);
		assert.equal(peakState(at('2027-03-01T02:00:00Z'), builtInCatalog.peak).certain, false);
		assert.equal(isPeak(at('2027-02-05T02:00:00Z')), false);
	});

	it('agrees with itself: nothing changes before the next change, and everything at it', () => {
		const zones = ['Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'UTC'];
		const time = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z'), noInvalidDate: true });
		fc.assert(
			fc.property(
				time,
				fc.constantFrom(...zones),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(now, timeZone, part) => {
					const schedule: PeakSchedule = { ...builtInCatalog.peak, timeZone };
					const state = peakState(now, schedule);
					const span = state.until!.getTime() - now.getTime();
					assert.ok(span > 0);
					assert.equal(isPeak(new Date(now.getTime() + Math.floor(span * part * 0.999)), schedule), state.peak);
					assert.equal(isPeak(state.until!, schedule), !state.peak);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('prices cached and uncached input and output, doubled at peak', () => {
		const price = modelFacts('deepseek-flash', true).price!;
		const tokens = { prompt: 1_000_000, cached: 900_000, completion: 10_000 };
		const offPeak = requestCost(price, tokens, at('2026-11-22T02:00:00Z'));
		assert.ok(Math.abs(offPeak - (0.1 * 0.15 + 0.9 * 0.003 + 0.01 * 0.6)) < 1e-9);
		assert.equal(requestCost(price, tokens, at('2026-11-23T02:00:00Z')), 2 * offPeak);
	});

	it('prices in the currency of the account', () => {
		assert.equal(modelFacts('deepseek-v4-pro', true, { currency: 'CNY' }).price?.input, 4.5);
		assert.equal(modelFacts('deepseek-v4-pro', true, { currency: 'EUR' }).price?.currency, 'USD');
	});

	it('follows aliases, and claims no price for other hosts or models', () => {
		assert.deepEqual(modelFacts('deepseek-v4-flash', true).price, modelFacts('deepseek-flash', true).price);
		assert.equal(modelFacts('deepseek-flash', false).price, undefined);
		assert.equal(modelFacts('something-else', true).price, undefined);
		assert.equal(modelFacts('something-else', true).contextWindow, 1_048_576);
		assert.equal(modelFacts('constructor', true).label, 'constructor');
		assert.equal(knownModels()[0]?.id, 'deepseek-flash');
	});

	it('takes the window the server tells, and no more inputs than the endpoint has', () => {
		const facts = modelFacts('deepseek-flash', false, { contextWindow: 32_768, inputs: ['text'] });
		assert.deepEqual([facts.contextWindow, facts.maxOutput, facts.inputs], [32_768, 32_768, ['text']]);
		assert.deepEqual(modelFacts('deepseek-v4-pro', true).inputs, ['text']);
	});
});

describe('catalog overrides', () => {
	it('change prices, add models and holidays, and leave the rest', () => {
		const overrides = parseCatalogOverrides({
			date: '2027-01-05',
			models: [
				{ id: 'deepseek-flash', prices: { USD: { cachedInput: 0.001, input: 0.1, output: 0.5, peakFactor: 3 } } },
				{ id: 'deepseek-v5', contextWindow: 2_000_000, maxOutput: 100_000, inputs: ['text', 'image'] },
			],
			aliases: { 'deepseek-v4.1-flash': 'deepseek-flash' },
			peak: {
				hours: [['08:30', '24:00']],
				holidays: ['2027-02-09', { name: 'Long', from: '2027-02-10', to: '2027-02-12' }],
			},
		});
		const catalog = applyCatalogOverrides(builtInCatalog, overrides);
		assert.equal(catalog.date, '2027-01-05');
		assert.equal(catalog.source, builtInCatalog.source);
		assert.deepEqual(modelFacts('deepseek-v4.1-flash', true, { catalog }).price?.input, 0.1);
		assert.equal(modelFacts('deepseek-flash', true, { catalog, currency: 'CNY' }).price?.input, 1);
		assert.equal(modelFacts('deepseek-v5', true, { catalog }).contextWindow, 2_000_000);
		assert.equal(isPeak(at('2027-02-11T02:00:00Z'), catalog.peak), false);
		assert.equal(isPeak(at('2027-02-16T15:59:00Z'), catalog.peak), true);
		assert.equal(isPeak(at('2027-02-16T16:00:00Z'), catalog.peak), false);
	});

	it('may be empty', () => {
		for (const nothing of [undefined, null, {}]) {
			assert.deepEqual(applyCatalogOverrides(builtInCatalog, parseCatalogOverrides(nothing)), builtInCatalog);
		}
	});

	const wrong: [string, unknown, RegExp][] = [
		['a text', 'cheap', /the catalog must be an object/],
		[
			'a negative price',
			{ models: [{ id: 'a', prices: { USD: { cachedInput: -1, input: 1, output: 1 } } }] },
			/models\.0\.prices\.USD\.cachedInput must be at least 0/,
		],
		[
			'a price as text',
			{ models: [{ id: 'a', prices: { USD: { cachedInput: '1', input: 1, output: 1 } } }] },
			/cachedInput must be a number/,
		],
		['a misspelt field', { modles: [] }, /modles is not known here/],
		['an impossible date', { date: '2027-02-30' }, /date must be a date such as/],
		['an unknown time zone', { peak: { timeZone: 'Mars/Olympus' } }, /peak\.timeZone must be a time zone/],
		['hours backwards', { peak: { hours: [['12:00', '09:00']] } }, /peak\.hours\.0 must be an end after its beginning/],
		['a weekday of 7', { peak: { weekdays: [7] } }, /peak\.weekdays\.0 must be a number from 0/],
		['a video input', { models: [{ id: 'a', inputs: ['video'] }] }, /inputs\.0 must be "text" or "image"/],
	];
	for (const [name, json, message] of wrong) {
		it(`name what is wrong with ${name}`, () => {
			assert.throws(
				() => parseCatalogOverrides(json),
				(error) => error instanceof CatalogError && message.test(error.message),
			);
		});
	}

	it('never accept what would break the catalog', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (json) => {
				try {
					const catalog = applyCatalogOverrides(builtInCatalog, parseCatalogOverrides(json));
					assert.ok(peakState(at('2026-11-23T02:00:00Z'), catalog.peak).peak);
				} catch (error) {
					assert.ok(error instanceof CatalogError);
				}
			}),
		);
	});

	it('need a window for a model that is new', () => {
		assert.throws(
			() => applyCatalogOverrides(builtInCatalog, parseCatalogOverrides({ models: [{ id: 'new' }] })),
			CatalogError,
		);
	});
});

describe('an imported catalog', () => {
	const today = '2027-02-01';
	const dated = { date: '2027-01-31', source: 'https://example.org/prices' };

	it('says from when and where it is', () => {
		const catalog = readCatalog(JSON.stringify(dated), builtInCatalog, today);
		assert.deepEqual([catalog.date, catalog.source], [dated.date, dated.source]);
		for (const [text, problem] of [
			['{', /no JSON/],
			['{}', /from when and where/],
			[JSON.stringify({ date: '2027-01-31' }), /from when and where/],
			[JSON.stringify({ ...dated, date: '2027-02-02' }), /in the future/],
			[JSON.stringify({ ...dated, models: [{ id: 'new' }] }), /needs a contextWindow/],
			[JSON.stringify({ ...dated, telegraph: true }), /telegraph is not known here/],
		] as const) {
			assert.throws(() => readCatalog(text, builtInCatalog, today), problem);
		}
	});

	it('is what a catalog is written out as', () => {
		const text = JSON.stringify(catalogJson(builtInCatalog));
		assert.deepEqual(applyCatalogOverrides(builtInCatalog, readCatalog(text, builtInCatalog, today)), builtInCatalog);
		const changed = text.replace('"input":0.15', '"input":0.11');
		const catalog = applyCatalogOverrides(builtInCatalog, readCatalog(changed, builtInCatalog, today));
		assert.equal(modelFacts('deepseek-flash', true, { catalog }).price?.input, 0.11);
	});

	it('grows stale', () => {
		assert.deepEqual(catalogFreshness(builtInCatalog, at('2026-11-25T12:00:00Z')), {
			days: 10,
			stale: false,
			holidaysKnown: true,
		});
		assert.deepEqual(catalogFreshness(builtInCatalog, at('2027-02-25T12:00:00Z')), {
			days: 102,
			stale: true,
			holidaysKnown: false,
		});
	});

	it('brings its own peak hours into what a request costs', () => {
		const peak = { ...builtInCatalog.peak, hours: [[0, 24 * 60] as const], weekdays: [0, 1, 2, 3, 4, 5, 6] };
		const price = modelFacts('deepseek-flash', true, { catalog: { ...builtInCatalog, peak } }).price!;
		const tokens = { prompt: 1_000_000, cached: 0, completion: 0 };
		assert.equal(requestCost(price, tokens, at('2026-11-22T02:00:00Z')), 0.3);
	});
});

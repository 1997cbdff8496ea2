import type { Catalog } from './types';

const window = 1_048_576;
const longestAnswer = 393_216;

/**
 * DeepSeek's own models. Limits, prices and peak hours are from its pricing page in English and Chinese. The holidays
 * of 2026 are from the State Council's notice of 2025-11-04. Its notice for 2027 was not to be found on 2026-11-23: for
 * 2027 only the days stand here that the law itself fixes, without the days that the notice puts between them; until
 * the catalog is brought up to date, an estimate for such a day is too high rather than too low.
 */
export const builtInCatalog: Catalog = {
	date: '2026-11-15',
	source: 'https://api-docs.deepseek.com/quick_start/pricing',
	models: [
		{
			id: 'deepseek-flash',
			label: 'DeepSeek V4.1 Flash',
			contextWindow: window,
			maxOutput: longestAnswer,
			inputs: ['text', 'image'],
			prices: [
				{ currency: 'USD', cachedInput: 0.003, input: 0.15, output: 0.6, peakFactor: 2 },
				{ currency: 'CNY', cachedInput: 0.02, input: 1, output: 4, peakFactor: 2 },
			],
		},
		{
			id: 'deepseek-v4-pro',
			label: 'DeepSeek V4 Pro',
			contextWindow: window,
			maxOutput: longestAnswer,
			inputs: ['text'],
			prices: [
				{ currency: 'USD', cachedInput: 0.022, input: 0.66, output: 1.98, peakFactor: 2 },
				{ currency: 'CNY', cachedInput: 0.15, input: 4.5, output: 13.5, peakFactor: 2 },
			],
		},
	],
	aliases: {
		'deepseek-v4-flash': 'deepseek-flash',
		'deepseek-v4-flash-vision-exp': 'deepseek-flash',
	},
	peak: {
		timeZone: 'Asia/Shanghai',
		weekdays: [1, 2, 3, 4, 5],
		hours: [
			[9 * 60, 12 * 60],
			[14 * 60, 18 * 60],
		],
		holidays: [
			{ name: "New Year's Day", from: '2026-01-01', to: '2026-01-03' },
			{ name: 'Spring Festival', from: '2026-02-15', to: '2026-02-23' },
			{ name: 'Qingming Festival', from: '2026-04-04', to: '2026-04-06' },
			{ name: 'Labour Day', from: '2026-05-01', to: '2026-05-05' },
			{ name: 'Dragon Boat Festival', from: '2026-06-19', to: '2026-06-21' },
			{ name: 'Mid-Autumn Festival', from: '2026-09-25', to: '2026-09-27' },
			{ name: 'National Day', from: '2026-10-01', to: '2026-10-07' },
			{ name: "New Year's Day", from: '2027-01-01', to: '2027-01-01' },
			{ name: 'Spring Festival', from: '2027-02-05', to: '2027-02-08' },
			{ name: 'Qingming Festival', from: '2027-04-05', to: '2027-04-05' },
			{ name: 'Labour Day', from: '2027-05-01', to: '2027-05-02' },
			{ name: 'Dragon Boat Festival', from: '2027-06-09', to: '2027-06-09' },
			{ name: 'Mid-Autumn Festival', from: '2027-09-15', to: '2027-09-15' },
			{ name: 'National Day', from: '2027-10-01', to: '2027-10-03' },
		],
		holidaysKnownUntil: '2026-12-31',
	},
};

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FromUsagePage, UsageView } from '../../../src/protocol';
import { faintTexts } from './contrast';
import { usePage } from './stage';
import { type ThemeName, themes } from './themes';
import { usageSamples } from './usage-samples';

describe('the usage page', function () {
	this.timeout(60_000);
	const stage = usePage('usage', 'usage', { width: 900, height: 900 });
	let page: Page;
	beforeEach(() => {
		page = stage.page;
	});

	const show = (usage: UsageView): Promise<void> => stage.post({ type: 'usage', usage });
	const sent = (): Promise<FromUsagePage[]> => stage.sent();
	const byId = (id: string) => stage.byId(id);
	const words = async (id: string) => (await byId(id).innerText()).replaceAll('\u00A0', ' ');

	it('says what it will show when there is nothing yet', async () => {
		await show(usageSamples.empty);
		assert.match(await words('empty'), /Nothing has been sent yet/);
		await byId('open-chat').click();
		await byId('set-limit').click();
		assert.deepEqual(await sent(), [
			{ type: 'ready' },
			{ type: 'command', command: 'openChat' },
			{ type: 'command', command: 'setMonthlyLimit' },
		]);
	});

	it('shows session, day and month, the limit, and offers to clear', async () => {
		await show(usageSamples.busy);
		assert.match(await words('tile-session'), /This Session\s+\$0\.\d+/);
		assert.match(await words('tile-month'), /November\s+\$0\.\d+[^]*\d+ requests · 3 cache misses · 1 failed/);
		assert.match(await words('limit'), /\d+ %: \$0\.\d+ of the limit of \$5\.00/);
		await byId('clear').click();
		await stage.told({ type: 'command', command: 'clearUsage' });
		await show(usageSamples.passed);
		assert.match(await words('limit'), /Passed: /);
	});

	it('never adds two currencies, and shows a dash where nothing is known', async () => {
		await show(usageSamples.currencies);
		assert.match(await words('tile-today'), /¥0\.210 \+ \$0\.0024/);
		await show(usageSamples['without-prices']);
		assert.match(await words('tile-today'), /Today\s+–[^]*1 request · 1 without a price/);
	});

	it('is read by keyboard, column by column', async () => {
		await show(usageSamples.busy);
		await byId('chart').focus();
		assert.match(await words('caption'), /^Nov 25 · \d+ requests · .* tokens read, \d+ % cached · \$0/);
		await page.keyboard.press('ArrowLeft');
		assert.match(await words('caption'), /^Nov 24/);
		await page.keyboard.press('Home');
		assert.match(await words('caption'), /^Oct 27 · no requests/);
		await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('End');
		const chosen = page.locator('[role=option][aria-selected=true]');
		assert.equal(await chosen.count(), 1);
		assert.equal(await chosen.getAttribute('id'), await byId('chart').getAttribute('aria-activedescendant'));
		assert.equal((await chosen.getAttribute('aria-label'))?.replaceAll('\u00A0', ' '), await words('caption'));
		await byId('range-requests').click();
		assert.match(await words('caption'), /question|edit/);
	});

	it('says the same in a table', async () => {
		await show(usageSamples.busy);
		await byId('as-table').click();
		const rows = byId('chart-table').locator('tbody tr');
		assert.equal(await byId('chart').count(), 0);
		assert.match((await rows.first().innerText()).replaceAll('\u00A0', ' '), /^Nov 25\t\d+\t[\d,]+\t\d+ %\t\$0\.\d+$/);
		const used = usageSamples.busy.days.filter(({ requests }) => requests > 0).length;
		assert.equal(await rows.count(), used);
		await byId('as-table').click();
		assert.equal(await byId('chart').count(), 1);
	});

	it('lists models, explained misses and how edits kept to their format', async () => {
		await show(usageSamples.busy);
		assert.match(await words('models'), /deepseek-flash[^]*deepseek-v4-pro/);
		const misses = byId('misses').locator('li');
		assert.equal(await misses.count(), 3);
		assert.match(await misses.nth(1).innerText(), /the model has been changed; the thinking has been changed/);
		const first = byId('formats').locator('tbody tr').first();
		assert.match(
			(await first.innerText()).replaceAll('\u00A0', ' '),
			/^deepseek-flash\tSEARCH\/REPLACE blocks\t214\t99 %\t181\t15[^]*\t9\t3\t4$/,
		);
		await show(usageSamples.first);
		assert.match(await words('no-misses'), /come from the cache/);
		assert.match(await words('no-formats'), /No answer has held edits/);
	});

	it('names the servers that count otherwise', async () => {
		await show(usageSamples['counted-otherwise']);
		const servers = byId('counts').locator('li');
		const listed = (await servers.allInnerTexts()).join('\n');
		assert.match(listed, /localhost:11434\s+The endpoint counted only 4,096 tokens where Longview counted 190,000/);
		assert.match(listed, /localhost:8000\s+The endpoint counted 120,000 [^\n]*25\s%\smore/);
		await show(usageSamples.busy);
		assert.equal(await servers.count(), 0);
	});

	describe('looks', () => {
		const names = Object.keys(themes) as ThemeName[];

		it('is legible and pictured in every theme', async () => {
			await page.setViewportSize({ width: 900, height: 1250 });
			await show(usageSamples.busy);
			const faint: string[] = [];
			for (const theme of names) {
				await stage.setTheme(theme);
				faint.push(...(await faintTexts(page)).map((text) => `${themes[theme].name}: ${text}`));
				await stage.picture(`busy-${theme}-900`);
			}
			assert.deepEqual(faint, []);
		});

		for (const width of [340, 900]) {
			it(`fits and is pictured at ${width} px`, async () => {
				await page.setViewportSize({ width, height: 1250 });
				for (const [name, usage] of Object.entries(usageSamples)) {
					await show(usage);
					await stage.assertFits(name);
					const inner = await page.evaluate<number>('document.querySelector("h1").parentElement.clientWidth');
					assert.ok(inner > 200, `${name} is laid out in ${inner} of ${width} px`);
					await stage.picture(`${name}-dark-${width}`);
				}
			});
		}
	});
});

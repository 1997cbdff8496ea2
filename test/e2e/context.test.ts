import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Chat } from './harness/chat';
import { ContextTree } from './harness/contextTree';
import { eventually } from './harness/eventually';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';
import { themes, type Theme } from './harness/themes';

const secretFile = 'src/settings.ts';
const secret = ['ghp', 'Zk3vT9sQmX7bLw2cR8nYp4dJ6hF1gA0eUoKi'].join('_');

describe('the Context view', () => {
	const session = useSession({ workspace: 'shop' });
	beforeEach(async () => {
		await new SimulatorControl((await sharedStage()).simulator).reset();
	});

	const at = (file: string) => path.join(session().folder, file);
	const settings = () => {
		const file = at('.vscode/settings.json');
		return (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<string, unknown>;
	};

	it('shows by the mouse what is sent, and lets it be changed', async () => {
		const { page, workbench } = session();
		writeFileSync(at(secretFile), `export const token = '${secret}';\n`);
		const chat = await Chat.open(session());
		const tree = await ContextTree.show(session());
		await tree.toggleChat();
		await tree.row('Redactions').waitFor();
		await tree.message.getByText(/▱ .* of .* tokens/).waitFor();

		const files = ['.env', '.gitignore', 'package-lock.json', 'package.json', 'README.md'];
		// The largest first; by name folders stand before files.
		const bySize = await tree.labels();
		await tree.pickFromTitle('Sort by Name');
		await eventually('the order by name', async () => {
			const [, ...labels] = await tree.labels();
			return labels.join() === ['docs', 'src', 'test', ...files].join();
		});
		await tree.pickFromTitle('Sort by Size');
		await eventually('the order by size', async () => (await tree.labels()).join() === bySize.join());

		// Each kind of row has its own menu.
		await tree.expand('docs');
		assert.deepEqual(await tree.menuOf('docs'), ['Exclude from Context']);
		assert.deepEqual(await tree.menuOf('money.md'), ['Open', 'Exclude from Context', 'Pin File in Full']);
		assert.deepEqual(await tree.menuOf('logo.png'), ['Open', 'Include in Context', 'Pin File in Full']);
		assert.deepEqual(await tree.menuOf('package-lock.json'), ['Open', 'Include in Context', 'Pin File in Full']);

		// What is unchecked counts no more, and comes back.
		await tree.check('src', false, 'left out');
		// Three quarters of the tokens are there; the total above is rounded to hundreds.
		await tree.message.getByText(/▱ \d{1,3} of .* tokens/).waitFor();
		assert.deepEqual(settings()['longview.context.exclude'], ['/src/']);
		await tree.check('src', true, '%');
		await tree.message.getByText(/▱ \d\.\dk of .* tokens/).waitFor();
		assert.equal(settings()['longview.context.exclude'], undefined);
		await tree.check('package-lock.json', true, '%');
		await tree.check('package-lock.json', false, 'lock file');

		// A pin brings a file in whole, and stays.
		await tree.press('money.md', 'Pin File in Full', tree.row('money.md').locator('.codicon-pinned').first());
		assert.deepEqual(await tree.menuOf('money.md'), ['Open', 'Exclude from Context', 'Unpin File']);

		await tree.row('logo.png').locator('.label-name').hover();
		const tooltip = page.locator('.monaco-hover').filter({ hasText: 'docs/logo.png' });
		await tooltip.getByText('Why: binary').waitFor();
		await tooltip.getByText('it is sent as the editor would show it').waitFor();
		await session().screenshot('context/tooltip');
		await tree.pickFromMenu('money.md', 'Unpin File');
		await tree.row('money.md').locator('.codicon-file').waitFor();
		await tree.open('money.md', 'money.md');

		// A false positive goes as it is, and can be replaced again.
		await tree.expand('Redactions');
		await tree.expand(path.basename(secretFile));
		await tree.row(/GitHub/).waitFor();
		await session().screenshot('context/redactions');
		assert.deepEqual(await tree.menuOf('GitHub token'), ['Open', 'Mark As No Secret']);
		const marked = tree.row('GitHub token').getByText('sent as it is');
		await tree.press('GitHub token', 'Mark As No Secret', marked);
		await tree.row(path.basename(secretFile)).waitFor({ state: 'detached' });
		await tree.press('GitHub token', 'Replace Again', tree.row(path.basename(secretFile)));

		// What changed since it was sent is a group of its own.
		await tree.toggleChat();
		await chat.complete('What is a cart?');
		await tree.toggleChat();
		appendFileSync(at('src/cart/cart.ts'), '// changed\n');
		await tree.expand('Changes Since the Pack');
		await tree.open('cart.ts', 'cart.ts (Sent ↔ Now)');
		await session().screenshot('context/changes');

		// Opening the diff draws the view's header again in its own time, which takes an open menu away.
		await eventually('the pack to be copied', async () => {
			await tree.pickFromTitle('Copy Pack');
			const told = workbench.notification(/^Copied the pack: [\d,]+ tokens/);
			return await told.waitFor({ timeout: 5_000 }).then(
				() => true,
				() => false,
			);
		});
		const copied = await page.evaluate<string>('navigator.clipboard.readText()');
		assert.match(copied, /<file path="src\/cart\/cart\.ts"/);
		assert.ok(!copied.includes(secret));
	});

	it('is used by the keyboard alone, and is pictured in every theme', async () => {
		const { page, workbench } = session();
		writeFileSync(at(secretFile), `export const token = '${secret}';\n`);
		await Chat.open(session());
		await workbench.runCommand('Longview: Focus on Context View');
		const tree = await ContextTree.at(session());
		await tree.row('Redactions').waitFor();
		// Down to the largest folder and into it; its first row is the largest there.
		await page.keyboard.press('Home');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowRight');
		await tree.row('orders').waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowRight');
		await tree.row('invoice.ts').waitFor();
		const focused = tree.pane.locator('.monaco-list-row.focused');
		assert.equal(await focused.getAttribute('aria-label'), 'orders, folder, 430 tokens, 4 of 4 files sent');
		const box = focused.getByRole('checkbox', { name: 'Send orders' });
		assert.equal(await box.isChecked(), true);
		await page.keyboard.press('Shift+F10');
		await page.getByRole('menuitem', { name: 'Exclude from Context' }).waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await tree.message.getByText('1.7k of').waitFor();
		assert.deepEqual(settings()['longview.context.exclude'], ['/src/orders/']);
		await tree.toggleChat();
		await tree.row('orders').getByText('left out').waitFor();
		await tree.row('invoice.ts').getByText('excluded by setting').waitFor();
		for (const theme of Object.keys(themes) as Theme[]) {
			await session().setTheme(theme);
			await session().screenshot(`context/${theme}`);
		}
		await page.setViewportSize({ width: 700, height: 800 });
		await session().screenshot('context/narrow');
	});
});

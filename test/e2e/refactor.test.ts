import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Chat } from './harness/chat';
import { eventually, gone, patience, rarely, until } from './harness/eventually';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';
import { themes, type Theme } from './harness/themes';

const changed = [
	'README.md',
	'docs/money.md',
	'src/checkout/checkout.ts',
	'src/checkout/discount.ts',
	'src/checkout/total.ts',
	'src/main.ts',
	'src/orders/invoice.ts',
	'src/orders/refund.ts',
	'src/reports/average.ts',
	'src/reports/largest.ts',
	'src/reports/revenue.ts',
	'test/total.test.ts',
];

describe('refactoring over many files', () => {
	const session = useSession({ workspace: 'shop', shared: true });
	beforeEach(async () => {
		await new SimulatorControl((await sharedStage()).simulator).reset();
	});

	const read = () =>
		Object.fromEntries(changed.map((file) => [file, readFileSync(path.join(session().folder, file), 'utf8')]));

	/** Files are saved in the editor's own time. */
	async function filesAre(expected: Record<string, string>): Promise<void> {
		await eventually('the files', () => isDeepStrictEqual(read(), expected)).catch(() =>
			assert.deepEqual(read(), expected),
		);
	}

	async function propose(): Promise<Chat> {
		const chat = await Chat.open(session());
		await chat.complete('Rename calculateTotal to sumOfGoods everywhere');
		await chat.frame.getByTestId('edit-card').getByText('12 files').first().waitFor();
		return chat;
	}

	it('shows the diff and writes nothing before it is applied', async () => {
		const before = read();
		const chat = await propose();
		await chat.frame.getByTestId('edit-open-diff').click();
		const { page } = session();
		await page.locator('.multiDiffEditor').getByText('sumOfGoods').first().waitFor();
		await session().screenshot('refactor/1-proposed');
		assert.deepEqual(read(), before);
		await chat.frame.getByTestId('edit-discard').click();
		await chat.frame.getByTestId('edit-apply').waitFor({ state: 'detached' });
		assert.deepEqual(read(), before);
	});

	it('rejects one hunk in the inline diff, accepts the rest, and can undo all of it byte for byte', async () => {
		const before = read();
		const chat = await propose();
		const { page, workbench } = session();
		await chat.frame.getByTestId('edit-apply').click();
		await chat.frame.getByTestId('edit-accept-all').waitFor();
		await page.locator('.codelens-decoration').getByText('Accept').first().waitFor();
		for (const theme of Object.keys(themes) as Theme[]) {
			await session().setTheme(theme);
			await session().screenshot(`refactor/2-review-${theme}`);
		}
		await session().setTheme('light');

		await workbench.openFile('src/checkout/total.ts', 7);
		await page.locator('.codelens-decoration').getByText('edit 1 of 2').first().waitFor();
		const reject = await workbench.openInlineDiff('Reject Hunk');
		await session().screenshot('refactor/3-inline-diff');
		const oneLeft = page.locator('.codelens-decoration').getByText('edit 1 of 1').first();
		await until('the hunk to be rejected', oneLeft, () => reject.click({ timeout: patience }), rarely);

		await chat.frame.getByTestId('edit-accept-all').click();
		await chat.frame.getByTestId('edit-accept-all').waitFor({ state: 'detached' });
		await session().screenshot('refactor/4-accepted');
		const expected = Object.fromEntries(
			Object.entries(before).map(([file, text]) => [file, text.replaceAll('calculateTotal', 'sumOfGoods')]),
		);
		expected['src/checkout/total.ts'] = before['src/checkout/total.ts']!.replace(
			'return calculateTotal(cart) >=',
			'return sumOfGoods(cart) >=',
		);
		await filesAre(expected);

		await chat.frame.getByTestId('edit-undo').click();
		await filesAre(before);
	});

	it('goes through the hunks by the keyboard alone', async () => {
		const before = read();
		const chat = await propose();
		const { page, workbench } = session();
		await chat.frame.getByTestId('edit-apply').press('Enter');
		await chat.frame.getByTestId('edit-accept-all').waitFor();
		await workbench.openFile('src/checkout/total.ts', 1);
		await page.locator('.codelens-decoration').getByText('edit 1 of 2').first().waitFor();
		const lenses = page.locator('.codelens-decoration');
		const press = async (key: string, what: string, effect: Parameters<typeof until>[1]) =>
			await until(what, effect, () => page.keyboard.press(key), rarely);
		await press('Alt+F8', 'the first hunk', workbench.statusBarItem(/^Ln 7,/));
		await press('Control+Alt+Enter', 'it to be accepted', lenses.getByText('edit 1 of 1').first());
		await press('Alt+F8', 'the second hunk', workbench.statusBarItem(/^Ln 13,/));
		await press('Control+Alt+Backspace', 'it to be rejected', gone(lenses.first()));
		const total = readFileSync(path.join(session().folder, 'src/checkout/total.ts'), 'utf8');
		assert.match(total, /function sumOfGoods/);
		await workbench.runCommand('Longview: Reject All Edits');
		const decided = before['src/checkout/total.ts']!.replace('function calculateTotal', 'function sumOfGoods');
		await filesAre({ ...before, 'src/checkout/total.ts': decided });
		await workbench.runCommand('Longview: Undo Last Apply');
		await filesAre(before);
	});

	it('keeps the review over a reload', async () => {
		const before = read();
		const chat = await propose();
		await chat.frame.getByTestId('edit-apply').click();
		await chat.frame.getByTestId('edit-accept-all').waitFor();
		await session().reload();
		const again = await Chat.open(session());
		await again.frame.getByTestId('edit-reject-all').click();
		await again.frame.getByTestId('edit-reject-all').waitFor({ state: 'detached' });
		await filesAre(before);
	});
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Chat } from './harness/chat';
import { eventually, gone, patience, rarely, until } from './harness/eventually';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

const total = 'src/checkout/total.ts';

function block(search: string, replace: string): string {
	return `${total}\n\`\`\`ts\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n\n`;
}

const soon = { timeout: patience };

describe('a review in the editor', () => {
	const session = useSession({
		workspace: 'shop',
		shared: true,
		// What is typed is to stand there as it was typed; the source control view shows the review alone.
		settings: { 'editor.autoIndent': 'none', 'git.enabled': false },
	});
	let simulator: SimulatorControl;

	beforeEach(async () => {
		simulator = new SimulatorControl((await sharedStage()).simulator);
		await simulator.reset();
	});

	const read = (file: string) => readFileSync(path.join(session().folder, file), 'utf8');

	/** Files are saved in the editor's own time. */
	async function fileIs(file: string, expected: string): Promise<void> {
		await eventually(file, () => read(file) === expected).catch(() => assert.equal(read(file), expected));
	}

	async function applied(question: string): Promise<Chat> {
		const chat = await Chat.open(session());
		await chat.complete(question);
		await chat.frame.getByTestId('edit-apply').click();
		await chat.frame.getByTestId('edit-accept-all').waitFor();
		return chat;
	}

	/** The words above the hunks of the active editor. */
	const lens = (text: string): Locator =>
		session()
			.page.locator('.codelens-decoration a', { hasText: text })
			.or(session().page.locator('.codelens-decoration span', { hasText: text }));

	/** Types at the beginning of a line of the active editor. */
	async function typeAt(file: string, line: number, text: string): Promise<void> {
		const { page, workbench } = session();
		await workbench.openFile(file, line);
		await page.keyboard.insertText(`${text}\n`);
		await workbench.statusBarItem(new RegExp(`^Ln ${line + 1},`)).waitFor();
	}

	it('gives back exactly the old lines after typing into it, saving and a reload', async () => {
		const before = read(total);
		const [shipping, sum] = ['const shipping = 490;\n', "/** The sum of a cart's lines, in cents. */\n"];
		const [rates, doc] = ['const shipping = rate(1);\n', '/**\n * The sum of the lines.\n * Without shipping.\n */\n'];
		await simulator.fault({ kind: 'say', text: `Here it is.\n\n${block(shipping, rates)}${block(sum, doc)}` });
		await applied('Tell more about the sum');
		const { workbench } = session();
		const edited = before.replace(shipping, rates).replace(sum, doc);
		await fileIs(total, edited);

		// Inside a hunk, between the hunks and below them, each without looking at what the review makes of it.
		const lineOf = (text: string) => edited.slice(0, edited.indexOf(text)).split('\n').length;
		await typeAt(total, lineOf('\treturn cart.lines'), '\t// mine, below');
		await typeAt(total, lineOf(' * Without'), ' * Mine, inside.');
		await typeAt(total, lineOf('/**\n * The sum'), '// mine, between');
		await workbench.save();
		const typed = edited
			.replace('\treturn cart.lines', '\t// mine, below\n\treturn cart.lines')
			.replace(' * Without', ' * Mine, inside.\n * Without')
			.replace('/**\n * The sum', '// mine, between\n/**\n * The sum');
		await fileIs(total, typed);
		await session().reload();
		const again = await Chat.open(session());
		await workbench.openFile(total, 1);
		await lens('edit 1 of 2').first().waitFor();
		await session().screenshot('review/typed-into');
		assert.equal(read(total), typed);
		await again.frame.getByTestId('edit-reject-all').click();
		await again.frame.getByTestId('edit-reject-all').waitFor({ state: 'detached' });
		await fileIs(
			total,
			before
				.replace('\treturn cart.lines', '\t// mine, below\n\treturn cart.lines')
				.replace(sum, `// mine, between\n${sum} * Mine, inside.\n`),
		);
	});

	it('is decided by every button there is', async () => {
		const { page, workbench } = session();
		const all = ['README.md', 'docs/money.md', 'src/main.ts', 'src/orders/invoice.ts', 'src/orders/refund.ts', total];
		const before = new Map(all.map((file) => [file, read(file)]));
		const renamed = (file: string) => before.get(file)!.replaceAll('calculateTotal', 'sumOfGoods');
		await applied('Rename calculateTotal to sumOfGoods everywhere');
		const goes = async (to: number, how: () => Promise<void>) =>
			await until(`line ${to}`, workbench.statusBarItem(new RegExp(`^Ln ${to},`)), how, rarely);
		const titleButton = (name: string) => page.locator(`.part.editor .editor-actions a[aria-label^="${name}"]`).first();

		// Editor title and keys: from hunk to hunk.
		await workbench.openFile(total, 1);
		await lens('edit 1 of 2').first().waitFor();
		await goes(7, () => titleButton('Go to Next Hunk').click(soon));
		await goes(13, () => titleButton('Go to Next Hunk').click(soon));
		await goes(7, () => titleButton('Go to Previous Hunk').click(soon));
		await goes(13, () => page.keyboard.press('Alt+F8'));
		await goes(7, () => page.keyboard.press('Shift+Alt+F8'));

		// CodeLens: one hunk accepted, the other rejected.
		const oneLeft = lens('edit 1 of 1').first();
		const noLens = gone(page.locator('.codelens-decoration').first());
		await until('a hunk to be accepted', oneLeft, () => lens('Accept').first().click(soon), rarely);
		await until('a hunk to be rejected', noLens, () => lens('Reject').first().click(soon), rarely);
		await fileIs(total, before.get(total)!.replace('function calculateTotal', 'function sumOfGoods'));

		// Inline diff.
		await workbench.openFile('src/main.ts', 3);
		await lens('edit 1 of 2').first().waitFor();
		const accept = await workbench.openInlineDiff('Accept Hunk');
		await until('the hunk to be accepted', oneLeft, () => accept.click(soon), rarely);
		await page.keyboard.press('Escape');

		// Editor title: whole files.
		await workbench.openFile('src/orders/invoice.ts', 1);
		await lens('edit 1 of').first().waitFor();
		await until('the file to be accepted', noLens, () => titleButton('Accept All Hunks of File').click(soon));
		await workbench.openFile('src/orders/refund.ts', 1);
		await lens('edit 1 of').first().waitFor();
		await until('the file to be rejected', noLens, () => titleButton('Reject All Hunks of File').click(soon));
		await fileIs('src/orders/refund.ts', before.get('src/orders/refund.ts')!);

		// Source control view: whole files, then all that is left.
		const rows = page.locator('.scm-view .monaco-list-row');
		const sourceControl = page.locator('.activitybar .action-item', {
			has: page.locator('a[aria-label^="Source Control"]'),
		});
		await until('the source control view', rows.first(), () => sourceControl.click(soon));
		const decide = async (name: string, button: string) => {
			const row = rows.filter({ hasText: name }).first();
			await row.waitFor();
			await until(`“${button}” of ${name}`, gone(row), async () => {
				await row.hover(soon);
				await row.locator(`a[aria-label^="${button}"]`).click(soon);
			});
		};
		await rows.filter({ hasText: 'README.md' }).first().hover();
		await session().screenshot('review/source-control');
		await decide('README.md', 'Accept All Hunks of File');
		await decide('money.md', 'Reject All Hunks of File');
		await fileIs('docs/money.md', before.get('docs/money.md')!);
		const rejectAll = page.locator('.part.sidebar a[aria-label^="Reject All Edits"]').first();
		await until('all to be rejected', gone(rows.first()), () => rejectAll.click(soon));
		await fileIs('src/main.ts', before.get('src/main.ts')!.replace('import { calculateTotal', 'import { sumOfGoods'));
		assert.equal(read('README.md'), renamed('README.md'));
		assert.equal(read('src/orders/invoice.ts'), renamed('src/orders/invoice.ts'));
		assert.equal(read('src/orders/refund.ts'), before.get('src/orders/refund.ts'));

		// Command palette.
		await workbench.runCommand('Longview: Undo Last Apply');
		for (const [file, text] of before) {
			await fileIs(file, text);
		}
	});
});

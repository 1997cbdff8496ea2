import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Chat } from './harness/chat';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

describe('explaining a diff', () => {
	const session = useSession({ workspace: 'shop', shared: true });
	beforeEach(async () => {
		await new SimulatorControl((await sharedStage()).simulator).reset();
		const file = path.join(session().folder, 'src/checkout/total.ts');
		writeFileSync(
			file,
			readFileSync(file, 'utf8')
				.replace('const shipping = 490;', 'const shipping = 590;')
				.replace(/calculateTotal\(cart: Cart\)/, 'calculateTotal(cart: Cart, rounded = false)'),
		);
	});

	async function explain(command: string): Promise<Chat> {
		const chat = await Chat.open(session());
		await session().workbench.runCommand(command);
		await chat.last.waitFor();
		await chat.agree();
		await chat.answered();
		return chat;
	}

	it('puts remarks on the lines of staged changes', async () => {
		execFileSync('git', ['add', '.'], { cwd: session().folder });
		const chat = await explain('Longview: Explain Staged Changes');
		await chat.last.getByTestId('attachment').getByText('Staged changes').waitFor();
		await chat.last.getByTestId('explanation-open').click();
		const { page } = session();
		const thread = page.locator('.review-widget').first();
		await thread.getByText('Longview').first().waitFor();
		await session().screenshot('explain/1-threads');
		await page.keyboard.press('F1');
		await page.keyboard.press('Escape');
		assert.ok((await page.locator('.review-widget').count()) >= 1);
		await session().workbench.runCommand('Longview: Remove Explanations from Diffs');
		await thread.waitFor({ state: 'detached' });
	});

	it('explains working changes, and says when there is nothing to explain', async () => {
		const chat = await explain('Longview: Explain Working Changes');
		await chat.last.getByTestId('explanation-open').click();
		await session().page.locator('.review-widget').first().waitFor();
		await session().screenshot('explain/2-working');
		await session().workbench.runCommand('Longview: Explain Staged Changes');
		await session().workbench.notification('no staged changes').waitFor();
	});

	it('explains a commit that is picked', async () => {
		execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qam', 'Raise the shipping cost'], {
			cwd: session().folder,
		});
		const chat = await Chat.open(session());
		await session().workbench.runCommand('Longview: Explain Commit…');
		await session().workbench.pick('Raise the shipping cost');
		await chat.last.waitFor();
		await chat.agree();
		await chat.answered();
		await chat.last.getByTestId('attachment').getByText('Commit').waitFor();
	});
});

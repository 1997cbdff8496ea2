import { Chat } from './harness/chat';
import { useSession } from './harness/suite';
import { themes, type Theme } from './harness/themes';

describe('the endpoint', () => {
	const session = useSession({ workspace: 'shop' });

	it('is chosen, checked and given another model by keyboard', async () => {
		const { page, workbench } = session();
		const chat = await Chat.open(session());
		const rows = workbench.quickInput.locator('.monaco-list-row');
		await workbench.runCommand('Longview: Choose Endpoint');
		await rows.filter({ hasText: 'Any OpenAI-Compatible Server' }).waitFor();
		await session().screenshot('endpoint/servers');
		await page.keyboard.press('Enter');
		await rows.filter({ hasText: 'Use DeepSeek at 127.0.0.1' }).waitFor();
		for (const theme of Object.keys(themes) as Theme[]) {
			await session().setTheme(theme);
			await session().screenshot(`endpoint/check-${theme}`);
		}
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await rows.filter({ hasText: 'DeepSeek V4 Pro' }).waitFor();
		await workbench.quickInputField.fill('pro');
		await page.keyboard.press('Enter');
		await rows.filter({ hasText: 'New chats use deepseek-v4-pro' }).waitFor();
		await page.keyboard.press('Enter');
		await workbench.notification('New chats use DeepSeek V4 Pro').waitFor();
		await chat.frame.getByTestId('chip-chooseModel').filter({ hasText: 'deepseek-v4-pro' }).waitFor();
		await page.setViewportSize({ width: 700, height: 700 });
		await workbench.runCommand('Longview: Choose Model');
		await rows.filter({ hasText: 'deepseek-v4-pro · current' }).waitFor();
		await session().screenshot('endpoint/models');
		await page.keyboard.press('Escape');
	});
});

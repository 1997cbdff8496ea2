import { Chat } from './harness/chat';
import { useSession } from './harness/suite';
import { themes, type Theme } from './harness/themes';

describe('in every theme', () => {
	const session = useSession({ workspace: 'shop' });

	it('the chat and the review are pictured', async () => {
		const chat = await Chat.open(session());
		await chat.complete('Rename calculateTotal to sumOfGoods in src/orders/', true);
		await chat.frame.getByTestId('edit-apply').click();
		await chat.frame.getByTestId('edit-accept-all').waitFor();
		await session().page.locator('.codelens-decoration').first().waitFor();
		for (const theme of Object.keys(themes) as Theme[]) {
			await session().setTheme(theme);
			await session().screenshot(`themes/${theme}`);
		}
		await session().page.setViewportSize({ width: 800, height: 700 });
		await session().screenshot('themes/narrow');
	});
});

import { useSession } from './harness/suite.js';

describe('VS Code with Longview', () => {
	const session = useSession();

	it('shows the chat view', async () => {
		const { workbench } = session();
		const chat = await workbench.openChatFrame();
		await chat.getByRole('textbox').first().waitFor();
	});
});

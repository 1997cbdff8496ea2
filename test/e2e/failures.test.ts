import assert from 'node:assert/strict';
import { Chat } from './harness/chat';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

describe('when the endpoint', () => {
	describe('refuses', () => {
		const session = useSession({ workspace: 'shop', shared: true });
		let simulator: SimulatorControl;
		beforeEach(async () => {
			simulator = new SimulatorControl((await sharedStage()).simulator);
			await simulator.reset();
		});

		it('because of a wrong key, another key can be set in place', async () => {
			const chat = await Chat.open(session());
			await session().workbench.runCommand('Longview: Set API Key');
			await session().workbench.answerInput('sk-wrong');
			await session().workbench.notification('is set').waitFor();
			await session().workbench.clearNotifications();
			await chat.ask('What is a cart?');
			await chat.agree();
			await chat.last.getByTestId('failure').getByText('does not accept the API key').waitFor();
			await session().screenshot('failures/wrong-key');
			await chat.frame.getByTestId('failure-action-setApiKey').click();
			await session().workbench.answerInput('sk-right');
			await session().workbench.notification('is set').waitFor();
			await chat.frame.getByTestId('failure-action-retry').click();
			await chat.answered();
		});

		it('for lack of balance, it says so in words of its own and of the endpoint', async () => {
			const chat = await Chat.open(session());
			await simulator.fault({ kind: 'status', status: 402 });
			await chat.ask('What is a cart?');
			await chat.agree();
			await chat.last.getByTestId('failure').getByText('no balance').waitFor();
			await chat.frame.getByTestId('failure-action-openAccountPage').getByText('Top Up').waitFor();
			await session().screenshot('failures/no-balance');
		});

		it('for a while, it is tried again visibly', async () => {
			const chat = await Chat.open(session());
			await simulator.fault({ kind: 'status', status: 503, times: 2 });
			await chat.ask('What is a cart?');
			await chat.agree();
			await chat.answered();
			assert.equal((await simulator.requests()).length, 3);
		});

		it('in the middle of an answer, what came is kept', async () => {
			const chat = await Chat.open(session());
			await simulator.fault({ kind: 'drop', afterCharacters: 700 });
			await chat.ask('Where is the shipping cost computed?');
			await chat.agree();
			await chat.last.getByTestId('failure').getByText('broke off').waitFor();
			assert.match(await chat.last.getByTestId('answer').innerText(), /shipping/i);
			await session().screenshot('failures/broke-off');
			await chat.frame.getByTestId('failure-action-retry').click();
			await chat.answered();
		});
	});

	describe('is down', () => {
		const session = useSession({ workspace: 'shop', env: { LONGVIEW_BASE_URL: 'http://127.0.0.1:9' } });

		it('the chat says so and keeps the question', async () => {
			const chat = await Chat.open(session());
			await chat.ask('What is a cart?');
			await chat.agree();
			await chat.last.getByTestId('failure').getByText('cannot be reached').waitFor();
			await chat.last.getByTestId('question').getByText('What is a cart?').waitFor();
			await session().screenshot('failures/down');
		});
	});
});

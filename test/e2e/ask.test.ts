import assert from 'node:assert/strict';
import { Chat } from './harness/chat';
import { eventually } from './harness/eventually';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

describe('asking about the workspace', () => {
	const session = useSession({ workspace: 'shop', shared: true });
	let simulator: SimulatorControl;
	beforeEach(async () => {
		simulator = new SimulatorControl((await sharedStage()).simulator);
		await simulator.reset();
	});

	it('shows what would be sent, asks for consent once, and sends nothing before', async () => {
		const chat = await Chat.open(session());
		await chat.contextCard.getByText('18').first().waitFor();
		await chat.contextCard.getByTestId('omitted').locator('summary').click();
		await chat.contextCard.getByText('.env', { exact: true }).waitFor();
		await session().screenshot('ask/1-first-run');

		await chat.ask('Where is the shipping cost computed?');
		await chat.consent.getByText('127.0.0.1').first().waitFor();
		await session().screenshot('ask/2-consent');
		assert.equal((await simulator.requests()).length, 0);
		await session().page.keyboard.press('Escape');
		await chat.frame.getByTestId('start').waitFor();
		assert.equal((await simulator.requests()).length, 0);
		await eventually(
			'the question to be back in the composer',
			async () => (await chat.composer.inputValue()) === 'Where is the shipping cost computed?',
		);
		assert.equal(await chat.frame.getByTestId('failure').count(), 0);

		await chat.composer.press('Enter');
		await chat.agree();
		await chat.answered();
		await session().screenshot('ask/3-answer');
		await chat.complete('And the discount?');
		const requests = await simulator.requests();
		assert.equal(requests.length, 2);
		const [first, second] = requests.map((request) => request.body.messages);
		assert.deepEqual(second!.slice(0, first!.length), first);
		assert.doesNotMatch(JSON.stringify(first), /not-a-real-secret/);
	});

	it('follows a citation to its line, by mouse and by keyboard', async () => {
		const chat = await Chat.open(session());
		const turn = await chat.complete('Where is shippingCost defined?');
		const citation = turn.getByTestId('citation').filter({ hasText: 'src/checkout/total.ts' }).first();
		await citation.click();
		await session().workbench.tab('total.ts').waitFor();
		await session()
			.workbench.statusBarItem(/^Ln \d+, Col \d+/)
			.waitFor();
		await session()
			.page.locator('.editor-instance .monaco-editor .selected-text')
			.first()
			.waitFor({ state: 'attached' });
		await session().workbench.runCommand('View: Close All Editors');
		await session().workbench.tab('total.ts').waitFor({ state: 'detached' });
		await citation.focus();
		await citation.press('Enter');
		await session().workbench.tab('total.ts').waitFor();
	});

	it('streams, stops at once, keeps what came, and can ask again', async () => {
		const chat = await Chat.open(session());
		await simulator.fault({ kind: 'stall', afterCharacters: 500 });
		await chat.ask('Where is the shipping cost computed?');
		await chat.agree();
		await chat.last.getByTestId('answer').getByText('shipping').first().waitFor();
		await session().screenshot('ask/4-streaming');
		await chat.stop.click();
		await chat.last.getByTestId('ended').waitFor();
		const kept = await chat.last.getByTestId('answer').innerText();
		assert.match(kept, /shipping/i);
		await eventually('the connection to be closed', async () => (await simulator.requests())[0]?.outcome === 'aborted');
		await session().screenshot('ask/5-stopped');
		await chat.complete('Once more: where is the shipping cost computed?');
	});

	it('keeps the chat over a reload in the middle of an answer', async () => {
		const chat = await Chat.open(session());
		await chat.complete('What is a cart?');
		await simulator.fault({ kind: 'stall', afterCharacters: 900 });
		await chat.ask('Where is the shipping cost computed?');
		await chat.last.getByTestId('answer').getByText('shipping').first().waitFor();
		// The answer grows no more; what has come is on disk within a second.
		await eventually('the answer to be saved', async () =>
			(await session().growingAnswers()).some((text) => /"content":"(?:[^"\\]|\\.)*shipping/i.test(text)),
		);
		await session().reload();
		const again = await Chat.open(session());
		await again.turns.nth(1).waitFor();
		await again.last.getByTestId('ended').waitFor();
		assert.match((await again.last.getByTestId('answer').textContent()) ?? '', /shipping/i);
		assert.match((await again.turns.first().getByTestId('answer').textContent()) ?? '', /cart/i);
		await session().screenshot('ask/6-after-reload');
		await again.complete('And the discount?');
	});

	it('starts a new chat and finds the old one in the history', async () => {
		const chat = await Chat.open(session());
		await chat.complete('What is a cart?');
		await session().workbench.runCommand('Longview: New Chat');
		await chat.frame.getByTestId('start').waitFor();
		await chat.complete('What is an order?');
		await session().workbench.runCommand('Longview: Show Chat History');
		await session().workbench.pick('What is a cart?');
		await chat.turns.getByText('What is a cart?').first().waitFor();
		assert.equal(await chat.turns.count(), 1);
	});
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fromPage, Messenger, type FromPage, type ToPage } from '../../../src/protocol';

function setUp() {
	const received: string[] = [];
	const invalid: string[] = [];
	const posted: unknown[] = [];
	let deliver: (message: unknown) => void = () => assert.fail('nobody listens');
	const handlers = new Proxy({}, { get: () => (message: FromPage) => received.push(JSON.stringify(message)) });
	const messenger = new Messenger<FromPage, ToPage>(
		{
			post: (message) => posted.push(message),
			listen: (receive) => {
				deliver = receive;
				return () => (deliver = () => undefined);
			},
		},
		fromPage,
		handlers as ConstructorParameters<typeof Messenger<FromPage, ToPage>>[2],
		(reason) => invalid.push(reason),
	);
	return { messenger, received, invalid, posted, deliver: (message: unknown) => deliver(message) };
}

describe('Messenger', () => {
	it('hands valid messages to their handler', () => {
		const { received, invalid, deliver } = setUp();
		deliver({ type: 'ask', text: 'hello' });
		assert.deepEqual(received, ['{"type":"ask","text":"hello"}']);
		assert.deepEqual(invalid, []);
	});

	it('drops and reports what does not fit the protocol', () => {
		const { received, invalid, deliver } = setUp();
		const bad: unknown[] = [
			undefined,
			null,
			'ask',
			{ type: 'toString' },
			{ type: 'ask' },
			{ type: 'ask', text: 'x'.repeat(2_000_001) },
			{ type: 'command', command: 'workbench.action.terminal.sendSequence' },
			{ type: 'openCitation', turnId: 't', index: -1 },
		];
		bad.forEach(deliver);
		assert.deepEqual(received, []);
		assert.equal(invalid.length, bad.length);
	});

	it('sends, and hears nothing any more once disposed', () => {
		const { messenger, received, posted, deliver } = setUp();
		messenger.send({ type: 'compose', text: 'x' });
		assert.deepEqual(posted, [{ type: 'compose', text: 'x' }]);
		messenger.dispose();
		deliver({ type: 'stop' });
		assert.deepEqual(received, []);
	});
});

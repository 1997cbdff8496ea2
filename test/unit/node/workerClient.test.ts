import assert from 'node:assert/strict';
import { WorkerClient, WorkerError } from '../../../src/node/workers/workerClient';
import type { WorkspaceOperations } from '../../../src/node/workspace/operations';
import { TemporaryFolder } from '../../support/temporaryFolder';

/** Ends with an uncaught error when it is told to. */
const script = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ type, id, operation }) => {
	if (operation === 'packNow') {
		throw new Error('crashed');
	}
	if (type === 'call') {
		parentPort.postMessage({ type: 'result', id, output: [operation] });
	}
});
`;

describe('the worker client', () => {
	let folder: TemporaryFolder;
	let client: WorkerClient<WorkspaceOperations>;
	const { signal } = new AbortController();

	beforeEach(() => {
		folder = new TemporaryFolder();
		client = new WorkerClient(folder.write('worker.js', script));
	});

	afterEach(async () => {
		await client.dispose();
		folder.remove();
	});

	it('starts another worker after a crash, at once, and keeps what that one was asked', async () => {
		const crashed = client.call('packNow', {} as never, signal);
		// Asked again in the very moment it is told, while the end of the old worker is yet to come.
		const again = crashed.then(
			() => assert.fail('it crashes'),
			(error: unknown) => {
				assert.ok(error instanceof WorkerError);
				assert.match(error.message, /crashed/);
				return client.call('files', undefined, signal);
			},
		);
		assert.deepEqual(await again, ['files']);
	});
});

import assert from 'node:assert/strict';
import type { ModelRequest } from '../../src/core/model/types';
import { eventually } from '../support/eventually';
import { failures, question, reach, setUser, unknownName, useNetwork } from './support/network';

describe("The editor's network settings", () => {
	const network = useNetwork();

	it('send every request through the proxy that is set', async () => {
		await network.begin(`http://${unknownName}`, network.server.port);
		await reach(network.endpoint);
		assert.ok(network.proxy.targets.length > 0);
		assert.deepEqual([...new Set(network.proxy.targets)], [`${unknownName}:80`]);
	});

	for (const [setting, value] of [
		['http.noProxy', [unknownName]],
		['http.proxySupport', 'off'],
	] as const) {
		it(`send no request through it where ${setting} says so`, async () => {
			await network.begin(`http://${unknownName}`, network.server.port);
			await setUser(setting, value);
			for (const error of await failures(network.endpoint)) {
				// Nothing but the proxy knows the name.
				assert.notEqual(error.kind, 'proxy');
				assert.equal(error.begun, 'no');
			}
			assert.deepEqual(network.proxy.targets, []);
		});
	}

	it('stop at once when a request through a proxy is stopped', async () => {
		await network.begin(`http://${unknownName}`, network.server.port);
		network.server.enqueueFault({ kind: 'stall' });
		const client = await network.endpoint.client();
		const controller = new AbortController();
		const asked: ModelRequest = { ...question, thinking: { enabled: true, effort: 'high' }, maxTokens: 4_096 };
		await assert.rejects(
			async () => {
				for await (const event of client.stream(asked, controller.signal)) {
					if (event.type === 'reasoning') {
						controller.abort();
					}
				}
			},
			{ name: 'AbortError' },
		);
		await eventually('the connection to close', () => network.server.requests.at(-1)?.outcome === 'aborted');
	});

	it('are named when the proxy refuses', async () => {
		await network.begin(`https://${unknownName}`, network.server.port);
		for (const refusal of ['403 Forbidden', '407 Proxy Authentication Required', '502 Bad Gateway']) {
			network.proxy.refuse = refusal;
			for (const error of await failures(network.endpoint)) {
				assert.equal(error.kind, 'proxy', refusal);
				assert.match(error.message, /through the proxy/);
			}
		}
	});

	it('are named when nothing listens where the proxy should be', async () => {
		await network.begin(`http://${unknownName}`, network.server.port);
		await setUser('http.proxy', 'http://127.0.0.1:9');
		for (const error of await failures(network.endpoint)) {
			assert.equal(error.kind, 'proxy');
		}
	});
});

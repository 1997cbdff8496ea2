import assert from 'node:assert/strict';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { createServer, request as forward, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../src/extension';
import { ModelError } from '../../src/core/model/errors';
import { EndpointService } from '../../src/vscode/endpoint/endpointService';
import type { Simulator } from '../simulator/simulator';
import { eventually } from '../support/eventually';
import { extension, longview, simulator } from './support/editor';

const set = (name: string, value: unknown) =>
	vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);

/** A name that nothing outside the proxy knows. */
const name = 'models.longview.invalid';

/** A proxy that takes every name for one server, or refuses. */
class Proxy {
	readonly targets: string[] = [];
	refuse: string | undefined;
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	constructor(port: number) {
		this.#server = createServer((request, response) => {
			const { host, pathname } = new URL(request.url ?? '');
			this.targets.push(`${host}:80`);
			if (this.refuse !== undefined) {
				response.writeHead(Number.parseInt(this.refuse)).end();
				return;
			}
			const { method, headers } = request;
			const forwarded = forward({ port, host: '127.0.0.1', path: pathname, method, headers }, (answer) => {
				response.writeHead(answer.statusCode ?? 0, answer.headers);
				answer.pipe(response);
			});
			forwarded.on('error', () => response.destroy());
			response.on('close', () => forwarded.destroy());
			request.pipe(forwarded);
		});
		this.#server.on('connect', (request, client: Socket) => {
			this.targets.push(request.url ?? '');
			this.#sockets.add(client);
			client.on('error', () => undefined);
			if (this.refuse !== undefined) {
				client.end(`HTTP/1.1 ${this.refuse}\r\ncontent-length: 0\r\n\r\n`);
				return;
			}
			const server = connect(port, '127.0.0.1', () => {
				client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
				server.pipe(client).pipe(server);
			});
			this.#sockets.add(server);
			server.on('error', () => client.destroy());
		});
	}

	async open(): Promise<string> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	close(): void {
		this.#sockets.forEach((socket) => socket.destroy());
		this.#server.close();
	}
}

describe("The editor's network settings", () => {
	let api: LongviewApi;
	let server: Simulator;
	let proxy: Proxy;
	let endpoint: EndpointService;

	before(async () => {
		api = await longview();
		server = await simulator();
		await set('longview.endpoint.allowInsecureHttp', true);
		await set('longview.endpoint.server', 'deepseek');
	});

	after(async () => {
		await server.close();
		await set('longview.endpoint.allowInsecureHttp', undefined);
		await set('longview.endpoint.server', undefined);
	});

	afterEach(async () => {
		for (const each of ['http.proxy', 'http.noProxy', 'http.proxySupport', 'http.proxyStrictSSL']) {
			await set(each, undefined);
		}
		await api.keys.remove(name);
		proxy.close();
		endpoint.dispose();
	});

	async function begin(baseUrl: string, port: number): Promise<void> {
		proxy = new Proxy(port);
		await set('http.proxy', await proxy.open());
		await api.keys.set(name, 'sk-of-the-name');
		endpoint = new EndpointService(api.keys, { baseUrl, simulator: false });
	}

	/** What a list of models and an answer fail with: they take different ways to the endpoint. */
	async function failures(): Promise<readonly ModelError[]> {
		const client = await endpoint.client();
		const messages = [{ role: 'user', content: 'Who greets?' }] as const;
		const asked = { model: 'deepseek-flash', messages, thinking: { enabled: false }, maxTokens: 256 } as const;
		const attempts = [
			client.listModels(AbortSignal.timeout(10_000)),
			(async () => {
				for await (const event of client.stream(asked, AbortSignal.timeout(10_000))) {
					assert.fail(event.type);
				}
			})(),
		];
		const outcomes = await Promise.allSettled(attempts);
		return outcomes.map((outcome) => {
			const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
			assert.ok(error instanceof ModelError, String(error));
			return error;
		});
	}

	it('send every request through the proxy that is set', async () => {
		await begin(`http://${name}`, server.port);
		const client = await endpoint.client();
		assert.ok((await client.listModels(AbortSignal.timeout(10_000))).includes('deepseek-flash'));
		const events = [];
		const messages = [{ role: 'user', content: 'Who greets?' }] as const;
		const asked = { model: 'deepseek-flash', messages, thinking: { enabled: false }, maxTokens: 256 } as const;
		for await (const event of client.stream(asked, AbortSignal.timeout(10_000))) {
			events.push(event.type);
		}
		assert.equal(events.at(-1), 'finished');
		assert.ok(proxy.targets.length > 0);
		assert.deepEqual([...new Set(proxy.targets)], [`${name}:80`]);
	});

	for (const [setting, value] of [
		['http.noProxy', [name]],
		['http.proxySupport', 'off'],
	] as const) {
		it(`send no request through it where ${setting} says so`, async () => {
			await begin(`http://${name}`, server.port);
			await set(setting, value);
			for (const error of await failures()) {
				// Nothing but the proxy knows the name.
				assert.notEqual(error.kind, 'proxy');
				assert.equal(error.begun, 'no');
			}
			assert.deepEqual(proxy.targets, []);
		});
	}

	it('stop at once when a request through a proxy is stopped', async () => {
		await begin(`http://${name}`, server.port);
		server.enqueueFault({ kind: 'stall' });
		const client = await endpoint.client();
		const controller = new AbortController();
		const messages = [{ role: 'user', content: 'Who greets?' }] as const;
		const asked = {
			model: 'deepseek-flash',
			messages,
			thinking: { enabled: true, effort: 'high' },
			maxTokens: 4_096,
		} as const;
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
		await eventually('the connection to close', () => server.requests.at(-1)?.outcome === 'aborted');
	});

	it('are named when the proxy refuses', async () => {
		await begin(`https://${name}`, server.port);
		for (const refusal of ['403 Forbidden', '407 Proxy Authentication Required', '502 Bad Gateway']) {
			proxy.refuse = refusal;
			for (const error of await failures()) {
				assert.equal(error.kind, 'proxy', refusal);
				assert.match(error.message, /through the proxy/);
			}
		}
	});

	it('are named when nothing listens where the proxy should be', async () => {
		await begin(`http://${name}`, server.port);
		await set('http.proxy', 'http://127.0.0.1:9');
		for (const error of await failures()) {
			assert.equal(error.kind, 'proxy');
		}
	});

	describe('of certificates', () => {
		let secure: TlsServer;
		let port: number;
		before(async () => {
			const fixture = (file: string) => readFileSync(path.join(extension().extensionPath, 'test/fixtures/tls', file));
			secure = createTlsServer({ key: fixture('key.pem'), cert: fixture('certificate.pem') }, (_, response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end('{"object":"list","data":[{"id":"deepseek-flash"}]}');
			});
			await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
			({ port } = secure.address() as AddressInfo);
		});
		after(() => {
			secure.closeAllConnections();
			secure.close();
		});

		it('are kept: a certificate that nobody vouches for is refused before anything is sent', async () => {
			await begin(`https://${name}`, port);
			for (const strict of [true, false]) {
				await set('http.proxyStrictSSL', strict);
				for (const error of await failures()) {
					assert.equal(error.kind, 'certificate');
					assert.match(error.message, /not trusted. Nothing was sent/);
				}
			}
			assert.deepEqual([...new Set(proxy.targets)], [`${name}:443`]);
		});
	});
});

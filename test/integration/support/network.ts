import assert from 'node:assert/strict';
import { createServer, request as forward, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../../src/extension';
import { ModelError } from '../../../src/core/model/errors';
import type { ModelClient, ModelRequest } from '../../../src/core/model/types';
import { EndpointService } from '../../../src/vscode/endpoint/endpointService';
import type { Simulator } from '../../simulator/simulator';
import { longview, simulator } from './editor';

export const setUser = (name: string, value: unknown) =>
	vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);

/** A name that nothing outside the proxy knows. */
export const unknownName = 'models.longview.invalid';

export const question: ModelRequest = {
	model: 'deepseek-flash',
	messages: [{ role: 'user', content: 'Who greets?' }],
	thinking: { enabled: false },
	maxTokens: 256,
};

/** A proxy that takes every name for one server, or refuses. */
export class Proxy {
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

/** An endpoint that is reached through a proxy only. */
export interface Network {
	readonly api: LongviewApi;
	readonly server: Simulator;
	readonly proxy: Proxy;
	readonly endpoint: EndpointService;
	/** @param port that the proxy takes every name for */
	begin(baseUrl: string, port: number): Promise<void>;
}

/** Gives the tests of the surrounding `describe` a simulator behind a proxy; afterwards nothing is set any more. */
export function useNetwork(): Network {
	const network = {} as { -readonly [Name in keyof Network]: Network[Name] };

	before(async () => {
		network.api = await longview();
		network.server = await simulator();
		await setUser('longview.endpoint.allowInsecureHttp', true);
		await setUser('longview.endpoint.server', 'deepseek');
	});

	after(async () => {
		await network.server.close();
		await setUser('longview.endpoint.allowInsecureHttp', undefined);
		await setUser('longview.endpoint.server', undefined);
	});

	afterEach(async () => {
		for (const each of ['proxy', 'noProxy', 'proxySupport', 'proxyStrictSSL', 'systemCertificates']) {
			await setUser(`http.${each}`, undefined);
		}
		await network.api.keys.remove(unknownName);
		network.proxy.close();
		network.endpoint.dispose();
	});

	network.begin = async (baseUrl, port) => {
		const { api } = network;
		network.proxy = new Proxy(port);
		await setUser('http.proxy', await network.proxy.open());
		await api.keys.set(unknownName, 'sk-of-the-name');
		network.endpoint = new EndpointService(api.keys, { baseUrl, simulator: false });
	};
	return network;
}

async function ask(client: ModelClient): Promise<readonly string[]> {
	const events = [];
	for await (const event of client.stream(question, AbortSignal.timeout(10_000))) {
		events.push(event.type);
	}
	return events;
}

/** Asks for a list of models, and a question. */
export async function reach(endpoint: EndpointService): Promise<void> {
	const client = await endpoint.client();
	assert.ok((await client.listModels(AbortSignal.timeout(10_000))).includes('deepseek-flash'));
	assert.equal((await ask(client)).at(-1), 'finished');
}

/** What a list of models and an answer fail with. */
export async function failures(endpoint: EndpointService): Promise<readonly ModelError[]> {
	const client = await endpoint.client();
	const outcomes = await Promise.allSettled([client.listModels(AbortSignal.timeout(10_000)), ask(client)]);
	return outcomes.map((outcome) => {
		const error: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
		assert.ok(error instanceof ModelError, String(error));
		return error;
	});
}

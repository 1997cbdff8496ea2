import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import * as vscode from 'vscode';
import { createChat, consentAsked } from './support/chat';
import { extension } from './support/editor';
import { failures, reach, setUser, unknownName, useNetwork } from './support/network';

/** Encrypts for a server that does not. */
class Encryption {
	/** Connections on which both sides agreed to go on. */
	agreed = 0;
	readonly #server: Server;
	readonly #sockets = new Set<TLSSocket>();

	/** @param certificate the name of a file beside the key */
	constructor(certificate: string, port: number) {
		const fixture = (file: string) => readFileSync(path.join(extension().extensionPath, 'test/fixtures/tls', file));
		this.#server = createServer({ key: fixture('key.pem'), cert: fixture(certificate) }, (client) => {
			// The end of the handshake is seen here before the other side has judged: only what it sends counts.
			client.once('data', () => this.agreed++);
			this.#sockets.add(client);
			const server = connect(port, '127.0.0.1');
			client.on('error', () => server.destroy());
			client.on('close', () => server.destroy());
			server.on('error', () => client.destroy());
			server.pipe(client).pipe(server);
		});
	}

	async open(): Promise<number> {
		await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
		return (this.#server.address() as AddressInfo).port;
	}

	close(): void {
		this.#sockets.forEach((socket) => socket.destroy());
		this.#server.close();
	}
}

describe('Certificates', () => {
	const network = useNetwork();
	let encryption: Encryption;

	afterEach(() => encryption.close());

	/** An endpoint of this name behind the proxy, with a certificate for `unknownName`. */
	async function begin(certificate: string, name = unknownName): Promise<void> {
		encryption = new Encryption(certificate, network.server.port);
		await network.begin(`https://${name}`, await encryption.open());
		await network.api.keys.set(name, 'sk-of-the-name');
	}

	async function refused(): Promise<void> {
		for (const error of await failures(network.endpoint)) {
			assert.equal(error.kind, 'certificate');
			assert.equal(error.begun, 'no');
			assert.match(error.message, /not trusted. Nothing was sent/);
		}
		assert.equal(encryption.agreed, 0);
	}

	it('that nobody vouches for are refused before anything is sent', async () => {
		await begin('signed-by-nobody.pem');
		await refused();
		assert.deepEqual([...new Set(network.proxy.targets)], [`${unknownName}:443`]);
	});

	it('of an authority that the environment adds (NODE_EXTRA_CA_CERTS) are trusted', async () => {
		await begin('signed-by-user.pem');
		await reach(network.endpoint);
		assert.ok(network.server.requests.length > 0);
	});

	it('for another name are refused, whoever signed them', async () => {
		const other = 'other.longview.invalid';
		await begin('signed-by-user.pem', other);
		await refused();
		await network.api.keys.remove(other);
	});

	it("of the system's authorities are trusted, unless http.systemCertificates is off", async function () {
		if (process.platform !== 'linux') {
			// Elsewhere no environment adds to what the system trusts.
			this.skip();
		}
		await begin('signed-by-system.pem');
		await reach(network.endpoint);
		await setUser('http.systemCertificates', false);
		encryption.agreed = 0;
		await refused();
	});

	describe('with http.proxyStrictSSL off', () => {
		it("are not checked, which only the user's own setting can say, and which is shown", async () => {
			await begin('signed-by-nobody.pem');
			assert.equal(network.endpoint.view().unchecked, undefined);
			await setUser('http.proxyStrictSSL', false);
			assert.equal(network.endpoint.view().unchecked, true);
			await reach(network.endpoint);
			await setUser('http.proxyStrictSSL', undefined);
			encryption.agreed = 0;
			await refused();
			const configuration = vscode.workspace.getConfiguration();
			await assert.rejects(async () =>
				configuration.update('http.proxyStrictSSL', false, vscode.ConfigurationTarget.Workspace),
			);
		});

		it('make the workspace be asked for anew', async () => {
			await begin('signed-by-nobody.pem');
			const chat = await createChat(network.api, { baseUrl: `https://${unknownName}`, simulator: false });
			const { controller, consent } = chat;
			try {
				await consent.give(unknownName);
				await setUser('http.proxyStrictSSL', false);
				const asking = controller.ask('Who greets?');
				await consentAsked(controller);
				assert.equal(controller.chatView().consent?.unchecked, true);
				assert.equal(encryption.agreed, 0);
				controller.giveConsent(true);
				await asking;
				assert.equal(controller.chatView().turns.at(-1)?.answer.status, 'done');
				assert.ok(consent.has(unknownName));
				await setUser('http.proxyStrictSSL', undefined);
				assert.ok(consent.has(unknownName));
			} finally {
				chat.dispose();
			}
		});
	});
});

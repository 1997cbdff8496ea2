import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { SecretStorage } from 'vscode';
import { ApiKeys } from '../../../src/vscode/endpoint/apiKeys';

/** A keychain that lets each write wait until it is told to go on. */
class SlowSecrets implements SecretStorage {
	readonly stored = new Map<string, string>();
	readonly waiting: (() => void)[] = [];
	fail = false;
	/** Nobody listens here. */
	readonly onDidChange = undefined as never;

	get(key: string): Promise<string | undefined> {
		return Promise.resolve(this.stored.get(key));
	}

	keys(): Promise<string[]> {
		return Promise.resolve([...this.stored.keys()]);
	}

	store(key: string, value: string): Promise<void> {
		return this.#later(() => this.stored.set(key, value));
	}

	delete(key: string): Promise<void> {
		return this.#later(() => this.stored.delete(key));
	}

	async goOn(): Promise<void> {
		for (let turn = 0; turn < 10; turn++) {
			this.waiting.splice(0).forEach((resume) => resume());
			await setImmediate();
		}
	}

	#later(action: () => void): Promise<void> {
		return new Promise((resolve, reject) => {
			this.waiting.push(() => {
				if (this.fail) {
					reject(new Error('The keychain is locked.'));
				} else {
					action();
					resolve();
				}
			});
		});
	}
}

describe('API keys in a slow keychain', () => {
	it('are read only once a change that is under way is done', async () => {
		const secrets = new SlowSecrets();
		const keys = new ApiKeys(secrets);
		secrets.stored.set('longview.apiKey:host', 'sk-wrong');
		const setting = keys.set('host', 'sk-right');
		const reading = Promise.all([keys.get('host'), keys.identity('host')]);
		await secrets.goOn();
		const [key, identity] = await reading;
		assert.equal(key, 'sk-right');
		assert.notEqual(identity, '');
		await setting;

		const removing = keys.remove('host');
		const gone = keys.get('host');
		await secrets.goOn();
		assert.equal(await gone, undefined);
		await removing;
	});

	it('are changed in the order that was asked for', async () => {
		const secrets = new SlowSecrets();
		const keys = new ApiKeys(secrets);
		const changes = [keys.set('host', 'sk-one'), keys.remove('host'), keys.set('host', 'sk-two')];
		await secrets.goOn();
		await Promise.all(changes);
		assert.equal(await keys.get('host'), 'sk-two');
	});

	it('can still be read and set after the keychain refused once', async () => {
		const secrets = new SlowSecrets();
		const keys = new ApiKeys(secrets);
		secrets.fail = true;
		const refused = assert.rejects(keys.set('host', 'sk-lost'), /locked/);
		await secrets.goOn();
		await refused;
		secrets.fail = false;
		assert.equal(await keys.get('host'), undefined);
		const setting = keys.set('host', 'sk-kept');
		await secrets.goOn();
		await setting;
		assert.equal(await keys.get('host'), 'sk-kept');
	});
});

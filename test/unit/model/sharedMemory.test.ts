import assert from 'node:assert/strict';
import { CountMemory } from '../../../src/vscode/endpoint/countMemory';
import { EndpointMemory } from '../../../src/vscode/endpoint/endpointMemory';

/** The global state of an extension as its windows have it: each its own copy, told of what the others store. */
class Windows {
	readonly #copies: Map<string, unknown>[] = [];

	open() {
		const own = new Map<string, unknown>(structuredClone([...(this.#copies[0] ?? [])]));
		this.#copies.push(own);
		return {
			get: (key: string): never => own.get(key) as never,
			update: (key: string, value: unknown) => {
				own.set(key, value);
				this.#copies.filter((each) => each !== own).forEach((each) => each.set(key, structuredClone(value)));
				return Promise.resolve();
			},
		};
	}
}

const knowledge = (id: string) => ({ profile: 'vllm', models: [{ id }], checkedAt: 1 }) as const;

describe('what several windows learn of endpoints', () => {
	it('is kept together, and known to all of them', async () => {
		const windows = new Windows();
		const [first, second] = [new EndpointMemory(windows.open()), new EndpointMemory(windows.open())];
		await first.remember('http://one.example/v1', knowledge('one'));
		await second.remember('http://two.example/v1', knowledge('two'));
		await first.remember('http://three.example/v1', knowledge('three'));
		const all = ['http://three.example/v1', 'http://two.example/v1', 'http://one.example/v1'];
		for (const memory of [first, second, new EndpointMemory(windows.open())]) {
			assert.deepEqual(
				memory.all.map(({ baseUrl }) => baseUrl),
				all,
			);
		}
		await second.forget('http://one.example/v1');
		assert.equal(first.of('http://one.example/v1'), undefined);
	});

	it('is what each has counted, whoever counted last', () => {
		const windows = new Windows();
		const [first, second] = [new CountMemory(windows.open()), new CountMemory(windows.open())];
		assert.ok(first.remember('one.example', 'model', { factor: 1.2 }));
		assert.ok(second.remember('two.example', 'model', { factor: 1.3 }));
		assert.ok(!first.remember('two.example', 'model', { factor: 1.3 }));
		assert.equal(second.of('one.example', 'model')?.factor, 1.2);
		assert.ok(first.remember('one.example', 'model', undefined));
		assert.equal(second.of('one.example', 'model'), undefined);
		assert.equal(second.of('two.example', 'model')?.factor, 1.3);
	});

	it('is forgotten with the window where nothing is stored', async () => {
		const memory = new EndpointMemory();
		await memory.remember('http://one.example/v1', knowledge('one'));
		assert.equal(memory.of('http://one.example/v1')?.models[0]?.id, 'one');
		assert.equal(new EndpointMemory().of('http://one.example/v1'), undefined);
	});
});

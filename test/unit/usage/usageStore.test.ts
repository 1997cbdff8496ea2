import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { spentInMonth, summarise } from '../../../src/core/usage/summary';
import { UsageStore } from '../../../src/node/usage/usageStore';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { request } from './samples';

describe('the usage store', () => {
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder();
	});

	afterEach(() => {
		folder.remove();
	});

	const open = (limits = {}) => new UsageStore(folder.path, limits);
	const spent = async (store: UsageStore) => spentInMonth(await store.read(), '2026-11-25', 'USD');

	it('is empty at first, and keeps records over a restart', async () => {
		assert.deepEqual(await open().read(), { records: [], folded: [] });
		const record = request();
		await open().append(record);
		assert.deepEqual((await open().read()).records, [record]);
	});

	it('takes records of many windows at once, each exactly once', async () => {
		const windows = Array.from({ length: 5 }, () => open({ fileBytes: 4_096, quiet: 0 }));
		const records = Array.from({ length: 100 }, () => request({ cost: 0.25 }));
		await Promise.all(records.map((record, index) => windows[index % windows.length]!.append(record)));
		for (const window of windows) {
			assert.equal(await spent(window), 25);
		}
		const { month } = summarise(await open().read(), '2026-11-25', 'window');
		assert.equal(month.requests, 100);
	});

	it('sees what other windows wrote since', async () => {
		const [left, right] = [open(), open()];
		await left.append(request({ cost: 1 }));
		assert.equal(await spent(right), 1);
		await left.append(request({ cost: 2 }));
		assert.equal(await spent(right), 3);
		await right.clear();
		assert.equal(await spent(left), 0);
		await right.append(request({ cost: 4 }));
		assert.equal(await spent(left), 4);
	});

	it('folds old files into sums that are exactly the same', async () => {
		const store = open({ fileBytes: 1, files: 3, quiet: 0 });
		for (let index = 0; index < 20; index++) {
			await store.append(request({ cost: 0.5, day: `2026-${index < 10 ? '10' : '11'}-0${index % 10 || 1}` }));
		}
		const names = readdirSync(folder.path);
		assert.equal(names.filter((name) => name.endsWith('.jsonl')).length, 3);
		const data = await open().read();
		assert.equal(data.records.length, 3);
		assert.equal(spentInMonth(data, '2026-10-31', 'USD'), 5);
		assert.equal(spentInMonth(data, '2026-11-25', 'USD'), 5);
	});

	it('does not count a file twice whose sums were made but which was not taken away', async () => {
		const store = open({ fileBytes: 1, files: 1, quiet: 0 });
		await store.append(request({ cost: 1 }));
		const first = readFileSync(folder.at('usage-1.jsonl'));
		await store.append(request({ cost: 2 }));
		assert.deepEqual(readdirSync(folder.path).sort(), ['sums-1.json', 'usage-2.jsonl']);
		writeFileSync(folder.at('usage-1.jsonl'), first);
		assert.equal(await spent(open()), 3);
		await open({ fileBytes: 1, files: 1, quiet: 0 }).append(request({ cost: 4 }));
		assert.equal(await spent(open()), 7);
	});

	it('leaves a file alone that was written to a moment ago', async () => {
		const store = open({ fileBytes: 1, files: 1, quiet: 60_000 });
		await store.append(request({ cost: 1 }));
		await store.append(request({ cost: 1 }));
		await store.append(request({ cost: 1 }));
		assert.equal(readdirSync(folder.path).filter((name) => name.endsWith('.jsonl')).length, 3);
		const long = new Date(Date.now() - 120_000);
		utimesSync(folder.at('usage-1.jsonl'), long, long);
		await store.append(request({ cost: 1 }));
		assert.deepEqual(
			readdirSync(folder.path).filter((name) => name.startsWith('sums')),
			['sums-1.json'],
		);
		assert.equal(await spent(open()), 4);
	});

	it('passes over damaged lines, also one that a crash has cut', async () => {
		const store = open();
		await store.append(request({ cost: 1 }));
		appendFileSync(folder.at('usage-1.jsonl'), '{"type":"request","id":"cut');
		await open().append(request({ cost: 2 }));
		appendFileSync(folder.at('usage-1.jsonl'), '\u0000\u0000\n[]\n');
		await open().append(request({ cost: 4 }));
		assert.equal(await spent(open()), 7);
	});

	it('passes over damaged sums and files that are none of its own', async () => {
		folder.write('sums-1.json', '{');
		folder.write('notes.txt', 'hello');
		const store = open();
		await store.append(request({ cost: 1 }));
		assert.equal(await spent(store), 1);
		assert.ok(readdirSync(folder.path).includes('usage-2.jsonl'));
	});

	it('forgets everything, and begins anew', async () => {
		const store = open({ fileBytes: 1, files: 1, quiet: 0 });
		await store.append(request({ cost: 1 }));
		await store.append(request({ cost: 1 }));
		await store.clear();
		assert.deepEqual(await store.read(), { records: [], folded: [] });
		await store.append(request({ cost: 3 }));
		assert.equal(await spent(store), 3);
	});
});

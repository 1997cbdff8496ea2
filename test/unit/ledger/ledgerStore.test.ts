import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { SectionList } from '../../../src/core/context/sections';
import { jsonStringLiteral } from '../../../src/core/common/jsonText';
import type { SentRequest } from '../../../src/core/ledger/ledger';
import { LedgerStore } from '../../../src/node/ledger/ledgerStore';
import { sentDocument } from '../../../src/node/ledger/sentDocument';
import type { FrozenPack } from '../../../src/node/storage/packStore';
import { createHash, randomBytes } from 'node:crypto';
import { TemporaryFolder } from '../../support/temporaryFolder';

function packOf(text: string): FrozenPack {
	const bytes = new TextEncoder().encode(text);
	const id = createHash('sha256').update(bytes).digest('hex');
	return {
		pack: { id, name: 'shop', bytes, json: jsonStringLiteral(bytes), tokens: 10, sections: new SectionList([]) },
		contents: {
			files: [
				{
					path: 'a.ts',
					tier: 'full',
					reason: 'whole file',
					detail: '',
					bytes: 5,
					tokens: 10,
					fullTokens: 10,
					hash: 'h',
					redactions: 1,
				},
			],
			notes: [],
		},
		secretRules: 'none',
		allowedSecrets: [],
	};
}

describe('the ledger', () => {
	let folder: TemporaryFolder;
	const frozen = packOf('<repository name="shop">\nall of it\n</repository>\n');
	const load = (id: string) => Promise.resolve(id === frozen.pack.id ? frozen : undefined);

	beforeEach(() => {
		folder = new TemporaryFolder();
	});
	afterEach(() => folder.remove());

	const request = (at: number, question: string, extra: Partial<SentRequest> = {}): SentRequest => ({
		chatId: 'chat',
		turnId: `turn ${at}`,
		at,
		host: 'api.deepseek.com',
		question,
		model: 'deepseek-flash',
		thinking: { enabled: true, effort: 'high' },
		maxTokens: 65_536,
		messages: [
			{ role: 'system', text: 'You are Longview.' },
			{ role: 'user', packId: frozen.pack.id },
			{ role: 'assistant', text: 'I have read it.' },
			{ role: 'user', text: question },
		],
		promptTokens: 1_234,
		focus: [],
		...extra,
	});

	it('keeps every byte of a request, and shows it after a restart', async () => {
		const question = 'Wörds, 中文 and \u0000 controls\r\n';
		const id = await new LedgerStore(folder.path).sent(request(1, question), load);
		const ledger = new LedgerStore(folder.path);
		const entry = await ledger.entry(id);
		assert.ok(entry);
		const texts = (await ledger.texts(entry)).map((bytes) => new TextDecoder().decode(bytes));
		const pack = new TextDecoder().decode(frozen.pack.bytes);
		assert.deepEqual(texts, ['You are Longview.', pack, 'I have read it.', question]);
		const document = await sentDocument(entry, ledger);
		assert.match(document, /Sent to api\.deepseek\.com on 1970-01-01T00:00:00\.001Z/);
		assert.match(document, /10 {2}whole {2}a\.ts, 1 secret replaced/);
		assert.ok(document.includes(pack) && document.includes(question));
	});

	it('names the images that were shown', async () => {
		const hash = 'ab'.repeat(32);
		const image = {
			hash,
			name: 'login "1".png',
			format: 'png',
			width: 640,
			height: 480,
			bytes: 12_345,
			tokens: 206,
		} as const;
		const ledger = new LedgerStore(folder.path);
		const id = await ledger.sent(
			request(1, 'Why?', { messages: [{ role: 'user', text: 'Why is it red?', images: [image] }] }),
			load,
		);
		const entry = await new LedgerStore(folder.path).entry(id);
		assert.ok(entry);
		assert.match(
			await sentDocument(entry, ledger),
			/Why is it red\?\nImage "login \\"1\\"\.png": PNG, 640 × 480, 12\.3 KB, about 206 tokens, SHA-256 (ab){32}\n/,
		);
	});

	it('notes what became of it', async () => {
		const ledger = new LedgerStore(folder.path);
		const id = await ledger.sent(request(1, 'Why?'), load);
		const usage = { promptTokens: 1_230, cachedTokens: 1_000, completionTokens: 50, reasoningTokens: 20 };
		await ledger.answered(id, { at: 2_001, status: 'done', usage });
		const [entry] = await ledger.entries();
		assert.deepEqual(entry?.outcome, { at: 2_001, status: 'done', usage });
		assert.match(await sentDocument(entry, ledger), /1,230 tokens of prompt, 1,000 of them cached; 50 of answer/);
	});

	it('keeps equal texts once', async () => {
		const ledger = new LedgerStore(folder.path);
		for (let at = 1; at <= 5; at++) {
			await ledger.sent(request(at, 'The same?'), load);
		}
		assert.equal(readdirSync(path.join(folder.path, 'texts')).length, 3);
		assert.equal((await ledger.entries()).length, 5);
		assert.deepEqual(
			(await ledger.entries()).map(({ at }) => at),
			[5, 4, 3, 2, 1],
		);
	});

	it('forgets the oldest when it grows too large, and what only they needed', async () => {
		const ledger = new LedgerStore(folder.path, 30_000);
		for (let at = 1; at <= 8; at++) {
			await ledger.sent(request(at, randomBytes(6_000).toString('hex')), load);
		}
		const entries = await ledger.entries();
		assert.ok(entries.length >= 1 && entries.length < 8, String(entries.length));
		assert.equal(entries[0]!.at, 8);
		for (const entry of entries) {
			assert.ok((await ledger.texts(entry)).every((text) => text !== undefined));
		}
		assert.equal(readdirSync(path.join(folder.path, 'texts')).length, entries.length + 2);
	});

	it('keeps the newest however large it is', async () => {
		const ledger = new LedgerStore(folder.path, 10);
		const id = await ledger.sent(request(1, 'Large?'), load);
		const entry = await ledger.entry(id);
		assert.ok(entry && (await ledger.texts(entry)).every((text) => text !== undefined));
	});

	it('trusts nothing that is damaged', async () => {
		const ledger = new LedgerStore(folder.path);
		const id = await ledger.sent(request(1, 'Why?'), load);
		for (const part of ['texts', 'packs']) {
			for (const name of readdirSync(path.join(folder.path, part))) {
				writeFileSync(path.join(folder.path, part, name), 'damaged');
			}
		}
		const entry = await ledger.entry(id);
		assert.ok(entry);
		assert.deepEqual(await ledger.texts(entry), [undefined, undefined, undefined, undefined]);
		assert.match(await sentDocument(entry, ledger), /forgotten to save space, or its file is damaged/);
		writeFileSync(path.join(folder.path, 'entries', 'other.json'), '{');
		assert.equal((await ledger.entries()).length, 1);
		assert.equal(await ledger.entry('../../etc/passwd'), undefined);
	});
});

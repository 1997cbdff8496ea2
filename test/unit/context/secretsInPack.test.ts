import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import { PackIndex } from '../../../src/core/context/packIndex';
import { findPlaceholders } from '../../../src/core/secrets/restore';
import type { PackRequest } from '../../../src/node/pack/request';
import { LedgerStore } from '../../../src/node/ledger/ledgerStore';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { DirectEngine } from '../../../src/node/workspace/directEngine';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;
/** Put together here, so that no scanner takes this file for a leak. */
const password = ['hV7', 'qT2', 'mZ9', 'rK4', 'xW'].join('');
const config = `export const database = 'postgres://shop:${password}@db.example.internal/orders';\nexport const limit = 10;\n`;

/** The bytes of a file, and what is compressed in it. */
function unpacked(bytes: Buffer): Buffer[] {
	const at = bytes.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
	return at === -1 ? [bytes] : [bytes, gunzipSync(bytes.subarray(at))];
}

describe('secrets in a pack', () => {
	let folder: TemporaryFolder;
	let store: TemporaryFolder;

	beforeEach(() => {
		store = new TemporaryFolder();
		folder = new TemporaryFolder({
			'src/config.ts': config,
			'src/again.ts': `// the same once more\nexport const url = 'postgres://shop:${password}@replica/orders';\n`,
		});
	});
	afterEach(() => {
		folder.remove();
		store.remove();
	});

	const request = (extra: Partial<PackRequest> = {}): PackRequest => ({
		name: 'shop',
		roots: [{ name: 'shop', folder: folder.path }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		secrets: { key: 'test key', allowed: [] },
		...extra,
	});
	const newService = () =>
		createPackService(
			{ packFolder: store.path, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);
	const textOf = ({ bytes }: { bytes: Uint8Array }) => new TextDecoder().decode(bytes);

	it('are replaced by the same placeholder in every file, in every process', async () => {
		const text = textOf(await newService().packForNew(request(), signal));
		assert.ok(!text.includes(password));
		const [placeholder, ...others] = findPlaceholders(text);
		assert.ok(placeholder);
		assert.deepEqual(others, []);
		assert.equal(text.split(placeholder).length, 3);
		const other = await newService().summary(request(), undefined, signal);
		assert.equal(other.redactions, 2);
		const values = await newService().secretValues(request(), [placeholder], signal);
		assert.equal(values.get(placeholder), password);
	});

	it('are hidden in a question, too, where nothing tells that they are secrets', async () => {
		const service = newService();
		await service.packForNew(request(), signal);
		const question = `Why is ${password} refused?`;
		const [hidden] = service.redact(request(), [{ path: '', text: question }]);
		const [placeholder] = findPlaceholders(hidden!);
		assert.equal(hidden, `Why is ${placeholder} refused?`);
		assert.equal((await service.secretValues(request(), [placeholder!], signal)).get(placeholder!), password);
		const allowing = request({ secrets: { key: 'test key', allowed: [placeholder!] } });
		assert.deepEqual(service.redact(allowing, [{ path: '', text: question }]), [question]);
	});

	it('stand nowhere in clear that is kept: packs, changes, counts, what was sent', async () => {
		const folders = { packFolder: store.at('packs'), countFolder: store.at('counts') };
		const packs = createPackService(
			{ ...folders, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			...([testTokenizer(), undefined, undefined, () => 'a build'] as const),
		);
		const engine = new DirectEngine({ packs, ledger: new LedgerStore(store.at('ledger')) });
		// So that a change is told, and no new pack made.
		folder.write('src/large.ts', 'export const filler = [1, 2, 3];\n'.repeat(200));
		const pack = await packs.packForNew(request(), signal);
		folder.write('src/new.ts', `export const again = 'postgres://shop:${password}@third/orders';\n`);
		await packs.packForNew(request(), signal);
		const { text } = await packs.changeLog(pack.id);
		assert.match(text, /again = 'postgres:\/\/shop:LONGVIEW_SECRET_/);
		const [question] = packs.redact(request(), [{ path: '', text: `What of postgres://a:${password}@b/c?` }]);
		await engine.call(
			'recordSent',
			{
				...{ chatId: 'chat', turnId: 'turn', at: 1, host: 'host', question: question!, model: 'm' },
				...{ thinking: { enabled: false }, maxTokens: 1, promptTokens: 1, focus: [] },
				messages: [
					{ role: 'user', packId: pack.id },
					{ role: 'user', text: text + question! },
				],
			},
			signal,
		);
		const kept = readdirSync(store.path, { recursive: true, encoding: 'utf8' })
			.map((name) => store.at(name))
			.filter((file) => statSync(file).isFile());
		const used = new Set(kept.map((file) => path.relative(store.path, file).split(path.sep)[0]));
		assert.deepEqual([...used].sort(), ['counts', 'ledger', 'packs']);
		for (const file of kept) {
			for (const bytes of unpacked(readFileSync(file))) {
				assert.ok(!bytes.includes(password), file);
			}
		}
	});

	it('get other placeholders with another key', async () => {
		const service = newService();
		const first = findPlaceholders(textOf(await service.packForNew(request(), signal)));
		const changed = request({ secrets: { key: 'other key', allowed: [] } });
		const second = findPlaceholders(textOf(await service.packForNew(changed, signal)));
		assert.notDeepEqual(first, second);
	});

	it('stay in clear once the user said that they are none, and not again when that is taken back', async () => {
		const service = newService();
		const allowed = findPlaceholders(textOf(await service.packForNew(request(), signal)));
		const open = await service.packForNew(request({ secrets: { key: 'test key', allowed } }), signal);
		const told = { packId: open.id, overlay: new Map() };
		const changes = await service.changesSince(request({ secrets: { key: 'test key', allowed } }), told, signal);
		const seen = textOf(open) + changes.map(({ after }) => after ?? '').join('');
		assert.ok(seen.includes(password));
		folder.write('src/more.ts', 'more\n'.repeat(100));
		const fresh = await service.packForNew(request({ secrets: { key: 'test key', allowed } }), signal);
		assert.ok(textOf(fresh).includes(password));
		assert.equal(await service.mayStillBeSent(request(), { packId: fresh.id, overlay: new Map() }, [], signal), false);
		assert.ok(!textOf(await service.packForNew(request(), signal)).includes(password));
	});

	it('come back when an edit carries their placeholder', async () => {
		const service = newService();
		const index = new PackIndex(await service.packForNew(request(), signal));
		const shown = index.fileText('src/config.ts')!.split('\n')[0]!;
		const answer = `src/config.ts\n\`\`\`\n<<<<<<< SEARCH\n${shown}\n=======\n${shown.replace('orders', 'bills')}\n>>>>>>> REPLACE\n\`\`\`\n`;
		const plan = await planEdits(parseAnswer(answer, { complete: true }), () => Promise.resolve(config), {
			secretValues: (placeholders) => service.secretValues(request(), placeholders, signal),
		});
		assert.equal(plan.files[0]?.after, config.replace('orders', 'bills'));
		assert.ok(!JSON.stringify(plan.results).includes(password));
	});

	it('are merged three ways by what was sent', async () => {
		const service = newService();
		const sent = new PackIndex(await service.packForNew(request(), signal)).fileText('src/config.ts')!;
		const answer =
			'src/config.ts\n```\n<<<<<<< SEARCH\n' +
			sent +
			'=======\n' +
			sent.replace('orders', 'bills') +
			'>>>>>>> REPLACE\n```\n';
		const now = config.replace('limit = 10', 'limit = 20');
		const plan = await planEdits(parseAnswer(answer, { complete: true }), () => Promise.resolve(now), {
			readBase: () => Promise.resolve(sent),
			secretValues: (placeholders) => service.secretValues(request(), placeholders, signal),
		});
		assert.equal(plan.files[0]?.after, now.replace('orders', 'bills'));
	});

	it('whose placeholder nobody knows are never written', async () => {
		const service = newService();
		const sent = new PackIndex(await service.packForNew(request(), signal)).fileText('src/config.ts')!;
		const invented = findPlaceholders(sent)[0]!.replace(/.{12}$/, '0123456789ab');
		const answer = `src/new.ts\n\`\`\`\n<<<<<<< WRITE\nconst key = '${invented}';\n>>>>>>> WRITE\n\`\`\`\n`;
		const plan = await planEdits(parseAnswer(answer, { complete: true }), () => Promise.resolve(undefined), {
			secretValues: (placeholders) => service.secretValues(request(), placeholders, signal),
		});
		assert.equal(plan.results[0]?.status, 'refused');
		assert.deepEqual(plan.files, []);
	});

	it('are replaced in changes that are told later', async () => {
		const service = newService();
		const pack = await service.packForNew(request(), signal);
		folder.write('src/config.ts', config.replace('limit = 10', 'limit = 20'));
		const told = { packId: pack.id, overlay: new Map() };
		const changes = await service.changesSince(request(), told, signal);
		assert.equal(changes.length, 1);
		assert.ok(!JSON.stringify(changes).includes(password));
		assert.match(changes[0]!.after ?? '', /limit = 20/);
	});

	it('are replaced in changes found by the last look, which is not made anew', async () => {
		const service = newService();
		const pack = await service.packForNew(request(), signal);
		const told = { packId: pack.id, overlay: new Map() };
		folder.write('src/config.ts', config.replace('limit = 10', 'limit = 20'));
		assert.deepEqual(await service.changesSince(request(), told, signal, 'last-look'), []);
		assert.equal(await service.mayStillBeSent(request(), told, [], signal), true);
		const [change] = await service.changesSince(request(), told, signal, 'last-look');
		assert.match(change?.after ?? '', /limit = 20/);
		assert.ok(!change?.after?.includes(password));
	});

	it('are replaced in the parts of a diff', () => {
		const [part] = newService().redact(request(), [{ path: 'src/config.ts', text: `+${config}` }]);
		assert.ok(part && !part.includes(password));
	});
});

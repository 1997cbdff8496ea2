import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { PackRequest } from '../../../src/node/pack/request';
import { createPackService } from '../../../src/node/workspace/createPackService';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;

describe('the packs of a workspace', () => {
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder({ 'a.ts': 'export const a = 1;\n', 'b.ts': 'export const b = 2;\n' });
	});
	afterEach(() => folder.remove());

	const request = (exclude: readonly string[] = []): PackRequest => ({
		name: 'shop',
		roots: [{ name: 'shop', folder: folder.path }],
		rules: { exclude, include: [] },
		unsaved: {},
	});
	const newService = () =>
		createPackService(
			{ packFolder: undefined, grammarFolder: 'src/node/skeletons/grammars', vocabularyFile: '' },
			testTokenizer(),
		);

	it('are not compared with a last look under other rules', async () => {
		const service = newService();
		const pack = await service.packForNew(request(['b.ts']), signal);
		await service.scan(request(), undefined, signal);
		const told = { packId: pack.id, overlay: new Map() };
		const changes = await service.changesSince(request(['b.ts']), told, signal, 'last-look');
		assert.deepEqual(changes, []);
		assert.equal((await service.prospect(request(['b.ts']), undefined, 'last-look', signal)).files, 1);
	});
});

import assert from 'node:assert/strict';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PackIndex } from '../../../src/core/context/packIndex';
import { createPacker } from '../../../src/node/pack/createPacker';
import type { PackRequest } from '../../../src/node/pack/request';
import { testSkeletons } from '../../support/skeletons';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { testTokenizer } from '../../support/tokenizer';

const signal = new AbortController().signal;
const count = 100_000;
/** Files of one folder. */
const perFolder = 500;
/** Different texts: a link is made in a fraction of the time that a file takes. */
const texts = 250;

describe('a tree of 100,000 files', function () {
	this.timeout(300_000);
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder();
		for (let index = 0; index < count; index++) {
			const file = path.join(folder.path, fileAt(index));
			if (index % perFolder === 0) {
				mkdirSync(path.dirname(file), { recursive: true });
			}
			if (index < texts) {
				writeFileSync(file, textAt(index));
			} else {
				linkSync(path.join(folder.path, fileAt(index % texts)), file);
			}
		}
	});
	afterEach(() => folder.remove());

	function fileAt(index: number): string {
		const group = Math.floor(index / perFolder);
		return `part${group % 10}/group${group}/file${index}.${isImage(index) ? 'png' : 'ts'}`;
	}

	function isImage(index: number): boolean {
		return index % texts === 7;
	}

	function textAt(index: number): string {
		const text = index % texts;
		return isImage(index) ? `\u0089PNG\0${text}` : `export const value${text} = ${text};\n`;
	}

	it('is packed within a budget, with a reason for each file that is left out', async () => {
		const budget = 200_000;
		const request: PackRequest = {
			name: 'many',
			roots: [{ name: 'many', folder: folder.path }],
			rules: { exclude: [], include: [] },
			unsaved: {},
			secrets: { key: '00'.repeat(32), allowed: [] },
			budget,
		};
		const packer = createPacker(testSkeletons(), testTokenizer(), { commits: 10 });
		const { pack, scan } = await packer.pack(request, signal);

		assert.equal(scan.files.length, count);
		assert.ok(pack.tokens <= budget && pack.tokens > budget / 2, `${pack.tokens} tokens`);
		assert.equal(pack.tokens, testTokenizer().count(pack.bytes));
		const index = new PackIndex(pack);
		let counted = 0;
		for (const file of scan.files) {
			if (file.tier === 'full') {
				const [number] = /\d+(?=\.ts$)/.exec(file.path) ?? [];
				assert.equal(index.shownText(file.path), textAt(Number(number)), file.path);
			} else {
				assert.equal(file.reason, file.path.endsWith('.png') ? 'binary' : 'beyond the budget', file.path);
				assert.notEqual(file.detail, '', file.path);
				counted += file.tier === 'none' ? 1 : 0;
			}
		}
		// What is not even listed by its path is counted by its folder.
		const told = scan.unlisted.map((line) => Number(/ and ([\d,]+) more files?$/.exec(line)?.[1]?.replaceAll(',', '')));
		assert.equal(
			told.reduce((sum, files) => sum + files, 0),
			counted,
		);

		// From then on a change costs little, and says the same.
		const gone = fileAt(42);
		rmSync(folder.at(gone));
		const later = await packer.scan(request, [folder.at(gone)], signal);
		assert.equal(later.files.length, count - 1);
		assert.ok(later.tokens <= budget);
	});
});

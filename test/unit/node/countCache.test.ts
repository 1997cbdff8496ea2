import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { fileCountName } from '../../../src/node/pack/knownCounts';
import { CountCache, CountStore } from '../../../src/node/storage/countCache';
import { TemporaryFolder } from '../../support/temporaryFolder';

const maker = 'ab'.repeat(32);
const first = fileCountName('a'.repeat(27), 'src/first.ts');
const second = fileCountName('b'.repeat(27), 'src/second.ts');

describe('CountCache', () => {
	let folder: TemporaryFolder;
	const open = (by = maker) => new CountCache(folder.at('counts'), '/home/someone/project', by);
	const onlyFile = () => {
		const names = readdirSync(folder.at('counts'));
		assert.equal(names.length, 1);
		return folder.at(path.join('counts', names[0]!));
	};

	beforeEach(() => {
		folder = new TemporaryFolder();
		const counts = open();
		assert.equal(counts.isEmpty, true);
		counts.set(first, { tokens: 7, lines: 2 });
		counts.set(second, { tokens: 4_000_000_000, lines: 0 });
		counts.save();
	});
	afterEach(() => folder.remove());

	it('gives back what an earlier run counted', () => {
		const counts = open();
		assert.equal(counts.isEmpty, false);
		assert.deepEqual(counts.get(first), { tokens: 7, lines: 2 });
		assert.deepEqual(counts.get(second), { tokens: 4_000_000_000, lines: 0 });
		assert.equal(counts.get(fileCountName('a'.repeat(27), 'src/other.ts')), undefined);
	});

	it('keeps only what the last run with news met', () => {
		const counts = open();
		counts.get(second);
		counts.save();
		assert.notEqual(open().get(first), undefined, 'nothing new, nothing written');
		counts.set(fileCountName('c'.repeat(27), 'new.ts'), { tokens: 1, lines: 1 });
		counts.save();
		assert.equal(open().get(first), undefined);
		assert.notEqual(open().get(second), undefined);
	});

	it('is made anew when another version wrote it', () => {
		assert.equal(open('cd'.repeat(32)).isEmpty, true);
	});

	it('is made anew when any byte of it was changed, or it was cut', () => {
		const whole = readFileSync(onlyFile());
		for (let at = 0; at < whole.length; at += 13) {
			const damaged = Buffer.from(whole);
			damaged[at]! ^= 1;
			writeFileSync(onlyFile(), damaged);
			assert.equal(open().isEmpty, true, `byte ${at}`);
			writeFileSync(onlyFile(), whole.subarray(0, at));
			assert.equal(open().isEmpty, true, `${at} bytes`);
		}
		writeFileSync(onlyFile(), whole);
		assert.equal(open().isEmpty, false);
	});

	it('holds no names, and is for its owner alone', () => {
		const words = readFileSync(onlyFile(), 'latin1');
		assert.doesNotMatch(words + onlyFile().slice(folder.path.length), /first|second|project|someone/);
		if (process.platform !== 'win32') {
			assert.equal(statSync(onlyFile()).mode & 0o777, 0o600);
			assert.equal(statSync(folder.at('counts')).mode & 0o777, 0o700);
		}
	});

	it('throws away what nobody has needed for two months', () => {
		const other = new CountCache(folder.at('counts'), '/elsewhere', maker);
		const old = onlyFile();
		utimesSync(old, new Date(), new Date(Date.now() - 61 * 24 * 3_600_000));
		other.set(first, { tokens: 1, lines: 1 });
		other.save();
		assert.notEqual(onlyFile(), old);
	});

	it('throws away the oldest of what takes more than 64 MB together', () => {
		const sizes = { 'oldest.counts': 1, 'older.counts': 40, 'newer.counts': 40 };
		for (const [age, [name, megabytes]] of Object.entries(sizes).reverse().entries()) {
			const file = folder.write(path.join('counts', name), '');
			truncateSync(file, megabytes * 1024 * 1024);
			utimesSync(file, new Date(), new Date(Date.now() - (age + 1) * 3_600_000));
		}
		const counts = open();
		counts.set(fileCountName('c'.repeat(27), 'new.ts'), { tokens: 1, lines: 1 });
		counts.save();
		assert.deepEqual(
			Object.keys(sizes).filter((name) => existsSync(folder.at(path.join('counts', name)))),
			['newer.counts'],
		);
	});

	it('goes without where the program cannot be told from another', () => {
		const store = new CountStore(folder.at('counts'), () => {
			throw new Error('gone');
		});
		const request = { name: '', roots: [], rules: { exclude: [], include: [] }, unsaved: {} };
		assert.equal(store.open(request), undefined);
	});

	it('goes without where nothing can be written', () => {
		writeFileSync(folder.at('file'), '');
		const counts = new CountCache(folder.at('file/counts'), 'x', maker);
		counts.set(first, { tokens: 1, lines: 1 });
		counts.save();
		assert.equal(new CountCache(folder.at('file/counts'), 'x', maker).isEmpty, true);
	});
});

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { placeholderKey } from '../../../src/node/storage/placeholderKey';
import { TemporaryFolder } from '../../support/temporaryFolder';

describe('placeholderKey', () => {
	let folder: TemporaryFolder;
	const file = () => folder.at('deep/placeholder-key');

	beforeEach(() => {
		folder = new TemporaryFolder();
	});

	afterEach(() => folder.remove());

	it('makes a key once and keeps it for its owner alone', () => {
		const key = placeholderKey(file());
		assert.match(key, /^[0-9a-f]{64}$/);
		assert.equal(placeholderKey(file()), key);
		if (process.platform !== 'win32') {
			assert.equal(statSync(file()).mode & 0o777, 0o600);
		}
	});

	it('overwrites no file that holds something else, and goes on with a key for this run', () => {
		mkdirSync(path.dirname(file()));
		writeFileSync(file(), 'notes of mine');
		assert.match(placeholderKey(file()), /^[0-9a-f]{64}$/);
		assert.equal(readFileSync(file(), 'utf8'), 'notes of mine');
	});

	it('goes on where nothing can be kept', () => {
		writeFileSync(path.dirname(file()), 'a file in the way');
		assert.match(placeholderKey(file()), /^[0-9a-f]{64}$/);
	});
});

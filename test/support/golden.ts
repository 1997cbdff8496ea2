import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Compares with a file of `test/fixtures/goldens`, byte for byte. What came out otherwise stays beside it as `.actual`;
 * with `LONGVIEW_UPDATE_GOLDENS=1` it becomes the golden file.
 */
export function assertGolden(name: string, actual: string): void {
	const file = path.resolve('test/fixtures/goldens', name);
	const beside = `${file}.actual`;
	if (process.env['LONGVIEW_UPDATE_GOLDENS'] === '1') {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, actual);
	}
	const expected = existsSync(file) ? readFileSync(file) : undefined;
	if (expected?.equals(Buffer.from(actual, 'utf8')) === true) {
		rmSync(beside, { force: true });
		return;
	}
	writeFileSync(beside, actual);
	assert.equal(actual, expected?.toString('utf8'), `See ${path.relative('.', beside)}`);
	assert.fail(`${name} differs in bytes that are no text; see ${path.relative('.', beside)}`);
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const keyBytes = 32;

/**
 * The key that placeholders of secrets are made with: the user's own, made at the first use, so that the same secret has
 * the same placeholder every time. Where nothing can be kept, one for this run.
 *
 * A file and no keychain: the key keeps those who read what was sent from trying words against it, and whoever reads
 * this disk has the files themselves. It must outlast the packs beside it, which not every keychain does: in a browser
 * VS Code may forget its secrets with the page.
 * @param file readable by its owner alone
 * @returns 64 hexadecimal digits
 */
export function placeholderKey(file: string): string {
	const known = read(file);
	if (known !== undefined) {
		return known;
	}
	const key = randomBytes(keyBytes).toString('hex');
	try {
		mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
		writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
		return key;
	} catch {
		// Another run or window may have been faster.
		return read(file) ?? key;
	}
}

function read(file: string): string | undefined {
	try {
		const key = readFileSync(file, 'utf8').trim();
		return /^[0-9a-f]{64}$/.test(key) ? key : undefined;
	} catch {
		return undefined;
	}
}

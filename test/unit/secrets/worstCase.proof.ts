import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findSecrets, mayHoldSecrets } from '../../../src/core/secrets/findSecrets';

const encoder = new TextEncoder();
const LENGTH = 80_000;
/** Milliseconds of the processor: what is linear takes a few dozen, what is quadratic many seconds. */
const LIMIT = 1_500;

const pieces = [
	'token=',
	'password="',
	'password: ',
	'"key": "',
	'secret_token_key',
	'://',
	'http://a:',
	'a:b@',
	'https://user:Kr9vTz2pQ@',
	'-----BEGIN PRIVATE KEY-----',
	'-----BEGIN PRIVATE KEY-----\nMIIE',
	'-----BEGIN RSA PRIVATE KEY-----\nProc-Type: a',
	'eyJhbGciOiJIUzI1NiJ9.',
	'eyJhbGciOiJIUzI1NiJ9.eyJ',
	'ghp_',
	'sk-',
	' -u a:',
	'curl -u ',
	'Bearer ',
	'Authorization: Basic ',
	'"d": "kty',
	':AA',
	'AKIA',
	'0Q~',
	'AZDO',
	'password',
	'\\',
	"PASSWORD '",
	'kind: Secret\n',
	'name="password" value="',
	'xoxb-1',
	'hooks.slack.com/',
	'_KEY = f(f(f(',
	'A',
	'a1B2',
	'=',
	'ü',
];

function processorMilliseconds(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000;
}

describe('finding secrets in hostile text', () => {
	for (const path of ['a.ts', '.env', '.netrc']) {
		it(`is not quadratic (${path})`, function () {
			this.timeout(120_000);
			for (const piece of pieces) {
				const text = piece.repeat(Math.ceil(LENGTH / piece.length));
				const bytes = encoder.encode(text);
				const taken = processorMilliseconds(() => {
					mayHoldSecrets(bytes, path);
					findSecrets(text, path);
				});
				assert.ok(taken < LIMIT, `${JSON.stringify(piece)}: ${taken.toFixed(0)} ms`);
			}
		});
	}

	it('finds a secret at the end of a very long line', () => {
		const text = `${'x'.repeat(3_000_000)} token: "${['ghp', 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA1cD5'].join('_')}"`;
		assert.equal(findSecrets(text, 'a.min.js').length, 1);
		assert.ok(mayHoldSecrets(encoder.encode(text), 'a.min.js'));
	});

	it('takes empty and tiny texts', () => {
		for (const text of ['', 'k', 'ke', 'key', 'key=', '://', ':', '\n']) {
			assert.deepEqual(findSecrets(text, 'a.ts'), []);
			assert.deepEqual(findSecrets(text, '.env'), []);
			assert.equal(mayHoldSecrets(encoder.encode(text), 'a.ts'), false);
		}
	});
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findSecrets, mayHoldSecrets, secretRules } from '../../../src/core/secrets/findSecrets';
import { Redactor } from '../../../src/core/secrets/redact';
import { findPlaceholders, restorePlaceholders } from '../../../src/core/secrets/restore';
import { anyCharacter } from '../../support/anyCharacter';
import { positives, randomSource } from './labelledSet';

const digest = (secret: string) => createHmac('sha256', 'a key of this test').update(secret).digest('hex');
const redactor = new Redactor(digest, new Set());
const cases = positives(randomSource(7));
const token = cases.find(({ text }) => text.startsWith('const github ='))!;
const tokenValue = token.text.slice(token.expected[0]!.start, token.expected[0]!.end);
const encoder = new TextEncoder();

/** Texts put together from secrets, pieces of them, placeholders and what lies between. */
const anyText = fc
	.array(
		fc.oneof(
			fc.constantFrom(...cases.map(({ text }) => text)),
			fc
				.tuple(fc.constantFrom(...cases.map(({ text }) => text)), fc.nat(200), fc.nat(200))
				.map(([text, from, to]) => text.slice(Math.min(from, to), Math.max(from, to))),
			fc.constantFrom('\n', ' ', '"', "'", ';', '=', ': ', 'password', 'API_KEY=', 'ü', '\u{1f648}', '\0', '\\n', 'x'),
			fc.constantFrom('LONGVIEW_SECRET_', 'LONGVIEW_SECRET_github_token_0123456789ab', '_0123456789ab'),
			fc.string({ unit: anyCharacter, maxLength: 12 }),
		),
		{ maxLength: 8 },
	)
	.map((parts) => parts.join(''));
const anyPath = fc.constantFrom(
	'src/a.ts',
	'.env',
	'app.yml',
	'.npmrc',
	'.netrc',
	'.pgpass',
	'a.sql',
	'k8s/secret.yaml',
);

describe('redacting secrets', () => {
	it('gives the exact text back, finds nothing twice, and spares only what holds nothing', function () {
		this.timeout(60_000);
		fc.assert(
			fc.property(anyText, anyPath, (text, path) => {
				const redacted = redactor.redact(text, path);
				const restored = restorePlaceholders(redacted.text, (placeholder) => redacted.secrets.get(placeholder));
				assert.equal(restored.text, text);
				assert.deepEqual(redactor.redact(redacted.text, path).redactions, [], redacted.text);
				for (const placeholder of redacted.secrets.keys()) {
					assert.ok(findPlaceholders(redacted.text).includes(placeholder));
				}
				if (redacted.redactions.length > 0) {
					assert.ok(mayHoldSecrets(encoder.encode(text), path));
				}
			}),
			{ numRuns: 600 },
		);
	});

	it('finds sorted spans that do not overlap', () => {
		fc.assert(
			fc.property(anyText, anyPath, (text, path) => {
				let end = 0;
				for (const span of findSecrets(text, path)) {
					assert.ok(span.start >= end && span.end > span.start && span.end <= text.length);
					end = span.end;
				}
			}),
			{ numRuns: 200 },
		);
	});

	it('leaves no secret of the labelled set behind', () => {
		for (const { text, path, expected } of cases) {
			const { text: redacted } = redactor.redact(text, path);
			for (const { start, end } of expected) {
				assert.ok(!redacted.includes(text.slice(start, end)), redacted);
			}
		}
	});

	it('gives the same secret the same placeholder in every file, whatever found it', () => {
		const first = redactor.redact(`const a = "${tokenValue}";`, 'a.ts').redactions[0];
		const second = new Redactor(digest, new Set()).redact(`TOKEN=${tokenValue}\n`, '.env').redactions[0];
		assert.match(first?.placeholder ?? '', /^LONGVIEW_SECRET_github_token_/);
		assert.equal(first?.placeholder, second?.placeholder);
		const password = 'kR9vTz2pQ';
		const [inUrl] = redactor.redact(`postgres://app:${password}@db/app`, 'a.py').redactions;
		const [assigned] = redactor.redact(`password = "${password}"`, 'a.py').redactions;
		const [inFile] = redactor.redact(`DB_PASS=${password}`, '.env').redactions;
		assert.equal(inUrl?.placeholder, assigned?.placeholder);
		assert.equal(inUrl?.placeholder, inFile?.placeholder);
		assert.notEqual(inUrl?.rule, assigned?.rule);
	});

	it('depends on the key of the digest', () => {
		const other = new Redactor((secret) => createHmac('sha256', 'another').update(secret).digest('hex'), new Set());
		assert.notEqual(
			other.redact(token.text, 'a.ts').redactions[0]?.placeholder,
			redactor.redact(token.text, 'a.ts').redactions[0]?.placeholder,
		);
	});

	it('leaves in clear what the user allowed, and only that', () => {
		const text = `${token.text}\npassword: "kR9vTz2pQ"`;
		const [allowed, kept] = redactor.redact(text, 'a.ts').redactions;
		const result = new Redactor(digest, new Set([allowed!.placeholder])).redact(text, 'a.ts');
		assert.deepEqual(result.redactions, [kept]);
		assert.ok(result.text.includes(tokenValue));
	});

	it('tells the lines, and puts a private key on one', () => {
		const key = cases.find(({ path }) => path === 'deploy/id_rsa')!.text;
		const { text, redactions } = redactor.redact(`first\n\n${key}\n${token.text}\n`, 'keys.txt');
		assert.deepEqual(
			redactions.map(({ line, rule }) => [line, rule]),
			[
				[4, 'private-key'],
				[11, 'github-token'],
			],
		);
		assert.match(text, /BEGIN RSA PRIVATE KEY-----\nLONGVIEW_SECRET_private_key_[0-9a-f]{12}\n-----END RSA/);
	});

	it('keeps what only looks like a placeholder', () => {
		const text = 'LONGVIEW_SECRET_github_token_0123456789ab LONGVIEW_SECRET_x LONGVIEW_SECRET_secret_zzzzzzzzzzzz';
		const redacted = redactor.redact(text, 'a.ts');
		assert.equal(redacted.text, text);
		const restored = restorePlaceholders(redacted.text, () => undefined);
		assert.equal(restored.text, text);
		assert.deepEqual(restored.unknown, ['LONGVIEW_SECRET_github_token_0123456789ab']);
	});

	it('restores a placeholder that a model glued to other words, and names the unknown once', () => {
		const placeholder = 'LONGVIEW_SECRET_stripe_key_0123456789ab';
		const text = `x${placeholder}y "${placeholder}" LONGVIEW_SECRET_a_b_ba9876543210 LONGVIEW_SECRET_a_b_ba9876543210`;
		assert.deepEqual(
			restorePlaceholders(text, (name) => (name === placeholder ? '$&-$1' : undefined)),
			{
				text: 'x$&-$1y "$&-$1" LONGVIEW_SECRET_a_b_ba9876543210 LONGVIEW_SECRET_a_b_ba9876543210',
				unknown: ['LONGVIEW_SECRET_a_b_ba9876543210'],
			},
		);
		assert.deepEqual(findPlaceholders(text), [placeholder, 'LONGVIEW_SECRET_a_b_ba9876543210']);
	});

	it('never mixes two secrets up, even if their digests were the same', () => {
		const weak = new Redactor(() => '0123456789ab', new Set());
		const text = 'password = "kR9vTz2pQ"\npassword = "T7m!qz-Lw3"';
		const { text: redacted, secrets } = weak.redact(text, 'a.ts');
		assert.equal(restorePlaceholders(redacted, (placeholder) => secrets.get(placeholder)).text, text);
	});

	it('has labels that fit a placeholder', () => {
		for (const { id } of secretRules()) {
			assert.match(id, /^[a-z0-9]{1,16}(?:-[a-z0-9]{1,16}){0,5}$/);
		}
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { jsonStringLiteral } from '../../../src/core/common/jsonText';
import { anyCharacter } from '../../support/anyCharacter';

describe('jsonStringLiteral', () => {
	const literal = (text: string) => new TextDecoder().decode(jsonStringLiteral(new TextEncoder().encode(text)));

	it('gives what JSON.stringify gives, for every text', () => {
		const anyText = fc.string({ unit: anyCharacter });
		const escapes = fc.string({
			unit: fc.constantFrom('"', '\\', '\n', '\r', '\t', '\b', '\f', '\0', '\u001f', '\u007f'),
		});
		fc.assert(
			fc.property(fc.oneof(anyText, escapes), (text) => {
				assert.equal(literal(text), JSON.stringify(text));
			}),
		);
	});

	it('escapes each control character as JSON.stringify does', () => {
		const controls = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code)).join('');
		assert.equal(literal(controls), JSON.stringify(controls));
	});
});

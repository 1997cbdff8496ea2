import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hideValues } from '../../../src/core/secrets/hideValues';

const short: readonly [string, string] = ['LONGVIEW_SECRET_password_0123456789ab', 'kP4!9'];
const long: readonly [string, string] = ['LONGVIEW_SECRET_password_ba9876543210', 'kP4!9zW2'];

describe('known secrets in a text', () => {
	it('are hidden wherever they stand by themselves', () => {
		const text = `Why does ${long[1]} fail, and "${long[1]}", and x=${short[1]}?`;
		assert.equal(hideValues(text, [short, long]), `Why does ${long[0]} fail, and "${long[0]}", and x=${short[0]}?`);
	});

	it('stay where a longer word holds them', () => {
		const text = `a${short[1]} ${short[1]}0 ä${short[1]}`;
		assert.equal(hideValues(text, [short]), text);
	});

	it('are not looked for in placeholders', () => {
		const known: readonly [string, string] = ['LONGVIEW_SECRET_password_aaaaaaaaaaaa', 'password'];
		assert.equal(hideValues(`${short[0]} password`, [known]), `${short[0]} ${known[0]}`);
		assert.equal(hideValues(`${short[1]} password`, [known, short]), `${short[0]} ${known[0]}`);
	});

	it('may have several lines', () => {
		const key: readonly [string, string] = ['LONGVIEW_SECRET_private_key_0123456789ab', 'line one\nline two'];
		assert.equal(hideValues('> line one\nline two\nend', [key]), `> ${key[0]}\nend`);
	});

	it('leave everything else as it is', () => {
		assert.equal(hideValues('', [short]), '');
		assert.equal(hideValues('nothing here', []), 'nothing here');
		assert.equal(hideValues('nothing here', [['LONGVIEW_SECRET_password_0123456789ab', '']]), 'nothing here');
	});
});

import fc from 'fast-check';

const surrogates = 0xe000 - 0xd800;
const characters = 0x110000 - surrogates;

/**
 * Any character but lone surrogates. With it `fc.string` gives what `unit: 'binary'` gives, case by case, without the
 * table of more than a million characters that fast-check makes for that in every process.
 */
export const anyCharacter = fc.integer({ min: 0, max: characters - 1 }).map(
	(index) => String.fromCodePoint(index < 0xd800 ? index : index + surrogates),
	(character) => {
		const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
		const isOne = code !== undefined && String.fromCodePoint(code) === character && character.isWellFormed();
		if (!isOne) {
			throw new Error('This is no character.');
		}
		return code < 0xd800 ? code : code - surrogates;
	},
);

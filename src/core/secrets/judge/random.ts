import { isMadeUp, isTemplate } from './madeUp';

const SHORTEST = 16;
const SHORTEST_HEX = 24;

/** Shannon entropy in bits per character. */
export function entropy(value: string): number {
	const counts = new Map<string, number>();
	for (const character of value) {
		counts.set(character, (counts.get(character) ?? 0) + 1);
	}
	let bits = 0;
	for (const count of counts.values()) {
		bits -= (count / value.length) * Math.log2(count / value.length);
	}
	return bits;
}

/**
 * Whether a machine drew the value at random, as it does tokens and keys: long enough, of token characters, changing
 * between small letters, capitals and digits far more often than words and identifiers do.
 */
export function looksRandom(value: string): boolean {
	if (value.length < SHORTEST || value.includes('::') || !/^[\w+/=.~:!@#%^*-]+$/.test(value) || isTemplate(value)) {
		return false;
	}
	if (isPublic(value) || isMadeUp(value)) {
		return false;
	}
	const letters = value.replace(/[^A-Za-z0-9]/g, '');
	if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(letters)) {
		return letters.length >= SHORTEST_HEX && /[A-Fa-f]/.test(letters) && entropy(letters) >= 3;
	}
	if (letters.length < SHORTEST - 2 || entropy(value) < 0.75 * Math.log2(Math.min(value.length, 64))) {
		return false;
	}
	const mixed = /[a-z]/.test(letters) && /[A-Z]/.test(letters);
	if (!/\d/.test(letters)) {
		return mixed && letters.length >= 20 && changes(letters) >= 0.35 && inWords(value) <= 0.4;
	}
	return changes(letters) >= (mixed ? 0.3 : 0.18) && inWords(value) <= (mixed ? 0.5 : 0.65);
}

/** Digests, addresses, paths, pictures, identifiers: random to look at, but no secret. */
export function isPublic(value: string): boolean {
	return (
		/^(?:sha\d+|md5|h1|integrity|blake\w*)[-:=]/i.test(value) ||
		/^(?:data|https?|wss?|file|urn|arn|chrome-extension|blob|mailto|spiffe|did|npm|jsr|node):/i.test(value) ||
		/^(?:\.{1,2}\/|\/[a-z_.-]{2,40}(?:\/|$)|~\/|[A-Za-z]:\\|@[\w-]+\/)/.test(value) ||
		/^\$(?:2[abxy]|argon2\w*|[156]|apr1|scrypt|pbkdf2[\w-]*)\$/.test(value) ||
		/^(?:pbkdf2|argon2|bcrypt|scrypt|SCRAM)[\w-]*[:$]/i.test(value) ||
		/^\{(?:SSHA|SHA|CRYPT|bcrypt|noop)\}/i.test(value) ||
		/^(?:AKIA|ASIA|iVBORw0KGgo|R0lGODlh|PHN2Zy|\/9j\/|d09GM|AAEAAAA|ssh-(?:rsa|ed25519)|AAAA[BCE]3Nza|MII[BC]Ij|MFkwEw|MCowBQ)/.test(
			value,
		) ||
		/^pk[-_]|^pub[-_]|^age1|^0x[0-9a-f]{40}$|^v?\d+\.\d+\.\d+/i.test(value) ||
		/^\d{4}-\d\d-\d\d/.test(value)
	);
}

/** How often neighbours are of different kinds, from 0 to 1. */
function changes(letters: string): number {
	const kinds = letters.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0');
	let count = 0;
	for (let index = 1; index < kinds.length; index++) {
		count += kinds.charCodeAt(index) === kinds.charCodeAt(index - 1) ? 0 : 1;
	}
	return count / Math.max(1, kinds.length - 1);
}

/** The share of characters that stand in what could be words: four and more letters of one case with a vowel. */
function inWords(value: string): number {
	let inside = 0;
	for (const [run] of value.matchAll(/[A-Z]?[a-z]{3,64}|[A-Z]{4,64}/g)) {
		inside += /[aeiouy]/i.test(run) ? run.length : 0;
	}
	return inside / value.length;
}

import { decodeBase64 } from '../judge/base64';
import { isMadeUp } from '../judge/madeUp';
import { isStock } from '../judge/password';
import { entropy, looksRandom } from '../judge/random';
import type { TokenRule } from './types';

const KEY_TYPE_DISTANCE = 900;

/** Common containers of secrets: private keys, JSON web tokens, headers, command lines. */
export const formRules: readonly TokenRule[] = [
	{
		id: 'private-key',
		title: 'Private key (PEM, OpenSSH, PGP; also inside JSON and code)',
		keywords: ['PRIVATE KEY-----', 'PRIVATE KEY BLOCK-----'],
		// The header lines of old PEM and of PGP, then Base64 in lines, which may be joined by quotes and escapes.
		pattern:
			/(?<=-----BEGIN (?:[A-Z0-9]{1,12} ){0,3})PRIVATE KEY(?: BLOCK)?-----(?:[\s"'`,+]|\\[nrt]){0,60}((?:[A-Za-z-]{3,20}: [^\n\\"]{0,200}(?:\n|\\n|\\r\\n)\s{0,20}){0,5}[A-Za-z0-9+/][A-Za-z0-9+/=\s\\"'`,;#*]{46,100000}?)(?=(?:[\s"'`,;+#*]|\\[nrt]){0,60}(?:-----END|$|[^A-Za-z0-9+/=\s\\"'`,;#*]))/dy,
		least: 0,
		opening:
			/(?<=-----BEGIN (?:[A-Z0-9]{1,12} ){0,3})PRIVATE KEY(?: BLOCK)?-----(?:[\s"'`,+]|\\[nrt]){0,60}[A-Za-z0-9]/y,
		inside: true,
		accept: (value) => isKeyBody(value),
	},
	{
		id: 'putty-key',
		title: 'Private key of PuTTY',
		keywords: ['Private-Lines: '],
		opening: /Private-Lines: \d/y,
		pattern: /Private-Lines: \d{1,3}\n((?:[A-Za-z0-9+/=]{4,64}\n){1,100})/dy,
		least: 1,
	},
	{
		id: 'age-key',
		title: 'Secret key of age',
		keywords: ['AGE-SECRET-KEY-'],
		pattern: /AGE-SECRET-KEY-(?:PQ-)?1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?![A-Za-z0-9])/dy,
		least: 59,
	},
	{
		id: 'json-web-key',
		title: 'Private part of a JSON web key',
		keywords: ['"d":', '"d" :'],
		pattern: /"d" ?:\s{0,4}"([\w-]{42,700})"/dy,
		least: 0,
		inside: true,
		accept: (value, text, start) =>
			looksRandom(value) &&
			text.slice(Math.max(0, start - KEY_TYPE_DISTANCE), start + value.length + KEY_TYPE_DISTANCE).includes('"kty"'),
	},
	{
		id: 'json-web-token',
		title: 'JSON web token',
		keywords: [
			...['eyJhbGciO', 'eyJ0eXAiO', 'eyJraWQiO', 'eyJ4NXQ', 'eyJqa3UiO', 'eyJjdHkiO', 'eyJlbmMiO', 'eyJiNjQiO'],
			...['eyJqd2siO', 'ewogICJ', 'ewogICAgI'],
		],
		opening: /e(?:yJ|wog)[\w-]{12}/y,
		pattern: /e(?:yJ|wog)[\w-]{12,4000}\.e(?:yJ|wog|30)[\w-]{0,8000}\.[\w-]{20,1000}(?![\w-])/dy,
		least: 6,
	},
	{
		id: 'bearer-token',
		title: 'Bearer token in a header',
		keywords: ['Bearer ', 'bearer '],
		pattern: /[Bb]earer {1,4}([\w.~+/=-]{16,2000})/dy,
		least: 0,
		accept: (value) => looksRandom(value),
	},
	{
		id: 'basic-credentials',
		title: 'User and password in a header',
		keywords: ['Basic ', 'basic '],
		pattern: /(?<=uthorization["'`]?\s{0,4}[\]):=,]{1,3}\s{0,4}["'`]?)[Bb]asic {1,4}([A-Za-z0-9+/_-]{8,400}={0,2})/dy,
		least: 0,
		accept: (value) => isCredentials(value),
	},
	{
		id: 'docker-credentials',
		title: 'User and password for a Docker registry',
		keywords: ['"auth"', '_auth='],
		pattern: /(?:"auth"\s{0,4}:\s{0,4}"|_auth=["']?)([A-Za-z0-9+/]{10,2000}={0,2})/dy,
		least: 0,
		inside: true,
		accept: (value) => isCredentials(value),
	},
];

/** Rules about surroundings that a keyword and a pattern can tell. */
export const contextPatterns: readonly TokenRule[] = [
	{
		id: 'command-line-password',
		title: 'User and password of curl',
		keywords: [' -u ', ' --user '],
		pattern: /(?<=\bcurl\b[^\n]{0,200}) (?:-u|--user) ["']?[\w.@+-]{1,64}:([^\s"':$<>{}*]{6,128})/dy,
		least: 0,
		inside: true,
		accept: (value) => !isStock(value) && !isMadeUp(value) && /\d|[!#%^&+=~?]/.test(value),
	},
];

/** Whether it holds lines of random Base64 and not just dots or a word. */
function isKeyBody(value: string): boolean {
	const line = /[A-Za-z0-9+/]{32,64}/.exec(
		value.replace(/^(?:[A-Za-z-]{3,20}: [^\n\\]*(?:\n|\\n|\\r\\n)\s*)+/, ''),
	)?.[0];
	return line !== undefined && entropy(line) >= 2.5 && /\d/.test(value) && !/xxxx|example|your/i.test(line);
}

function isCredentials(value: string): boolean {
	const plain = decodeBase64(value);
	const colon = plain?.indexOf(':') ?? -1;
	if (plain === undefined || colon < 1 || /[^\x20-\x7e\u00a0-\u00ff]/.test(plain)) {
		return false;
	}
	const password = plain.slice(colon + 1);
	return password.length >= 4 && !isStock(password) && !isMadeUp(value) && !isMadeUp(password);
}

import { readAssignment, type Assignment } from './scan/assignment';
import { CHARACTERS, PLAIN, TOKEN, WORD, wordBegins } from './scan/characters';
import { KeywordSearch, STOP, type Keyword } from './scan/keywordSearch';
import { readUserInfo, type UserInfo } from './scan/userInfo';
import { tokenRules } from './rules/table';
import type { TokenRule } from './rules/types';

/** Gets what may be a secret; returns whether the search goes on and, for a token, where. */
export interface CandidateVisitor {
	/** @returns the end of the secret, or `undefined` when it is none, or `STOP` */
	token(rule: TokenRule, keyword: number): number | undefined;
	/** @returns whether to go on */
	assignment(assignment: Assignment): boolean;
	/** @returns whether to go on */
	address(info: UserInfo): boolean;
	/** @returns whether to go on */
	kubernetesSecret(): boolean;
}

/** Parts of names that promise a secret. `key` alone promises nothing, so a letter or sign stands before it. */
const nameWords = [
	...['pass', 'pwd', 'secret', 'token', 'credential', 'creds', '_auth', '_salt'],
	...['_key', '-key', '.key', 'ckey', 'dkey', 'ekey', 'gkey', 'hkey', 'ikey', 'nkey', 'pkey', 'rkey', 'skey', 'tkey'],
];

/** Letters alone have to be this many to look random. */
const SHORTEST_RANDOM_WORD = 12;

/** Every place is still of interest. */
const GO_ON = 0;

type Meaning =
	| { readonly kind: 'token'; readonly rule: TokenRule }
	| { readonly kind: 'name' }
	| { readonly kind: 'address' }
	| { readonly kind: 'kubernetes' };

const meanings: readonly (Keyword & { readonly meaning: Meaning })[] = [
	...tokenRules.flatMap((rule) =>
		rule.keywords.map((text) => ({ text, anyCase: false, meaning: { kind: 'token' as const, rule } })),
	),
	...nameWords.map((text) => ({ text, anyCase: true, meaning: { kind: 'name' as const } })),
	{ text: '://', anyCase: false, meaning: { kind: 'address' } },
	{ text: '\nkind: Secret', anyCase: false, meaning: { kind: 'kubernetes' } },
	{ text: 'kind: Secret\n', anyCase: false, meaning: { kind: 'kubernetes' } },
];

/** Built when it is needed: the editor's thread loads this, too, and never searches. */
let search: KeywordSearch | undefined;

/**
 * Finds the places that may hold secrets, by keywords and cheap tests on bytes.
 * @param bytes UTF-8, or what `toUnits` makes of a text
 * @param settings whether the file holds settings rather than code
 */
export function visitCandidates(bytes: Uint8Array, settings: boolean, visitor: CandidateVisitor): void {
	let readUntil = 0;
	search ??= new KeywordSearch(meanings);
	search.search(bytes, (keyword, position) => {
		const { meaning, text } = meanings[keyword]!;
		switch (meaning.kind) {
			case 'token': {
				const { rule } = meaning;
				if (!mayBeToken(bytes, position, text.length, rule)) {
					return GO_ON;
				}
				return visitor.token(rule, position) ?? GO_ON;
			}
			case 'name': {
				if (position < readUntil) {
					return GO_ON;
				}
				const assignment = readAssignment(bytes, position, settings);
				if (!assignment) {
					return GO_ON;
				}
				readUntil = assignment.nameEnd;
				return isWord(bytes, assignment) || visitor.assignment(assignment) ? GO_ON : STOP;
			}
			case 'address': {
				const info = readUserInfo(bytes, position);
				return info === undefined || visitor.address(info) ? GO_ON : STOP;
			}
			case 'kubernetes':
				return visitor.kubernetesSecret() ? GO_ON : STOP;
		}
	});
}

/** Whether the value is so short and plain that it is a word, a type or a member, whatever its name promises. */
function isWord(bytes: Uint8Array, { valueStart, valueEnd }: Assignment): boolean {
	if (valueEnd - valueStart >= SHORTEST_RANDOM_WORD) {
		return false;
	}
	for (let position = valueStart; position < valueEnd; position++) {
		if ((CHARACTERS[bytes[position]!]! & PLAIN) === 0) {
			return false;
		}
	}
	return true;
}

function mayBeToken(bytes: Uint8Array, position: number, length: number, rule: TokenRule): boolean {
	if (!rule.inside && !wordBegins(bytes, position)) {
		return false;
	}
	const first = position - (rule.lead ?? 0);
	const last = position + length + rule.least;
	if (first < 0 || last > bytes.length) {
		return false;
	}
	for (let at = position + length; at < last; at++) {
		if ((CHARACTERS[bytes[at]!]! & WORD) === 0) {
			return false;
		}
	}
	for (let at = first; at < position; at++) {
		if ((CHARACTERS[bytes[at]!]! & TOKEN) === 0) {
			return false;
		}
	}
	return true;
}

import { visitCandidates } from './candidates';
import { holdsSettings, kubernetesSecrets, secretFileKind, secretsOfFile, type SecretSpan } from './files';
import { isMadeUp } from './judge/madeUp';
import { kindOfName } from './judge/name';
import { judgeAddress, judgeAssignment } from './judge/value';
import { holdsPlaceholder } from './placeholder';
import { contextPatterns } from './rules/forms';
import { contextRules, tokenRules } from './rules/table';
import type { TokenRule } from './rules/types';
import { AsciiWindow, asciiSlice } from './scan/asciiWindow';
import { toUnits } from './scan/characters';
import { STOP } from './scan/keywordSearch';

export type { SecretSpan } from './files';

const LINE_BEFORE = 300;
/** How far rules look around a keyword, unless they have an `opening`. */
const REACH_BEFORE = 1_000;
const REACH_AFTER = 3_200;

/** Rules that find a value by what stands around it: the same value may be found by several of them. */
const contextual = new Set([
	...contextRules.map(({ id }) => id),
	...contextPatterns.map(({ id }) => id),
	...['json-web-key', 'bearer-token', 'basic-credentials', 'docker-credentials'],
]);

/** All rules, with words for people. */
export function secretRules(): readonly { readonly id: string; readonly title: string }[] {
	return [...tokenRules, ...contextRules].map(({ id, title }) => ({ id, title }));
}

/**
 * The words that a rule's placeholders carry: its id, or `secret` for those rules that go by the surroundings, because
 * the same value has to get the same placeholder wherever it stands.
 */
export function labelOfRule(rule: string): string {
	return contextual.has(rule) ? 'secret' : rule.replaceAll('-', '_');
}

/**
 * Cheap test that spares nearly every file decoding.
 * @param bytes UTF-8
 * @returns never false when `findSecrets` finds something in the same file
 */
export function mayHoldSecrets(bytes: Uint8Array, path: string): boolean {
	if (secretFileKind(path) !== undefined) {
		return bytes.length > 0;
	}
	const settings = holdsSettings(path);
	const window = new AsciiWindow(bytes);
	let found = false;
	visitCandidates(bytes, settings, {
		token(rule, keyword) {
			found = matchesNearby(window, rule, keyword);
			return found ? STOP : undefined;
		},
		assignment({ nameStart, nameEnd, valueStart, valueEnd, manner }) {
			const name = asciiSlice(bytes, nameStart, nameEnd) ?? '';
			if (kindOfName(name) === undefined) {
				return true;
			}
			const value = asciiSlice(bytes, valueStart, valueEnd);
			found =
				value === undefined ||
				judgeAssignment(name, value, manner, { settings, lineBefore: () => undefined }) !== undefined;
			return !found;
		},
		address({ schemeStart, passwordStart, passwordEnd }) {
			const scheme = asciiSlice(bytes, schemeStart, passwordStart) ?? '';
			found = judgeAddress(scheme, asciiSlice(bytes, passwordStart, passwordEnd) ?? '') !== undefined;
			return !found;
		},
		kubernetesSecret() {
			found = /\.ya?ml$/i.test(path);
			return !found;
		},
	});
	return found;
}

/**
 * Finds keys, tokens, private keys and passwords. Time is linear in the text.
 * @returns sorted, without overlaps, positions in UTF-16 units
 */
export function findSecrets(text: string, path: string): SecretSpan[] {
	const settings = holdsSettings(path);
	const byForm: SecretSpan[] = [];
	const byContext: SecretSpan[] = [];
	let kubernetes = false as boolean;
	visitCandidates(toUnits(text), settings, {
		token(rule, keyword) {
			const span = matchToken(text, rule, keyword);
			if (span) {
				(contextual.has(rule.id) ? byContext : byForm).push(span);
			}
			return contextual.has(rule.id) ? undefined : span?.end;
		},
		assignment({ nameStart, nameEnd, valueStart, valueEnd, manner }) {
			const lineBefore = () => {
				const line = text.slice(Math.max(0, nameStart - LINE_BEFORE), nameStart);
				return line.slice(line.lastIndexOf('\n') + 1);
			};
			const name = text.slice(nameStart, nameEnd);
			const rule = judgeAssignment(name, text.slice(valueStart, valueEnd), manner, { settings, lineBefore });
			if (rule !== undefined) {
				byContext.push({ start: valueStart, end: valueEnd, rule });
			}
			return true;
		},
		address({ schemeStart, passwordStart, passwordEnd }) {
			const rule = judgeAddress(text.slice(schemeStart, passwordStart), text.slice(passwordStart, passwordEnd));
			if (rule !== undefined) {
				byContext.push({ start: passwordStart, end: passwordEnd, rule });
			}
			return true;
		},
		kubernetesSecret() {
			kubernetes = /\.ya?ml$/i.test(path);
			return true;
		},
	});
	const kind = secretFileKind(path);
	const byFile = kind === undefined ? [] : secretsOfFile(text, kind);
	const inKubernetes = kubernetes ? kubernetesSecrets(text) : [];
	return merge(byForm, [...byFile, ...inKubernetes, ...byContext]);
}

/** Whether a rule matches in the characters around a keyword, or might because some of them are not ASCII. */
function matchesNearby(window: AsciiWindow, rule: TokenRule, keyword: number): boolean {
	const place = window.at(keyword, REACH_BEFORE, REACH_AFTER);
	if (place === undefined || !rule.opening) {
		return place === undefined || matchToken(place.text, rule, place.position) !== undefined;
	}
	rule.opening.lastIndex = place.position;
	return rule.opening.test(place.text);
}

type Range = readonly [start: number, end: number];

function matchToken(text: string, rule: TokenRule, keyword: number): SecretSpan | undefined {
	const { pattern } = rule;
	pattern.lastIndex = keyword - (rule.lead ?? 0);
	const match = pattern.exec(text);
	if (!match) {
		return undefined;
	}
	const [whole, ...groups] = match.indices as unknown as readonly [Range, ...(Range | undefined)[]];
	const [start, end] = groups.find((group) => group !== undefined) ?? whole;
	const value = text.slice(start, end);
	const accepted = rule.accept ? rule.accept(value, text, start) : true;
	// Lines of a private key repeat themselves and follow no rule of words; `accept` looks at one of them.
	const real = rule.id === 'private-key' || !isMadeUp(value);
	return accepted && real && !holdsPlaceholder(value) ? { start, end, rule: rule.id } : undefined;
}

/** What is known by its form comes first; in each list the span that begins first, the longer one of two. */
function merge(byForm: readonly SecretSpan[], byContext: readonly SecretSpan[]): SecretSpan[] {
	const order = (left: SecretSpan, right: SecretSpan) => left.start - right.start || right.end - left.end;
	const withoutOverlaps = (spans: readonly SecretSpan[]) => {
		let end = -1;
		return spans.toSorted(order).filter((span) => {
			const free = span.start >= end;
			end = free ? span.end : end;
			return free;
		});
	};
	const forms = withoutOverlaps(byForm);
	let next = 0;
	const others = withoutOverlaps(
		byContext.toSorted(order).filter((span) => {
			while (next < forms.length && forms[next]!.end <= span.start) {
				next++;
			}
			return forms[next] === undefined || forms[next]!.start >= span.end;
		}),
	);
	return [...forms, ...others].sort(order);
}

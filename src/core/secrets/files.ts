import { isSettingSecret } from './judge/value';
import { kindOfName, wordsOf } from './judge/name';
import { isStock } from './judge/password';
import { looksRandom } from './judge/random';
import { holdsPlaceholder } from './placeholder';
import type { ContextRule } from './rules/types';

/** A secret in a text, by positions in UTF-16 units. */
export interface SecretSpan {
	readonly start: number;
	readonly end: number;
	/** Id of the rule that found it. */
	readonly rule: string;
}

/** Files that are there to hold secrets. */
export type SecretFileKind = 'environment' | 'npmrc' | 'netrc' | 'pgpass';

export const fileRules: readonly ContextRule[] = [
	{ id: 'environment-value', title: 'Value in an environment file' },
	{ id: 'npmrc-token', title: 'Token or password in .npmrc' },
	{ id: 'netrc-password', title: 'Password in .netrc' },
	{ id: 'pgpass-password', title: 'Password in .pgpass' },
	{ id: 'kubernetes-secret', title: 'Value of a Kubernetes secret' },
];

const LONGEST_LINE = 8192;

/** What kind of secret-holding file a path names, if any. Examples and templates are none. */
export function secretFileKind(path: string): SecretFileKind | undefined {
	const name = baseName(path);
	// Nearly every path is done with here.
	if (!/rc|env|pass|vars/.test(name)) {
		return undefined;
	}
	if (/^\.?(?:npmrc|yarnrc)$/.test(name)) {
		return 'npmrc';
	}
	if (/^[._]netrc$/.test(name)) {
		return 'netrc';
	}
	if (/^\.?pgpass(?:\.conf)?$/.test(name)) {
		return 'pgpass';
	}
	const environment = /^\.env(?:[._-].*)?$|\.env$|^\.envrc$|^\.flaskenv$|^\.dev\.vars(?:\..*)?$/.test(name);
	return environment && !/example|sample|template|dist\b|default|schema|\.(?:ts|js|mjs|py|md)$/.test(name)
		? 'environment'
		: undefined;
}

const settingsExtensions = new Set(
	(
		'yml yaml ini cfg conf config cnf properties toml env tfvars sh bash zsh fish ps1 bat cmd service netrc ' +
		'credentials rc secret secrets example sample template dist hcl desktop plist reg'
	).split(' '),
);

/** Whether a file holds settings rather than code: values there need no quotes. */
export function holdsSettings(path: string): boolean {
	const name = baseName(path);
	return (
		settingsExtensions.has(name.slice(name.lastIndexOf('.') + 1)) ||
		/^(?:dockerfile|containerfile|makefile)|^\.?(?:env|credentials)\b|\.env\.|env(?:rc)?$|rc$/.test(name)
	);
}

/** The secrets that a file of a kind holds by its own syntax. */
export function secretsOfFile(text: string, kind: SecretFileKind): SecretSpan[] {
	switch (kind) {
		case 'environment':
			return eachLine(text, environmentValue);
		case 'npmrc':
			return eachLine(text, npmrcValue);
		case 'netrc':
			return netrcPasswords(text);
		case 'pgpass':
			return eachLine(text, pgpassPassword);
	}
}

/** Values below `data:` and `stringData:` of the documents of a YAML file that are Kubernetes secrets. */
export function kubernetesSecrets(text: string): SecretSpan[] {
	const isSecret: boolean[] = [];
	const found: (SecretSpan & { readonly document: number })[] = [];
	let document = 0;
	let inside = false;
	eachLine(text, (line, offset) => {
		if (/^---/.test(line)) {
			document++;
			inside = false;
		} else if (/^kind: *["']?Secret["']?\s*$/.test(line)) {
			isSecret[document] = true;
		} else if (/^\S/.test(line)) {
			inside = /^(?:data|stringData):\s*$/.test(line);
		} else if (inside) {
			const match = /^ {1,8}[\w.-]{1,100}:\s{1,8}["']?([^\s"'|>{}][^\s"']{3,})["']?\s*$/d.exec(line);
			const value = match?.[1];
			if (match && value !== undefined && isSettingSecret(value) && !holdsPlaceholder(value)) {
				const [start, end] = match.indices![1]!;
				found.push({ start: offset + start, end: offset + end, rule: 'kubernetes-secret', document });
			}
		}
		return undefined;
	});
	return found.filter((span) => isSecret[span.document]).map(({ start, end, rule }) => ({ start, end, rule }));
}

function baseName(path: string): string {
	return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
}

/** Collects what a function finds on each line; very long lines are settings of nobody and are left to the other rules. */
function eachLine(text: string, find: (line: string, offset: number) => SecretSpan | undefined): SecretSpan[] {
	const spans: SecretSpan[] = [];
	for (let start = 0; start < text.length;) {
		const newline = text.indexOf('\n', start);
		const end = newline < 0 ? text.length : newline;
		const span = end - start <= LONGEST_LINE ? find(text.slice(start, end), start) : undefined;
		if (span) {
			spans.push(span);
		}
		start = end + 1;
	}
	return spans;
}

function environmentValue(line: string, offset: number): SecretSpan | undefined {
	const match =
		/^\s*(?:export\s+)?([\w.-]{1,120})\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'#](?:[^\s]|\s(?!#))*))/d.exec(
			line,
		);
	const value = match?.[2] ?? match?.[3] ?? match?.[4]?.trimEnd();
	if (!match || value === undefined || holdsPlaceholder(value) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
		return undefined;
	}
	const name = match[1]!;
	const promising = kindOfName(name) !== undefined && isSettingSecret(value);
	const random = !/(?:^|_)(?:public|sha|commit|hash|digest|checksum|id|version|url|uri|path|host|etag)(?:_|$)/.test(
		wordsOf(name),
	);
	if (!promising && !(random && looksRandom(value))) {
		return undefined;
	}
	const start = offset + (match.indices![2] ?? match.indices![3] ?? match.indices![4]!)[0];
	return { start, end: start + value.length, rule: 'environment-value' };
}

function npmrcValue(line: string, offset: number): SecretSpan | undefined {
	const match = /^[^#;\s]*?(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent)\s*[=:]\s*["']?([^\s"']+)/d.exec(
		line,
	);
	const value = match?.[1];
	if (!match || value === undefined || !isSettingSecret(value) || isWords(value) || holdsPlaceholder(value)) {
		return undefined;
	}
	const [start, end] = match.indices![1]!;
	return { start: offset + start, end: offset + end, rule: 'npmrc-token' };
}

/** `private-reg-token`: what tests and lessons write where a registry gives random characters. */
function isWords(value: string): boolean {
	return /^[a-z]+(?:[-_][a-z]+)*\d{0,2}$/i.test(value) && value.length < 30;
}

function netrcPasswords(text: string): SecretSpan[] {
	const spans: SecretSpan[] = [];
	for (const match of text.matchAll(/(?<=^|\s)password[ \t\n]{1,20}([^\s#]{3,512})/dg)) {
		const value = match[1]!;
		if (isSettingSecret(value) && !holdsPlaceholder(value)) {
			const [start, end] = match.indices![1]!;
			spans.push({ start, end, rule: 'netrc-password' });
		}
	}
	return spans;
}

function pgpassPassword(line: string, offset: number): SecretSpan | undefined {
	const match = /^(?!#)(?:(?:[^:\\]|\\.)*:){4}(.+)$/d.exec(line);
	const value = match?.[1];
	if (!match || value === undefined || value.length < 3 || isStock(value) || holdsPlaceholder(value)) {
		return undefined;
	}
	const [start, end] = match.indices![1]!;
	return { start: offset + start, end: offset + end, rule: 'pgpass-password' };
}

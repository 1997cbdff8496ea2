import ignore from 'ignore';
import type { OmitReason } from './types';

/** What the user chose, in gitignore syntax, relative to a root. */
export interface ContextRules {
	/** Left out although git tracks them. */
	readonly exclude: readonly string[];
	/** Sent in full although a built-in rule would leave them out. */
	readonly include: readonly string[];
}

/** Built-in rules, in order; the first that fits decides. Each can be overridden by `include`. */
const builtIn: readonly { readonly reason: OmitReason; readonly detail: string; readonly pattern: RegExp }[] = [
	{
		reason: 'may hold secrets',
		detail: 'judged by its name',
		pattern:
			/(^|\/)(\.env(\.(?!example$|sample$|template$|dist$)[^/]*)?|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|credentials\.json|[^/]*\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk))$/i,
	},
	{
		reason: 'lock file',
		detail: 'made by a package manager',
		pattern:
			/(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|composer\.lock|Gemfile\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|flake\.lock|packages\.lock\.json|gradle\.lockfile|Podfile\.lock|pubspec\.lock|mix\.lock)$/,
	},
	{ reason: 'source map', detail: 'made by a build', pattern: /\.(js|css|mjs|cjs)\.map$/i },
	{ reason: 'minified', detail: 'by its name', pattern: /[.-]min\.(js|mjs|cjs|css)$/i },
];

/** A rule's decision about a path: undefined when its text belongs into the pack. */
export type PathDecision = { readonly reason: OmitReason; readonly detail: string } | undefined;

/**
 * Decides by path alone what stays out of the pack.
 * @throws nothing: a pattern that cannot be understood is reported through `onBadPattern` and has no effect.
 */
export function createPathRules(
	rules: ContextRules,
	onBadPattern: (pattern: string) => void,
): (path: string) => PathDecision {
	const exclude = compile(rules.exclude, onBadPattern);
	const include = compile(rules.include, onBadPattern);
	return (path) => {
		if (exclude(path)) {
			return { reason: 'excluded by setting', detail: 'longview.context.exclude' };
		}
		if (include(path)) {
			return undefined;
		}
		return builtIn.find((rule) => rule.pattern.test(path));
	};
}

function compile(patterns: readonly string[], onBadPattern: (pattern: string) => void): (path: string) => boolean {
	const usable = patterns.filter((pattern) => {
		if (pattern.trim() === '') {
			return false;
		}
		try {
			ignore().add(pattern).ignores('probe');
			return true;
		} catch {
			onBadPattern(pattern);
			return false;
		}
	});
	if (usable.length === 0) {
		return () => false;
	}
	const matcher = ignore().add(usable);
	return (path) => ignore.isPathValid(path) && matcher.ignores(path);
}

/** Lines longer than this on average are made by a tool, not written by a person. */
const generatedLineLength = 1_000;
const smallestMinified = 8_192;

/** True for text whose lines are so long that it was minified or generated. */
export function looksMinified(bytes: number, lines: number): boolean {
	return bytes >= smallestMinified && bytes / Math.max(1, lines) > generatedLineLength;
}

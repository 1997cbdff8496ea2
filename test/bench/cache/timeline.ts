import { normaliseText, renderSection } from '../../../src/core/context/layout';
import { createPathRules, looksMinified } from '../../../src/core/context/rules';
import type { FileChange } from '../../../src/core/context/delta';
import type { TokenCounter } from '../../../src/core/tokens/tokenizer';
import type { Commit, GitHistory } from './git';

/** The files of a repository at one point of its history: normalised texts by path. */
export type Snapshot = ReadonlyMap<string, string>;

export interface Step {
	readonly commit: string;
	/** In seconds. */
	readonly time: number;
	readonly changes: readonly FileChange[];
}

/** What is replayed: the files before the first step, then what each commit changed. */
export interface Timeline {
	/** The commit before the first step. */
	readonly base: string;
	readonly files: Snapshot;
	readonly steps: readonly Step[];
}

export interface Scope {
	/** A folder, `/` at its end, or nothing for the whole repository. */
	readonly under: string;
	/** The pack holds files in the order of their paths up to about this many tokens. */
	readonly tokens: number;
	/** Commits to replay. */
	readonly commits: number;
}

/** Larger files are left out. */
const largestFile = 1 << 20;
const searchedCommits = 5_000;
const chunk = 400;

/**
 * Reads the last commits that changed a text in scope.
 * @throws Error in words for the user when there are too few
 */
export function readTimeline(history: GitHistory, scope: Scope, counter: TokenCounter): Timeline {
	const head = history.head();
	const line = history.mainLine(searchedCommits);
	let inScope = scopeFilter(history, head, scope, counter, () => true);
	let { base, steps } = lastSteps(history, line, scope.commits, inScope);
	// Files that later commits deleted may make the base larger than the newest commit: then fewer folders take part.
	for (let before = ''; base !== before && base !== '';) {
		before = base;
		inScope = scopeFilter(history, base, scope, counter, inScope);
		({ base, steps } = lastSteps(history, line, scope.commits, inScope));
	}
	if (steps.length < scope.commits) {
		throw new Error(
			`The replay needs ${scope.commits} commits that change a text file${scope.under && ` under ${scope.under}`}, ` +
				`and one before them; the last ${line.length} of this repository's main line hold ${steps.length}. ` +
				'Name a repository with a longer history, or fewer commits with --commits.',
		);
	}
	return { base, files: readFiles(history, base, inScope), steps };
}

/** The last commits that changed a text in scope, oldest first, and the commit before them. */
function lastSteps(
	history: GitHistory,
	line: readonly Commit[],
	commits: number,
	inScope: (path: string) => boolean,
): { base: string; steps: Step[] } {
	const steps: Step[] = [];
	let base = '';
	for (const [index, commit] of line.entries()) {
		const parent = line[index + 1];
		if (steps.length === commits || !parent) {
			break;
		}
		const changes = textChanges(history, commit, inScope);
		if (changes.length > 0) {
			steps.push({ commit: commit.id, time: commit.time, changes });
			base = parent.id;
		}
	}
	return { base, steps: steps.reverse() };
}

/** Which paths take part, so that the files of a commit fit the budget: the same paths at every step. */
function scopeFilter(
	history: GitHistory,
	commit: string,
	scope: Scope,
	counter: TokenCounter,
	outer: (path: string) => boolean,
): (path: string) => boolean {
	const decide = createPathRules({ include: [], exclude: [] }, () => undefined);
	const allowed = (path: string) => path.startsWith(scope.under) && outer(path) && !decide(path);
	let tokens = 0;
	let last = '';
	const all = entries(history, commit, allowed);
	for (let at = 0; at < all.length; at += chunk) {
		const some = all.slice(at, at + chunk);
		for (const [index, bytes] of history.blobs(some.map((entry) => entry.blob)).entries()) {
			const { path } = some[index]!;
			const text = decodeText(bytes);
			tokens += text === undefined ? 0 : counter.countText(renderSection(path, text).text);
			if (tokens > scope.tokens) {
				return (candidate) => candidate <= last && allowed(candidate);
			}
			last = path;
		}
	}
	return allowed;
}

function entries(history: GitHistory, commit: string, inScope: (path: string) => boolean) {
	return history
		.tree(commit)
		.filter((entry) => entry.bytes <= largestFile && inScope(entry.path))
		.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function readFiles(history: GitHistory, commit: string, inScope: (path: string) => boolean): Map<string, string> {
	const files = new Map<string, string>();
	const found = entries(history, commit, inScope);
	for (const [index, bytes] of history.blobs(found.map((entry) => entry.blob)).entries()) {
		const text = decodeText(bytes);
		if (text !== undefined) {
			files.set(found[index]!.path, text);
		}
	}
	return files;
}

function textChanges(history: GitHistory, commit: Commit, inScope: (path: string) => boolean): FileChange[] {
	const candidates = commit.changes.filter((change) => inScope(change.path));
	const ids = candidates.flatMap(({ before, after }) => [before, after]).filter((id) => id !== undefined);
	const blobs = history.blobs(ids);
	const texts = new Map(ids.map((id, index) => [id, decodeText(blobs[index]!)]));
	return candidates
		.map(({ path, before, after }) => ({
			path,
			before: before === undefined ? undefined : texts.get(before),
			after: after === undefined ? undefined : texts.get(after),
		}))
		.filter(({ before, after }) => before !== after);
}

/** The text of a file as it is packed; undefined when it would be left out. */
function decodeText(bytes: Buffer): string | undefined {
	if (bytes.length > largestFile || bytes.includes(0)) {
		return undefined;
	}
	try {
		const text = normaliseText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
		return looksMinified(bytes.length, text.split('\n').length) ? undefined : text;
	} catch {
		return undefined;
	}
}

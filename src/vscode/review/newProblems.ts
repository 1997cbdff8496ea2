import { DiagnosticSeverity, languages, type Diagnostic, type Disposable, type Uri } from 'vscode';
import { DisposableStore } from '../common/disposables';
import { Throttle } from '../common/throttle';
import { uriOfPath } from '../workspace/folders';

/** An error or a warning in a file. */
export interface Problem {
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	readonly message: string;
	readonly source: string | undefined;
}

/** Milliseconds between looks at the problems: language servers report them in several steps. */
const lookInterval = 2_000;
/** Milliseconds after an apply for which a problem is put down to it. */
const watchTime = 60_000;

/** The problems of files before they are changed. */
export class KnownProblems {
	readonly #counts = new Map<string, number>();

	constructor(paths: readonly string[]) {
		for (const path of paths) {
			for (const problem of problemsOf(path)) {
				const key = keyOf(problem);
				this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
			}
		}
	}

	/** Problems of files that are there now and were not before, wherever in the files they stand. */
	newIn(paths: readonly string[]): Problem[] {
		const left = new Map(this.#counts);
		return paths.flatMap(problemsOf).filter((problem) => {
			const key = keyOf(problem);
			const count = left.get(key) ?? 0;
			left.set(key, count - 1);
			return count <= 0;
		});
	}
}

/**
 * Counts the new problems of files after an apply, and tells when they change. What appears later than a while after it
 * is not put down to it any more; what goes is noticed always.
 */
export class ProblemWatch implements Disposable {
	readonly #store = new DisposableStore();
	#told = '';
	#own: Set<string> | undefined;

	constructor(known: KnownProblems, paths: readonly string[], onChange: (problems: readonly Problem[]) => void) {
		const watched = new Set(paths.map((path) => uriOfPath(path)?.toString()));
		let latest: readonly Problem[] = [];
		const look = this.#store.add(
			new Throttle(lookInterval, () => {
				const own = this.#own;
				latest = known.newIn(paths).filter((problem) => own?.has(keyOf(problem)) !== false);
				const now = JSON.stringify(latest);
				if (now !== this.#told && (latest.length > 0 || this.#told !== '')) {
					this.#told = now;
					onChange(latest);
				}
			}),
		);
		const concerns = (uris: readonly Uri[]) => uris.some((uri) => watched.has(uri.toString()));
		this.#store.add(languages.onDidChangeDiagnostics(({ uris }) => concerns(uris) && look.schedule()));
		// They may have come while the files were saved.
		look.schedule();
		const end = setTimeout(() => {
			this.#own = new Set(latest.map(keyOf));
			if (latest.length === 0) {
				this.dispose();
			}
		}, watchTime);
		this.#store.add({ dispose: () => clearTimeout(end) });
	}

	dispose(): void {
		this.#store.dispose();
	}
}

/** Problems named in a question; the rest is counted. */
const namedProblems = 30;

/** What is asked about new problems. */
export function problemQuestion(problems: readonly Problem[]): string {
	const named = problems.slice(0, namedProblems).map(({ path, line, message, source }) => {
		const from = source === undefined ? '' : ` (${source})`;
		return `- \`${path}:${line}\`: ${message.replace(/\s+/g, ' ').trim()}${from}`;
	});
	const more = problems.length > namedProblems ? [`- … and ${problems.length - namedProblems} more`] : [];
	return [
		'Since your edits were applied, the editor reports these new problems. Fix them.',
		'',
		...named,
		...more,
	].join('\n');
}

function problemsOf(path: string): Problem[] {
	const uri = uriOfPath(path);
	return uri
		? languages
				.getDiagnostics(uri)
				.filter(isProblem)
				.map((diagnostic) => problemOf(path, diagnostic))
		: [];
}

function isProblem({ severity }: Diagnostic): boolean {
	return severity === DiagnosticSeverity.Error || severity === DiagnosticSeverity.Warning;
}

function problemOf(path: string, { range, message, source }: Diagnostic): Problem {
	return { path, line: range.start.line + 1, message, source };
}

/** Lines move with edits, so they do not tell problems apart; a file may be renamed, so its path does not either. */
function keyOf({ message, source }: Problem): string {
	return `${source ?? ''}\n${message}`;
}

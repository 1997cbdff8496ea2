import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { GitFailedError, GitMissingError, GitOutputTooLargeError, NotARepositoryError } from './gitErrors';

export interface GitOptions {
	/** The folder git runs in; it must exist. */
	readonly cwd: string;
	readonly signal?: AbortSignal | undefined;
	/** Written to git's standard input; without it the input is closed. */
	readonly input?: string | Uint8Array | undefined;
	/** Bound of the standard output in bytes; default 256 MiB. */
	readonly maximumBytes?: number | undefined;
	/** Takes the standard output as it comes, instead of having it collected; `stdout` is then empty. Never throws. */
	readonly onOutput?: ((chunk: Buffer) => void) | undefined;
}

export interface GitOutput {
	readonly stdout: Buffer;
	/** Warnings that did not stop git, as UTF-8 text; at most the first 64 KiB. */
	readonly stderr: string;
}

const defaultMaximumBytes = 256 * 1024 * 1024;
const maximumErrorBytes = 64 * 1024;

/**
 * A repository's own configuration can name programs to run. Every command is started with those switched off, and
 * with the settings that change the form of output fixed.
 */
const safeSettings = [
	'core.fsmonitor=false',
	'core.hooksPath=/dev/null',
	'core.quotepath=off',
	'log.showSignature=false',
	'safe.bareRepository=explicit',
	'color.ui=false',
	'diff.submodule=short',
	'diff.suppressBlankEmpty=false',
	'status.submoduleSummary=false',
].flatMap((setting) => ['-c', setting]);

/** Variables that point git at another repository or let it start programs; a git hook's child process has them. */
const droppedVariables = [
	'GIT_DIR',
	'GIT_WORK_TREE',
	'GIT_COMMON_DIR',
	'GIT_INDEX_FILE',
	'GIT_OBJECT_DIRECTORY',
	'GIT_ALTERNATE_OBJECT_DIRECTORIES',
	'GIT_NAMESPACE',
	'GIT_PREFIX',
	'GIT_EXTERNAL_DIFF',
	'GIT_DIFF_OPTS',
	'GIT_LITERAL_PATHSPECS',
	'GIT_GLOB_PATHSPECS',
	'GIT_NOGLOB_PATHSPECS',
	'GIT_ICASE_PATHSPECS',
];

function gitEnvironment(): NodeJS.ProcessEnv {
	const dropped = new Set(droppedVariables);
	const environment: NodeJS.ProcessEnv = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (!dropped.has(name.toUpperCase())) {
			environment[name] = value;
		}
	}
	return {
		...environment,
		// Git's messages are recognised by their English words.
		LC_ALL: 'C',
		LANGUAGE: 'en',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_TERMINAL_PROMPT: '0',
		// A partial clone would fetch missing objects from wherever its configuration says.
		GIT_NO_LAZY_FETCH: '1',
		GIT_ALLOW_PROTOCOL: 'none',
	};
}

/** Windows looks for programs in the working folder first, where a repository could have put a `git.exe`. */
function gitProgram(): string {
	if (process.platform !== 'win32') {
		return 'git';
	}
	for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
		const program = path.join(folder, 'git.exe');
		if (path.isAbsolute(folder) && existsSync(program)) {
			return program;
		}
	}
	throw new GitMissingError();
}

function isFolder(folder: string): boolean {
	return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

function failure(exitCode: number | null, words: string, cwd: string): Error {
	if (/not a git repository|cannot use bare repository|must be run in a work tree/i.test(words)) {
		return new NotARepositoryError(cwd);
	}
	return new GitFailedError(exitCode ?? undefined, words.replace(/^(fatal|error): /, ''));
}

/**
 * Runs git without a shell, a pager, hooks or a terminal.
 * @throws GitMissingError, NotARepositoryError, GitFailedError, GitOutputTooLargeError, or the signal's reason
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitOutput> {
	const { cwd, signal, input, maximumBytes = defaultMaximumBytes, onOutput } = options;
	signal?.throwIfAborted();
	const program = gitProgram();
	return await new Promise<GitOutput>((resolve, reject) => {
		const child = spawn(program, ['--no-pager', ...safeSettings, ...args], {
			cwd,
			env: gitEnvironment(),
			stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
			windowsHide: true,
		});
		const output: Buffer[] = [];
		const errors: Buffer[] = [];
		let outputBytes = 0;
		let errorBytes = 0;
		let settled = false;
		const settle = (action: () => void): void => {
			if (!settled) {
				settled = true;
				signal?.removeEventListener('abort', abort);
				action();
			}
		};
		const stop = (reason: Error): void =>
			settle(() => {
				child.kill();
				reject(reason);
			});
		const abort = (): void => stop(signal?.reason instanceof Error ? signal.reason : new Error('Stopped.'));
		signal?.addEventListener('abort', abort, { once: true });

		child.stdout?.on('data', (chunk: Buffer) => {
			outputBytes += chunk.length;
			if (outputBytes > maximumBytes) {
				stop(new GitOutputTooLargeError(maximumBytes));
			} else if (onOutput === undefined) {
				output.push(chunk);
			} else if (!settled) {
				onOutput(chunk);
			}
		});
		child.stderr?.on('data', (chunk: Buffer) => {
			if (errorBytes < maximumErrorBytes) {
				errors.push(chunk.subarray(0, maximumErrorBytes - errorBytes));
			}
			errorBytes += chunk.length;
		});
		child.on('error', (error: NodeJS.ErrnoException) => {
			// Node reports a missing working folder with the same code as a missing program.
			const missing = error.code === 'ENOENT' && isFolder(cwd);
			stop(
				missing
					? new GitMissingError({ cause: error })
					: new GitFailedError(undefined, `it could not be started in ${cwd} (${error.message})`, { cause: error }),
			);
		});
		child.on('close', (code) =>
			settle(() => {
				const words = Buffer.concat(errors).toString('utf8').trim();
				if (code === 0) {
					resolve({ stdout: Buffer.concat(output), stderr: words });
				} else {
					reject(failure(code, words, cwd));
				}
			}),
		);
		// Git may end before it has read its input; its exit code tells what matters.
		child.stdin?.on('error', () => undefined);
		child.stdin?.end(input);
	});
}

// Children run in process groups of their own, so that ending one ends all it started, and none outlives this process.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';

const windows = process.platform === 'win32';

/** How long a child may take to end by itself. */
const patience = 5000;

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {Record<string, string | undefined>} Environment */

/** @type {Set<ChildProcess>} */
const running = new Set();

/** @type {Set<() => void | Promise<void>>} */
const closers = new Set();

/** @type {Set<() => void | Promise<void>>} */
const sweepers = new Set();

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
	if (child.pid === undefined) {
		return;
	}
	try {
		if (windows) {
			spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
		} else {
			process.kill(-child.pid, signal);
		}
	} catch {
		// The group is gone already.
	}
}

/**
 * @param {ChildProcess} child
 * @returns {boolean}
 */
function groupLives(child) {
	if (windows || child.pid === undefined) {
		return child.exitCode === null && child.signalCode === null;
	}
	try {
		process.kill(-child.pid, 0);
		return true;
	} catch {
		return false;
	}
}

/**
 * Starts a program in its own process group.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Environment, log?: string, shell?: boolean }} [options] `log`: a file for its output.
 * @returns {ChildProcess}
 */
export function start(command, args, options = {}) {
	const output = options.log === undefined ? 'pipe' : openSync(options.log, 'w');
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: options.env ?? process.env,
		shell: options.shell ?? false,
		detached: !windows,
		windowsHide: true,
		stdio: ['ignore', output, output],
	});
	if (typeof output === 'number') {
		closeSync(output);
	}
	running.add(child);
	child.once('exit', () => {
		if (!groupLives(child)) {
			running.delete(child);
		}
	});
	child.once('error', () => running.delete(child));
	return child;
}

/**
 * Ends a process and everything it started; resolves when all are gone.
 * @param {ChildProcess} child
 * @returns {Promise<void>}
 */
export async function stop(child) {
	signalGroup(child, 'SIGTERM');
	const started = Date.now();
	let killed = false;
	while (groupLives(child)) {
		if (!killed && Date.now() - started > patience) {
			signalGroup(child, 'SIGKILL');
			killed = true;
		}
		if (Date.now() - started > 2 * patience) {
			break;
		}
		await setTimeout(20);
	}
	running.delete(child);
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Environment, shell?: boolean, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ code: number, output: string, results: string }>} `output`: what came on both streams, as it came;
 * `results`: standard output alone.
 */
export function run(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = start(command, args, options);
		/** @type {string[]} */
		const output = [];
		/** @type {string[]} */
		const results = [];
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
				output.push(chunk);
				if (stream === child.stdout) {
					results.push(chunk);
				}
				options.onOutput?.(chunk);
			});
		}
		child.once('error', reject);
		child.once('close', (code) => {
			running.delete(child);
			resolve({ code: code ?? 1, output: output.join(''), results: results.join('') });
		});
	});
}

/**
 * Runs a program that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Environment, shell?: boolean }} [options]
 * @returns {Promise<string>} Its output.
 */
export async function runOrThrow(command, args, options = {}) {
	const { code, output } = await run(command, args, options);
	if (code !== 0) {
		throw new Error(`\`${[command, ...args].join(' ')}\` ended with ${code}:\n${lastLines(output, 30)}`);
	}
	return output;
}

/**
 * @param {string} text
 * @param {number} count
 * @returns {string}
 */
export function lastLines(text, count) {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * @param {string} file
 * @param {number} count
 * @returns {string} The end of a log, or nothing where there is none.
 */
export function tail(file, count) {
	try {
		return lastLines(readFileSync(file, 'utf8'), count);
	} catch {
		return '';
	}
}

/**
 * Has something closed before this process ends, also when it is interrupted.
 * @param {() => void | Promise<void>} closer
 */
export function onClose(closer) {
	closers.add(closer);
}

/**
 * Has something cleared away when this process ends and nothing uses it any more.
 * @param {() => void | Promise<void>} sweeper
 */
export function onSwept(sweeper) {
	sweepers.add(sweeper);
}

/** @param {Set<() => void | Promise<void>>} tasks */
async function performAll(tasks) {
	for (const task of [...tasks].reverse()) {
		tasks.delete(task);
		try {
			await task();
		} catch {
			// One that fails must not keep the others from being done.
		}
	}
}

/** Closes what was opened, newest first, ends every child that still runs, and clears away what they used. */
async function closeAll() {
	await performAll(closers);
	await Promise.all([...running].map(stop));
	await performAll(sweepers);
}

/**
 * Runs a script's work so that it leaves nothing behind: not at its end, not on an error, not on Ctrl-C.
 * @param {() => Promise<void>} work
 * @param {(error: unknown) => void} onError
 * @param {{ interruptedCode?: number }} [options] The exit code after Ctrl-C, where that is the usual end.
 */
export async function supervise(work, onError, { interruptedCode = 130 } = {}) {
	const state = { interrupted: false };
	for (const [signal, code] of /** @type {[NodeJS.Signals, number][]} */ ([
		['SIGINT', interruptedCode],
		['SIGTERM', 143],
		['SIGHUP', 129],
	])) {
		process.on(signal, () => {
			if (!state.interrupted) {
				state.interrupted = true;
				void closeAll().finally(() => process.exit(code));
			}
		});
	}
	process.on('exit', () => {
		for (const child of running) {
			signalGroup(child, 'SIGKILL');
		}
	});
	try {
		await work();
	} catch (error) {
		if (!state.interrupted) {
			onError(error);
		}
	}
	if (state.interrupted) {
		return;
	}
	await closeAll();
	process.exit();
}

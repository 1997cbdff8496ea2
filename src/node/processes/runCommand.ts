import { spawn, type ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** A program with its arguments, or a line for a shell. */
export type Command =
	| { readonly kind: 'program'; readonly program: string; readonly args: readonly string[] }
	/** @param shell the user's choice; the system's own when left out */
	| { readonly kind: 'line'; readonly line: string; readonly shell?: string };

export interface CommandOptions {
	readonly cwd: string;
	/** Beside those of this process. */
	readonly env?: Readonly<Record<string, string>>;
	/** Takes what the command writes, standard output and errors as they come. */
	readonly onOutput: (text: string) => void;
	/** Ends the command with everything it started. */
	readonly signal: AbortSignal;
	/** Milliseconds after which what does not end when it is told to is ended by force. */
	readonly grace?: number;
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-leader, signal);
	} catch {
		// It has ended by itself.
	}
}

/** Windows knows no groups, and a shell that is ended leaves behind what it started. */
function endTree(child: ChildProcess): void {
	const fallBack = () => void child.kill();
	spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true, stdio: 'ignore' })
		.on('error', fallBack)
		.on('exit', (code) => code !== 0 && fallBack());
}

/** What the editor sets for its own processes: with it, programs that are made like the editor would not start. */
const ofEditor = /^(?:ELECTRON_.+|VSCODE_(?!PORTABLE$|SHELL_LOGIN$|IPC_HOOK_CLI$).+)$/;

/** The environment as a terminal of the editor has it. */
export function inheritedEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(own).filter(([name]) => !ofEditor.test(name)));
}

/**
 * Runs a command of the user to its end.
 * @returns its exit code; undefined when it was ended by a signal
 * @throws when it cannot be started
 */
export function runCommand(
	command: Command,
	{ cwd, env, onOutput, signal, grace = 3_000 }: CommandOptions,
): Promise<number | undefined> {
	const posix = process.platform !== 'win32';
	const options = {
		cwd,
		env: { ...inheritedEnvironment(process.env), ...env },
		// A group of its own, so that what the shell started ends with it.
		detached: posix,
		windowsHide: true,
	};
	return new Promise((resolve, reject) => {
		const child =
			command.kind === 'program'
				? spawn(command.program, [...command.args], options)
				: spawn(command.line, [], { ...options, shell: command.shell ?? true });
		child.stdin.end();
		const { pid } = child;
		let last: NodeJS.Timeout | undefined;
		const kill = () => {
			if (pid !== undefined && posix) {
				signalGroup(pid, 'SIGTERM');
				last = setTimeout(() => signalGroup(pid, 'SIGKILL'), grace);
			} else if (pid !== undefined) {
				endTree(child);
			}
		};
		for (const stream of [child.stdout, child.stderr]) {
			const decoder = new StringDecoder('utf8');
			stream.on('data', (bytes: Buffer) => onOutput(decoder.write(bytes)));
		}
		signal.addEventListener('abort', kill);
		if (signal.aborted) {
			kill();
		}
		const ended = () => {
			signal.removeEventListener('abort', kill);
			clearTimeout(last);
		};
		child.on('error', (error) => {
			ended();
			reject(error);
		});
		child.on('close', (code) => {
			ended();
			resolve(code ?? undefined);
		});
	});
}

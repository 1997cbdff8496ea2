import { randomUUID } from 'node:crypto';
import {
	CustomExecution,
	EventEmitter,
	l10n,
	Task,
	TaskRevealKind,
	tasks,
	TaskScope,
	type Pseudoterminal,
} from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { CheckOutput } from '../../core/conversation/checkQuestion';
import { runCommand } from '../../node/processes/runCommand';
import type { Check } from './taskCommand';

/** How a check ended. */
export interface CheckResult {
	/** Undefined when it was ended from outside. */
	readonly exitCode: number | undefined;
	/** Plain text, shortened in the middle. */
	readonly output: string;
}

/** Runs a check as a task of its own, in a terminal that can be watched and closed, and keeps what it writes. */
export async function runCheck(check: Check): Promise<CheckResult> {
	return await new Promise((resolve, reject) => {
		const terminal = new CheckTerminal(check, resolve);
		const task = new Task(
			// A run of its own: while a task runs, the editor does not start the same one again.
			{ type: 'longview', label: check.label, run: randomUUID() },
			TaskScope.Workspace,
			check.label,
			'Longview',
			new CustomExecution(() => Promise.resolve(terminal)),
		);
		task.presentationOptions = { reveal: TaskRevealKind.Always, focus: false, clear: true };
		tasks.executeTask(task).then(undefined, reject);
	});
}

class CheckTerminal implements Pseudoterminal {
	readonly #written = new EventEmitter<string>();
	readonly #closed = new EventEmitter<number>();
	readonly onDidWrite = this.#written.event;
	readonly onDidClose = this.#closed.event;
	readonly #check: Check;
	readonly #ended: (result: CheckResult) => void;
	readonly #output = new CheckOutput();
	readonly #abort = new AbortController();

	constructor(check: Check, ended: (result: CheckResult) => void) {
		this.#check = check;
		this.#ended = ended;
	}

	open(): void {
		void this.#run();
	}

	close(): void {
		this.#abort.abort();
	}

	handleInput(data: string): void {
		if (data === '\u0003') {
			this.#abort.abort();
		}
	}

	async #run(): Promise<void> {
		const { command, cwd, env } = this.#check;
		let exitCode: number | undefined;
		try {
			exitCode = await runCommand(command, {
				cwd,
				env,
				signal: this.#abort.signal,
				onOutput: (text) => {
					this.#output.add(text);
					this.#written.fire(text.replace(/\r?\n/g, '\r\n'));
				},
			});
		} catch (error) {
			const message = l10n.t('It could not be started: {0}', errorMessage(error));
			this.#output.add(message);
			this.#written.fire(`${message}\r\n`);
			exitCode = 127;
		}
		this.#ended({ exitCode: this.#abort.signal.aborted ? undefined : exitCode, output: this.#output.text });
		this.#closed.fire(exitCode ?? 1);
	}
}

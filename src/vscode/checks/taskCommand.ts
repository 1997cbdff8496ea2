import path from 'node:path';
import { ProcessExecution, ShellExecution, type ShellQuotedString, type Task, type WorkspaceFolder } from 'vscode';
import type { Command } from '../../node/processes/runCommand';
import { diskFolders } from '../workspace/folders';

/** A command with where and how it runs. */
export interface Check {
	readonly source: 'task' | 'line';
	/** For people, for example `npm: test`. */
	readonly label: string;
	readonly command: Command;
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
}

/**
 * The command a task stands for, so that what it writes can be read: the editor runs tasks in terminals, which do not
 * tell.
 * @returns undefined for tasks of extensions and of virtual folders, tasks that do not end, and those with variables that only the editor knows
 */
export function checkOfTask(task: Task): Check | undefined {
	const { execution } = task;
	const folder = folderOf(task);
	if (!folder || task.isBackground) {
		return undefined;
	}
	const label = `${task.source}: ${task.name}`;
	const { cwd = folder.uri.fsPath, env = {} } =
		execution instanceof ShellExecution || execution instanceof ProcessExecution ? (execution.options ?? {}) : {};
	const command = execution && commandOf(execution);
	const check = command && resolved({ source: 'task', label, command, cwd, env }, folder);
	return check && { ...check, cwd: path.resolve(folder.uri.fsPath, check.cwd) };
}

/** A line for the shell of the system, in the first folder of the workspace that lies on disk. */
export function checkOfLine(line: string): Check | undefined {
	const [folder] = diskFolders();
	return folder && { source: 'line', label: line, command: { kind: 'line', line }, cwd: folder.uri.fsPath, env: {} };
}

function folderOf({ scope }: Task): WorkspaceFolder | undefined {
	const folders = diskFolders();
	return typeof scope === 'object' ? folders.find(({ uri }) => uri.toString() === scope.uri.toString()) : folders[0];
}

function commandOf(execution: NonNullable<Task['execution']>): Command | undefined {
	if (execution instanceof ProcessExecution) {
		return { kind: 'program', program: execution.process, args: execution.args };
	}
	if (!(execution instanceof ShellExecution)) {
		return undefined;
	}
	const shell = execution.options?.executable;
	const line =
		execution.commandLine ??
		[execution.command, ...(execution.args ?? [])]
			.flatMap((part) => (part === undefined ? [] : [quoted(part)]))
			.join(' ');
	return line === '' ? undefined : { kind: 'line', line, ...(shell === undefined ? {} : { shell }) };
}

function quoted(part: string | ShellQuotedString): string {
	const text = typeof part === 'string' ? part : part.value;
	if (/^[\w@%+=:,./\\-]+$/.test(text)) {
		return text;
	}
	return process.platform === 'win32' ? `"${text.replaceAll('"', '\\"')}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** With the variables of tasks that do not depend on what the user is looking at. */
function resolved(check: Check, folder: WorkspaceFolder): Check | undefined {
	const unknown: string[] = [];
	const replace = (text: string) =>
		text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
			const value = variable(name, folder);
			if (value === undefined) {
				unknown.push(name);
			}
			return value ?? whole;
		});
	const { command } = check;
	const done: Check = {
		...check,
		command:
			command.kind === 'line'
				? { ...command, line: replace(command.line) }
				: { ...command, program: replace(command.program), args: command.args.map(replace) },
		cwd: replace(check.cwd),
		env: Object.fromEntries(Object.entries(check.env).map(([name, value]) => [name, replace(value)])),
	};
	return unknown.length > 0 ? undefined : done;
}

function variable(name: string, folder: WorkspaceFolder): string | undefined {
	switch (name) {
		case 'workspaceFolder':
		case 'workspaceRoot':
		case 'cwd':
			return folder.uri.fsPath;
		case 'workspaceFolderBasename':
			return path.basename(folder.uri.fsPath);
		case 'pathSeparator':
		case '/':
			return path.sep;
		default:
			return name.startsWith('env:') ? (process.env[name.slice(4)] ?? '') : undefined;
	}
}

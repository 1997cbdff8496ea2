import path from 'node:path';
import {
	l10n,
	ProcessExecution,
	ShellExecution,
	window,
	type ShellQuotedString,
	type Task,
	type WorkspaceFolder,
} from 'vscode';
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

/** A task that cannot be run as a check. */
export interface LeftOut {
	readonly label: string;
	/** A sentence. */
	readonly reason: string;
}

/**
 * The command a task stands for, so that what it writes can be read: the editor runs tasks in terminals, which do not
 * tell.
 * @param file path on disk of the file that is open in the editor, which some tasks are about
 */
export function checkOfTask(task: Task, file = openFile()): Check | LeftOut {
	const { execution } = task;
	const label = `${task.source}: ${task.name}`;
	const folder = folderOf(task);
	if (!folder) {
		return { label, reason: l10n.t('Its folder does not lie on this disk.') };
	}
	if (task.isBackground) {
		return { label, reason: l10n.t('It goes on in the background and does not end by itself.') };
	}
	if (!(execution instanceof ShellExecution || execution instanceof ProcessExecution)) {
		return { label, reason: l10n.t('It has no command of its own: an extension runs it, or it only starts others.') };
	}
	const { cwd = folder.uri.fsPath, env = {} } = execution.options ?? {};
	const command = commandOf(execution);
	if (!command) {
		return { label, reason: l10n.t('Its command is empty.') };
	}
	const { check, unknown } = resolved({ source: 'task', label, command, cwd, env }, { folder, file });
	return unknown.length === 0
		? { ...check, cwd: path.resolve(folder.uri.fsPath, check.cwd) }
		: {
				label,
				reason: l10n.t('Nothing is known to put in place of {0}.', unknown.map((name) => `\${${name}}`).join(', ')),
			};
}

/** The file of the workspace that is in the active editor. */
function openFile(): string | undefined {
	const uri = window.activeTextEditor?.document.uri;
	return uri?.scheme === 'file' ? uri.fsPath : undefined;
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

function commandOf(execution: ShellExecution | ProcessExecution): Command | undefined {
	if (execution instanceof ProcessExecution) {
		return { kind: 'program', program: execution.process, args: execution.args };
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

/** Where the variables of a task have their values from. */
interface Surroundings {
	readonly folder: WorkspaceFolder;
	readonly file: string | undefined;
}

/** With the values of variables; `unknown` names those that have none here. */
function resolved(check: Check, around: Surroundings): { readonly check: Check; readonly unknown: readonly string[] } {
	const unknown = new Set<string>();
	const replace = (text: string) =>
		text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
			const value = variable(name, around);
			if (value === undefined) {
				unknown.add(name);
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
	return { check: done, unknown: [...unknown] };
}

function variable(name: string, { folder, file }: Surroundings): string | undefined {
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
			return name.startsWith('env:')
				? (process.env[name.slice(4)] ?? '')
				: file === undefined
					? undefined
					: fileVariable(name, folder.uri.fsPath, file);
	}
}

function fileVariable(name: string, folder: string, file: string): string | undefined {
	switch (name) {
		case 'file':
			return file;
		case 'relativeFile':
			return path.relative(folder, file);
		case 'relativeFileDirname':
			return path.relative(folder, path.dirname(file)) || '.';
		case 'fileBasename':
			return path.basename(file);
		case 'fileBasenameNoExtension':
			return path.parse(file).name;
		case 'fileExtname':
			return path.extname(file);
		case 'fileDirname':
			return path.dirname(file);
		case 'fileDirnameBasename':
			return path.basename(path.dirname(file));
		default:
			return undefined;
	}
}

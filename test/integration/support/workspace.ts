import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** The folder the tests run in. */
export function workspaceFolder(): string {
	return vscode.workspace.workspaceFolders![0]!.uri.fsPath;
}

/**
 * Files of one test in the workspace. Each test has a folder of its own, so that no editor remembers another one's
 * texts. Paths are relative to that folder unless said otherwise.
 */
export class Sandbox {
	/** Path in the workspace. */
	readonly name: string;
	readonly folder: string;
	readonly #others = new Map<string, Buffer | undefined>();

	constructor() {
		this.name = `sandbox-${randomUUID().slice(0, 13)}`;
		this.folder = path.join(workspaceFolder(), this.name);
		mkdirSync(this.folder);
	}

	/** The path a file has in the pack. */
	path(file: string): string {
		return `${this.name}/${file}`;
	}

	at(file: string): string {
		return path.join(this.folder, file);
	}

	uri(file: string): vscode.Uri {
		return vscode.Uri.file(this.at(file));
	}

	write(file: string, content: string | Uint8Array): vscode.Uri {
		mkdirSync(path.dirname(this.at(file)), { recursive: true });
		writeFileSync(this.at(file), content);
		return this.uri(file);
	}

	/** Writes a file of the workspace outside the sandbox, whose old content comes back in the end. */
	writeOutside(file: string, content: string): vscode.Uri {
		const location = path.join(workspaceFolder(), file);
		if (!this.#others.has(location)) {
			this.#others.set(location, existsSync(location) ? readFileSync(location) : undefined);
		}
		mkdirSync(path.dirname(location), { recursive: true });
		writeFileSync(location, content);
		return vscode.Uri.file(location);
	}

	read(file: string): string {
		return readFileSync(this.at(file), 'utf8');
	}

	exists(file: string): boolean {
		return existsSync(this.at(file));
	}

	/** Every file with its bytes in hexadecimal: two states are the same exactly when these are. */
	bytes(): Record<string, string> {
		const names = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).sort();
		const files = names.filter((name) => statSync(this.at(name)).isFile());
		return Object.fromEntries(
			files.map((name) => [name.split(path.sep).join('/'), readFileSync(this.at(name)).toString('hex')]),
		);
	}

	/** Runs git here. */
	git(...args: string[]): string {
		const identity = ['-c', 'user.name=Longview', '-c', 'user.email=longview@example.invalid'];
		const fixed = ['-c', 'commit.gpgsign=false', '-c', 'core.autocrlf=false', '-c', 'init.defaultBranch=main'];
		return execFileSync('git', [...identity, ...fixed, ...args], { cwd: this.folder, encoding: 'utf8' });
	}

	/** Closes all editors without saving and takes the files away. */
	async dispose(): Promise<void> {
		await closeEditors();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
		for (const [location, content] of this.#others) {
			if (content === undefined) {
				rmSync(location, { force: true });
			} else {
				writeFileSync(location, content);
			}
		}
	}
}

/** Closes all editors; unsaved text is given up. */
export async function closeEditors(): Promise<void> {
	for (const document of vscode.workspace.textDocuments.filter((each) => each.isDirty)) {
		await vscode.window.showTextDocument(document);
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	}
	await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

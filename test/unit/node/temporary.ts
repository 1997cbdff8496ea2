import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const newFiles = ['.git/HEAD', '.git/config'];
const newFolders = ['.git/objects', '.git/refs/heads'];

/** What `git init` made of a folder: it does the same in each, and a process takes longer than a test. */
let newRepository: ReadonlyMap<string, Buffer> | undefined;

/** A folder of its own for one test; `remove` it afterwards. */
export class TemporaryFolder {
	readonly root = mkdtempSync(path.join(os.tmpdir(), 'longview-'));

	path(...parts: string[]): string {
		return path.join(this.root, ...parts);
	}

	write(file: string, content: string | Uint8Array = ''): void {
		mkdirSync(path.dirname(this.path(file)), { recursive: true });
		writeFileSync(this.path(file), content);
	}

	/** Runs git in the folder, with no configuration but the repository's own and without looking after it. */
	git(...args: string[]): string {
		return execFileSync('git', ['-c', 'maintenance.auto=false', ...args], {
			cwd: this.root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				...process.env,
				GIT_CONFIG_GLOBAL: os.devNull,
				GIT_CONFIG_NOSYSTEM: '1',
				GIT_AUTHOR_NAME: 'A',
				GIT_AUTHOR_EMAIL: 'a@example.com',
				GIT_COMMITTER_NAME: 'A',
				GIT_COMMITTER_EMAIL: 'a@example.com',
			},
		});
	}

	init(): void {
		if (newRepository !== undefined) {
			newRepository.forEach((content, file) => this.write(file, content));
			newFolders.forEach((folder) => mkdirSync(this.path(folder), { recursive: true }));
			return;
		}
		this.git('init', '--quiet', '--initial-branch=main');
		newRepository = new Map(newFiles.map((file) => [file, readFileSync(this.path(file))]));
	}

	commit(message: string): void {
		this.git('add', '--all');
		this.git('commit', '--quiet', '--allow-empty', '--message', message);
	}

	remove(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}

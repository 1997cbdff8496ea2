import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

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

	/** Runs git in the folder, with no configuration but the repository's own. */
	git(...args: string[]): string {
		return execFileSync('git', args, {
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
		this.git('init', '--quiet', '--initial-branch=main');
	}

	commit(message: string): void {
		this.git('add', '--all');
		this.git('commit', '--quiet', '--allow-empty', '--message', message);
	}

	remove(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}

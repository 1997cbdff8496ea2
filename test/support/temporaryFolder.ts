import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of its own for a test, with files; removed by `remove`. */
export class TemporaryFolder {
	readonly path = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-')));

	constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
		for (const [name, content] of Object.entries(files)) {
			this.write(name, content);
		}
	}

	write(name: string, content: string | Uint8Array): string {
		const file = this.at(name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, content);
		return file;
	}

	at(name: string): string {
		return path.join(this.path, name);
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

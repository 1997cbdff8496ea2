import path from 'node:path';
import * as vscode from 'vscode';

/**
 * What writes past the editor meets a disk without room: a file that is to grow beyond it is left empty and fails, as on
 * a disk. Files that shrink make room.
 */
export class FullDisk {
	/** Bytes that are free. */
	room = Infinity;
	/** Names of files that fail whatever is written into them. */
	readonly broken = new Set<string>();
	readonly #files = Object.getOwnPropertyDescriptor(vscode.workspace, 'fs')!;

	constructor() {
		const { fs } = vscode.workspace;
		const sizes = new Map<string, number>();
		const writeFile = async (uri: vscode.Uri, content: Uint8Array): Promise<void> => {
			const size = sizes.get(uri.path) ?? (await fs.stat(uri)).size;
			sizes.set(uri.path, size);
			const growth = content.length - size;
			if (growth > this.room || this.broken.has(path.posix.basename(uri.path))) {
				await fs.writeFile(uri, new Uint8Array());
				throw new vscode.FileSystemError('ENOSPC: no space left on device, write');
			}
			this.room -= growth;
			sizes.set(uri.path, content.length);
			await fs.writeFile(uri, content);
		};
		Object.defineProperty(vscode.workspace, 'fs', { configurable: true, value: { ...fs, writeFile } });
	}

	restore(): void {
		Object.defineProperty(vscode.workspace, 'fs', this.#files);
	}
}

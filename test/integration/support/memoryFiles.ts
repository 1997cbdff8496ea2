import * as vscode from 'vscode';

/** A file system of an extension: in memory, and nowhere on the disk. */
export class MemoryFiles implements vscode.FileSystemProvider {
	readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.#changed.event;
	readonly #files = new Map<string, { bytes: Uint8Array; mtime: number }>();
	#time = 1;

	/** @param path begins with `/` */
	put(path: string, content: string | Uint8Array): void {
		const bytes = typeof content === 'string' ? Buffer.from(content) : content;
		this.#files.set(path, { bytes, mtime: ++this.#time });
	}

	text(path: string): string {
		return Buffer.from(this.#files.get(path)!.bytes).toString('utf8');
	}

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	stat({ path }: vscode.Uri): vscode.FileStat {
		const file = this.#files.get(path);
		if (file) {
			return { type: vscode.FileType.File, ctime: 0, mtime: file.mtime, size: file.bytes.length };
		}
		if (this.#below(path).length === 0) {
			throw vscode.FileSystemError.FileNotFound(path);
		}
		return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
	}

	readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
		const names = new Map<string, vscode.FileType>();
		for (const file of this.#below(path)) {
			const [name, ...rest] = file.slice(path.length + 1).split('/');
			names.set(name!, rest.length > 0 ? vscode.FileType.Directory : vscode.FileType.File);
		}
		return [...names];
	}

	readFile(uri: vscode.Uri): Uint8Array {
		const file = this.#files.get(uri.path);
		if (!file || uri.path.endsWith('/broken.ts')) {
			throw file ? vscode.FileSystemError.Unavailable(uri) : vscode.FileSystemError.FileNotFound(uri);
		}
		return file.bytes;
	}

	writeFile({ path }: vscode.Uri, content: Uint8Array): void {
		this.put(path, content);
	}

	delete({ path }: vscode.Uri): void {
		this.#files.delete(path);
	}

	rename(from: vscode.Uri, to: vscode.Uri): void {
		this.put(to.path, this.readFile(from));
		this.delete(from);
	}

	createDirectory(): void {
		// A folder is there as soon as something is in it.
	}

	#below(path: string): string[] {
		return [...this.#files.keys()].filter((file) => file.startsWith(`${path}/`));
	}
}

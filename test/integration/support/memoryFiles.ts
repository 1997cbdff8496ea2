import * as vscode from 'vscode';

interface MemoryFile {
	readonly bytes: Uint8Array;
	readonly mtime: number;
	readonly isLink?: boolean;
}

/** A file system of an extension: in memory, and nowhere on the disk. */
export class MemoryFiles implements vscode.FileSystemProvider {
	readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
	readonly onDidChangeFile = this.#changed.event;
	readonly #root: vscode.Uri;
	readonly #files = new Map<string, MemoryFile>();
	/** Paths of files that cannot be written. */
	readonly readOnly = new Set<string>();
	/** Bytes that all files together may have. */
	capacity = Infinity;
	/** Nothing can be asked of it, as of a computer that cannot be reached. */
	isAway = false;
	#time = 1;

	/** @param root tells scheme and authority */
	constructor(root: vscode.Uri) {
		this.#root = root;
	}

	/** @param file begins with `/` */
	put(file: string, content: string | Uint8Array): void {
		const bytes = typeof content === 'string' ? Buffer.from(content) : content;
		const type = this.#files.has(file) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
		this.#files.set(file, { bytes, mtime: ++this.#time });
		this.#tell(type, file);
	}

	/** What is there is said to be a link. */
	putLink(file: string, content: string): void {
		this.put(file, content);
		this.#files.set(file, { ...this.#files.get(file)!, isLink: true });
	}

	text(file: string): string {
		return Buffer.from(this.#files.get(file)!.bytes).toString('utf8');
	}

	/** Bytes of all files together. */
	get size(): number {
		return [...this.#files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
	}

	/** Paths of all files, sorted. */
	paths(): string[] {
		return [...this.#files.keys()].sort();
	}

	watch(): vscode.Disposable {
		return new vscode.Disposable(() => undefined);
	}

	stat(uri: vscode.Uri): vscode.FileStat {
		this.#require(uri);
		const file = this.#files.get(uri.path);
		if (file) {
			const { bytes, mtime, isLink } = file;
			const linked = isLink === true ? vscode.FileType.SymbolicLink : vscode.FileType.Unknown;
			const stat: vscode.FileStat = { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
			stat.type |= linked;
			if (this.readOnly.has(uri.path)) {
				stat.permissions = vscode.FilePermission.Readonly;
			}
			return stat;
		}
		if (this.#below(uri.path).length === 0) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
	}

	readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
		this.#require(uri);
		const names = new Map<string, vscode.FileType>();
		for (const file of this.#below(uri.path)) {
			const [name, ...rest] = file.slice(uri.path.length + 1).split('/');
			names.set(name!, rest.length > 0 ? vscode.FileType.Directory : this.stat(uri.with({ path: file })).type);
		}
		return [...names];
	}

	readFile(uri: vscode.Uri): Uint8Array {
		this.#require(uri);
		const file = this.#files.get(uri.path);
		if (!file || uri.path.endsWith('/broken.ts')) {
			throw file ? vscode.FileSystemError.Unavailable(uri) : vscode.FileSystemError.FileNotFound(uri);
		}
		return file.bytes;
	}

	writeFile(uri: vscode.Uri, content: Uint8Array, options: { create: boolean; overwrite: boolean }): void {
		this.#require(uri);
		if (this.readOnly.has(uri.path)) {
			throw vscode.FileSystemError.NoPermissions(uri);
		}
		if (this.#files.has(uri.path) ? options.create && !options.overwrite : !options.create) {
			throw this.#files.has(uri.path)
				? vscode.FileSystemError.FileExists(uri)
				: vscode.FileSystemError.FileNotFound(uri);
		}
		const others = this.size - (this.#files.get(uri.path)?.bytes.length ?? 0);
		if (others + content.length > this.capacity) {
			throw new vscode.FileSystemError('ENOSPC: no space left on device, write');
		}
		this.put(uri.path, content);
	}

	delete(uri: vscode.Uri): void {
		this.#require(uri);
		if (!this.#files.delete(uri.path)) {
			throw vscode.FileSystemError.FileNotFound(uri);
		}
		this.#tell(vscode.FileChangeType.Deleted, uri.path);
	}

	rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { overwrite: boolean }): void {
		this.writeFile(to, this.readFile(from), { create: true, overwrite });
		this.delete(from);
	}

	createDirectory(): void {
		// A folder is there as soon as something is in it.
	}

	#require(uri: vscode.Uri): void {
		if (this.isAway) {
			throw vscode.FileSystemError.Unavailable(uri);
		}
	}

	#tell(type: vscode.FileChangeType, file: string): void {
		this.#changed.fire([{ type, uri: this.#root.with({ path: file }) }]);
	}

	#below(folder: string): string[] {
		return [...this.#files.keys()].filter((file) => file.startsWith(`${folder}/`));
	}
}

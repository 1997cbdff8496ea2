import * as vscode from 'vscode';
import { MemoryFiles } from './memoryFiles';

const scheme = 'longview-memory';

/** The window's only folder lies in no disk, until it is closed. */
export class VirtualWorkspace {
	readonly root = vscode.Uri.from({ scheme, authority: 'host', path: '/project' });
	readonly files = new MemoryFiles(this.root);
	readonly #registration = vscode.workspace.registerFileSystemProvider(scheme, this.files, { isCaseSensitive: true });
	readonly #folders = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders')!;

	constructor() {
		// Opening another folder would start the extension host anew, and the test with it.
		Object.defineProperty(vscode.workspace, 'workspaceFolders', {
			configurable: true,
			get: () => [{ uri: this.root, name: 'project', index: 0 }],
		});
	}

	/** @param file path below the folder */
	put(file: string, content: string | Uint8Array): void {
		this.files.put(`/project/${file}`, content);
	}

	text(file: string): string {
		return this.files.text(`/project/${file}`);
	}

	close(): void {
		Object.defineProperty(vscode.workspace, 'workspaceFolders', this.#folders);
		this.#registration.dispose();
	}
}

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseEditorConfig, styleOf, type EditorConfig, type FileStyle } from '../../core/edits/editorConfig';

const name = '.editorconfig';
/** A larger file is no `.editorconfig` that a person wrote. */
const maximumBytes = 200_000;

/**
 * The style `.editorconfig` files ask for in a file that is to be created, looked for from its folder up to the root of
 * the workspace folder and no further. Files are read once per instance.
 */
export class NewFileStyles {
	readonly #root: string;
	readonly #configs = new Map<string, EditorConfig | undefined>();

	constructor(root: string) {
		this.#root = root;
	}

	/** @param file path below the root, `/` separated */
	styleOf(file: string): FileStyle {
		const segments = file.split('/');
		const configs: { readonly config: EditorConfig; readonly path: string }[] = [];
		for (let depth = segments.length - 1; depth >= 0; depth--) {
			const config = this.#config(segments.slice(0, depth).join('/'));
			if (config) {
				configs.push({ config, path: segments.slice(depth).join('/') });
				if (config.root) {
					break;
				}
			}
		}
		return styleOf(configs);
	}

	#config(folder: string): EditorConfig | undefined {
		if (!this.#configs.has(folder)) {
			this.#configs.set(folder, readConfig(path.join(this.#root, folder, name)));
		}
		return this.#configs.get(folder);
	}
}

function readConfig(file: string): EditorConfig | undefined {
	try {
		const stat = statSync(file);
		return stat.isFile() && stat.size <= maximumBytes ? parseEditorConfig(readFileSync(file, 'utf8')) : undefined;
	} catch {
		// Not there, or not to be read: then it asks for nothing.
		return undefined;
	}
}

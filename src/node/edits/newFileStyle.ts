import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseEditorConfig, styleOf, type EditorConfig, type FileStyle } from '../../core/edits/editorConfig';

/** Name of the files that say how others are to look. */
export const editorConfigName = '.editorconfig';
/** A larger file is no `.editorconfig` that a person wrote. */
const maximumBytes = 200_000;

/**
 * Gives the text of an `.editorconfig`.
 * @param file path below the root, `/` separated
 * @returns undefined when there is none that can be read
 */
export type ReadEditorConfig = (file: string) => string | undefined;

/** Reads them from the disk. */
export function editorConfigsIn(root: string): ReadEditorConfig {
	return (file) => {
		const location = path.join(root, file);
		try {
			const stat = statSync(location);
			return stat.isFile() && stat.size <= maximumBytes ? readFileSync(location, 'utf8') : undefined;
		} catch {
			// Not there, or not to be read: then it asks for nothing.
			return undefined;
		}
	};
}

/** The `.editorconfig` files that may speak of a file, that of the root last. */
export function editorConfigsAround(file: string): string[] {
	const segments = file.split('/');
	return segments.map((_, index) => [...segments.slice(0, -1 - index), editorConfigName].join('/'));
}

/**
 * The style `.editorconfig` files ask for in a file that is to be created, looked for from its folder up to the root of
 * the workspace folder and no further. Files are read once per instance.
 */
export class NewFileStyles {
	readonly #read: ReadEditorConfig;
	readonly #configs = new Map<string, EditorConfig | undefined>();

	constructor(read: ReadEditorConfig) {
		this.#read = read;
	}

	/** @param file path below the root, `/` separated */
	styleOf(file: string): FileStyle {
		const configs: { readonly config: EditorConfig; readonly path: string }[] = [];
		for (const name of editorConfigsAround(file)) {
			const config = this.#config(name);
			if (config) {
				configs.push({ config, path: file.slice(name.length - editorConfigName.length) });
				if (config.root) {
					break;
				}
			}
		}
		return styleOf(configs);
	}

	#config(name: string): EditorConfig | undefined {
		if (!this.#configs.has(name)) {
			const text = this.#read(name);
			this.#configs.set(name, text === undefined ? undefined : parseEditorConfig(text));
		}
		return this.#configs.get(name);
	}
}

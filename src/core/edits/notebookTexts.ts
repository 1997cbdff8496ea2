import { applyNotebookText } from '../notebooks/applyNotebookText';
import { renderNotebook } from '../notebooks/renderNotebook';
import type { PlannedFile, ReadText } from './types';

/** Lets edits be planned against the cells of notebooks as text, the way the model was shown them. */
export class NotebookTexts {
	readonly #read: ReadText;
	/** The files' own texts, by path. */
	readonly #originals = new Map<string, string>();

	constructor(read: ReadText) {
		this.#read = read;
	}

	/** Reads a file as the model was shown it. */
	readonly read: ReadText = async (path) => {
		const text = await this.#read(path);
		const rendered = text !== undefined && path.endsWith('.ipynb') ? renderNotebook(text) : undefined;
		if (text === undefined || rendered === undefined) {
			return text;
		}
		this.#originals.set(path, text);
		return rendered.text;
	};

	/**
	 * Turns the texts of notebooks back into notebooks.
	 * @returns the files, and the paths of those left out because no notebook can be made of their new text
	 */
	restore(files: readonly PlannedFile[]): { readonly planned: PlannedFile[]; readonly lost: ReadonlySet<string> } {
		const lost = new Set<string>();
		const planned = files.flatMap((file) => {
			const before = this.#originals.get(file.path);
			if (before === undefined || file.before === undefined) {
				return [file];
			}
			if (file.after === undefined) {
				return [{ ...file, before }];
			}
			const after = applyNotebookText(before, file.after);
			if (after === undefined) {
				lost.add(file.path);
				return [];
			}
			return [{ ...file, before, after }];
		});
		return { planned, lost };
	}
}

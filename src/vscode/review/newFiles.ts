import { workspace } from 'vscode';
import { withEol, type Eol } from '../../core/common/lines';
import { withFinalNewline, type FileStyle } from '../../core/edits/editorConfig';
import type { PlannedFile } from '../../core/edits/types';
import { editorConfigsAround, editorConfigsIn, NewFileStyles } from '../../node/edits/newFileStyle';
import type { PackRoot } from '../../node/pack/request';
import { rootOfPath, uriOfPath, uriOfRoot } from '../workspace/folders';
import { virtualSource } from '../workspace/virtualSource';

/**
 * How files that edits create are to be written: as `.editorconfig` says, else as `files.eol` does. Reads each
 * `.editorconfig` once, so an instance is good for one plan.
 */
export class NewFiles {
	readonly #styles = new Map<string, NewFileStyles>();
	/** Files of virtual folders by folder and path; undefined for what is not there. */
	readonly #read = new Map<string, string | undefined>();

	/** Call for each new file before anything else: what lies in a virtual folder cannot be read at once. */
	async learn(path: string): Promise<void> {
		const place = rootOfPath(path);
		if (place?.root.virtual !== true || !uriOfPath(path)) {
			return;
		}
		const source = virtualSource(uriOfRoot(place.root));
		for (const file of editorConfigsAround(place.relative)) {
			const key = keyOf(place.root, file);
			if (!this.#read.has(key)) {
				this.#read.set(key, await source.text(file).catch(() => undefined));
			}
		}
	}

	/** The line ending of a new file. */
	eol(path: string): Eol {
		const { eol } = this.#style(path);
		if (eol !== undefined) {
			return eol;
		}
		const setting = workspace.getConfiguration('files', uriOfPath(path) ?? null).get<string>('eol');
		return setting === '\r\n' || (setting !== '\n' && process.platform === 'win32') ? '\r\n' : '\n';
	}

	/** A planned file in the form new files have; others stay as they are. */
	styled(file: PlannedFile): PlannedFile {
		if (file.before !== undefined || file.after === undefined) {
			return file;
		}
		const eol = this.eol(file.path);
		return { ...file, after: withFinalNewline(withEol(file.after, eol), this.#style(file.path), eol) };
	}

	/** What is written to disk for a new file. */
	bytes(path: string, text: string): Uint8Array {
		return Buffer.from(this.#style(path).charset === 'utf-8-bom' ? `\ufeff${text}` : text, 'utf8');
	}

	#style(path: string): FileStyle {
		const place = rootOfPath(path);
		if (!place) {
			return {};
		}
		const { root } = place;
		const { folder } = root;
		const styles =
			this.#styles.get(folder) ??
			new NewFileStyles(root.virtual === true ? (file) => this.#read.get(keyOf(root, file)) : editorConfigsIn(folder));
		this.#styles.set(folder, styles);
		return styles.styleOf(place.relative);
	}
}

function keyOf({ folder }: PackRoot, file: string): string {
	return `${folder}\n${file}`;
}

import { PackIndex } from '../../core/context/packIndex';
import type { Pack } from '../../core/context/types';
import type { ToldState } from '../../core/conversation/workspaceAccess';
import { hashBytes } from '../pack/hashBytes';

/** A file as the model knows it. */
export interface SeenFile {
	/** Hash of the file's whole text. */
	readonly hash: string;
	readonly isPart: boolean;
	/** The whole text; undefined when the model has a part only. Read when asked for. */
	readonly text: string | undefined;
	/** What the model was shown, whole or not. Read when asked for. */
	readonly shown: string | undefined;
}

/** The workspace in the eyes of the model: a pack, overlaid with what was told since. */
export class ModelView {
	readonly #index: PackIndex;
	readonly #told: ToldState;

	constructor(pack: Pack, told: ToldState) {
		this.#index = new PackIndex(pack);
		this.#told = told;
	}

	/** @returns undefined for a file the model has no text of */
	seen(path: string): SeenFile | undefined {
		const told = this.#told.overlay.get(path);
		if (told) {
			const { text, part } = told;
			return text === undefined
				? undefined
				: {
						// A part does not tell whether the rest has changed.
						hash: part ? '' : hashBytes(Buffer.from(text, 'utf8')),
						isPart: part,
						text: part ? undefined : text,
						shown: text,
					};
		}
		const index = this.#index;
		const section = index.section(path);
		return (
			section && {
				hash: section.hash,
				isPart: section.tier !== 'full',
				get text() {
					return index.fileText(path);
				},
				get shown() {
					return index.shownText(path);
				},
			}
		);
	}

	/** Every path of which the model has text. */
	*paths(): Generator<string> {
		for (const path of this.#index.paths()) {
			if (!this.#told.overlay.has(path)) {
				yield path;
			}
		}
		for (const [path, { text }] of this.#told.overlay) {
			if (text !== undefined) {
				yield path;
			}
		}
	}
}

import { compileGlob, type Glob } from './rules/globs';

/** What the editor's settings say about how text is stored below a root. Plain data. */
export interface FileEncodings {
	/** `files.encoding` where no language says otherwise. */
	readonly standard: string;
	/**
	 * Which names mean which language, the weakest first; needed only where a language has an encoding of its own.
	 * Patterns as in `files.associations`.
	 */
	readonly languages: readonly { readonly pattern: string; readonly language: string }[];
	/** `files.encoding` of single languages. */
	readonly ofLanguage: Readonly<Record<string, string>>;
}

/** Tells in which encoding the editor would read a file, should its bytes not tell. */
export class EncodingLookUp {
	readonly #encodings: FileEncodings;
	readonly #languages: readonly { readonly glob: Glob; readonly isPath: boolean; readonly language: string }[];

	constructor(encodings: FileEncodings) {
		this.#encodings = encodings;
		this.#languages = encodings.languages.flatMap(({ pattern, language }) => {
			const glob = compileGlob(pattern.toLowerCase());
			return glob ? [{ glob, isPath: pattern.includes('/'), language }] : [];
		});
	}

	/** @param path below the root, `/` separated */
	of(path: string): string {
		const { standard, ofLanguage } = this.#encodings;
		if (this.#languages.length === 0) {
			return standard;
		}
		// The editor takes no notice of case here.
		const lower = path.toLowerCase();
		const name = lower.slice(lower.lastIndexOf('/') + 1);
		const language = this.#languages.findLast(({ glob, isPath }) => glob.matches(isPath ? lower : name))?.language;
		return language !== undefined && Object.hasOwn(ofLanguage, language) ? ofLanguage[language]! : standard;
	}
}

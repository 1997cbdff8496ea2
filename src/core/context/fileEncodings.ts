import { compileGlob, type Glob } from './rules/globs';

/** How the editor guesses encodings, where it is told to. */
export interface EncodingGuess {
	/** Path of the library that guesses. */
	readonly library: string;
	/** The editor's `files.candidateGuessEncodings`: the only ones to be thought of; empty allows all. */
	readonly candidates: readonly string[];
}

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
	/** Set when `files.autoGuessEncoding` is. What is guessed counts more than the encodings above. */
	readonly guess?: EncodingGuess;
}

/** A pattern that is no plain ending or name. */
interface LanguageGlob {
	readonly glob: Glob;
	/** Whether it is about the whole path. */
	readonly isPath: boolean;
	readonly rank: number;
}

/** Tells in which encoding the editor would read a file, should its bytes not tell. */
export class EncodingLookUp {
	readonly #encodings: FileEncodings;
	/** Which of the patterns an ending such as `.test.ts`, or a whole name, is: most are such, and there are hundreds. */
	readonly #endings = new Map<string, number>();
	readonly #names = new Map<string, number>();
	readonly #globs: readonly LanguageGlob[];

	constructor(encodings: FileEncodings) {
		this.#encodings = encodings;
		const globs: LanguageGlob[] = [];
		for (const [rank, { pattern }] of encodings.languages.entries()) {
			const lower = pattern.toLowerCase();
			if (/^\*\.[^*?{}[\]/]+$/.test(lower)) {
				this.#endings.set(lower.slice(1), rank);
			} else if (/^[^*?{}[\]/]+$/.test(lower)) {
				this.#names.set(lower, rank);
			} else {
				const glob = compileGlob(lower);
				if (glob) {
					globs.push({ glob, isPath: pattern.includes('/'), rank });
				}
			}
		}
		this.#globs = globs;
	}

	/** @param path below the root, `/` separated */
	of(path: string): string {
		const { standard, ofLanguage, languages } = this.#encodings;
		const rank = languages.length === 0 ? -1 : this.#strongest(path.toLowerCase());
		const language = languages[rank]?.language;
		return language !== undefined && Object.hasOwn(ofLanguage, language) ? ofLanguage[language]! : standard;
	}

	/** The last pattern that matches; -1 when none does. @param path lower case: the editor takes no notice of it here */
	#strongest(path: string): number {
		const name = path.slice(path.lastIndexOf('/') + 1);
		let strongest = this.#names.get(name) ?? -1;
		for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
			strongest = Math.max(strongest, this.#endings.get(name.slice(dot)) ?? -1);
		}
		for (const { glob, isPath, rank } of this.#globs) {
			if (rank > strongest && glob.matches(isPath ? path : name)) {
				strongest = rank;
			}
		}
		return strongest;
	}
}

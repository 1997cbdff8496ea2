import { IgnorePatterns, ignorePath, parseIgnoreFile } from './ignorePatterns';

/** One `.gitignore`-like file: its text and the folder it speaks about ('' is the top, otherwise `a/b`). */
export interface IgnoreFile {
	readonly folder: string;
	readonly text: string;
}

/** What a chain of ignore files says about one path. */
export interface ChainVerdict {
	readonly ignored: boolean;
	/** The folder of the file that decided. */
	readonly folder: string;
}

interface Link {
	readonly folder: string;
	/** Length of the folder's path with its slash. */
	readonly prefix: number;
	readonly patterns: IgnorePatterns;
}

/**
 * What a chain of ignore files says about paths. A deeper file is stronger. It judges one level; whoever asks goes from
 * the outer to the inner folders and leaves an ignored one out with all it holds.
 */
export class IgnoreRules {
	/** Strongest first. */
	readonly #links: readonly Link[];
	readonly #ignoreCase: boolean;

	private constructor(links: readonly Link[], ignoreCase: boolean) {
		this.#links = links;
		this.#ignoreCase = ignoreCase;
	}

	static none(ignoreCase: boolean): IgnoreRules {
		return new IgnoreRules([], ignoreCase);
	}

	/** These rules and those of a further file, which are stronger. */
	with(file: IgnoreFile): IgnoreRules {
		return this.withPatterns(file.folder, parseIgnoreFile(file.text));
	}

	/** These rules and further patterns about a folder, which are stronger. */
	withPatterns(folder: string, patterns: readonly string[]): IgnoreRules {
		if (patterns.length === 0) {
			return this;
		}
		const link: Link = {
			folder,
			prefix: folder === '' ? 0 : encodedLength(folder) + 1,
			patterns: new IgnorePatterns(patterns, this.#ignoreCase),
		};
		return new IgnoreRules([link, ...this.#links], this.#ignoreCase);
	}

	/**
	 * @param path relative to the top and below the folder of every file of the chain; a folder's ends with `/`
	 * @returns undefined when no pattern matches
	 */
	test(path: string): ChainVerdict | undefined {
		if (this.#links.length === 0) {
			return undefined;
		}
		const prepared = ignorePath(path);
		for (const { folder, prefix, patterns } of this.#links) {
			const verdict = patterns.test(prepared, prefix);
			if (verdict) {
				return { ignored: verdict.ignored, folder };
			}
		}
		return undefined;
	}

	/** @param path as for `test` */
	ignores(path: string): boolean {
		return this.test(path)?.ignored === true;
	}
}

function encodedLength(text: string): number {
	return ignorePath(text).bytes.length;
}

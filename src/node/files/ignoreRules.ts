import ignore from 'ignore';

/** One `.gitignore`-like file: its text and the folder it speaks about ('' is the top, otherwise `a/b`). */
export interface IgnoreFile {
	readonly folder: string;
	readonly text: string;
}

/**
 * What a chain of ignore files says about paths, weakest file first. The files of a chain are one list of patterns,
 * because a deeper file may bring back a folder that an outer one ignores.
 */
export class IgnoreRules {
	readonly #patterns: readonly string[];
	readonly #ignoreCase: boolean;
	readonly #matcher: ReturnType<typeof ignore>;

	private constructor(patterns: readonly string[], ignoreCase: boolean) {
		this.#patterns = patterns;
		this.#ignoreCase = ignoreCase;
		this.#matcher = ignore({ ignorecase: ignoreCase }).add(patterns.map((pattern) => ({ pattern })));
	}

	static none(ignoreCase: boolean): IgnoreRules {
		return new IgnoreRules([], ignoreCase);
	}

	/** These rules and those of a further file, which are stronger. */
	with(file: IgnoreFile): IgnoreRules {
		const added = patternsOf(file);
		return added.length === 0 ? this : new IgnoreRules([...this.#patterns, ...added], this.#ignoreCase);
	}

	/** @param path relative to the top, `/` separated; a folder's ends with `/` */
	ignores(path: string): boolean {
		return this.#patterns.length > 0 && this.#matcher.ignores(byteText(path));
	}
}

/** The patterns of a file, rewritten to speak about paths from the top. */
function patternsOf({ folder, text }: IgnoreFile): string[] {
	const patterns: string[] = [];
	for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
		const pattern = line.endsWith('\r') ? line.slice(0, -1) : line;
		if (pattern !== '' && !pattern.startsWith('#')) {
			patterns.push(byteText(folder === '' ? pattern : below(folder, pattern)));
		}
	}
	return patterns;
}

function below(folder: string, pattern: string): string {
	const negation = pattern.startsWith('!') ? '!' : '';
	const body = pattern.slice(negation.length);
	// Unescaped trailing spaces are no part of a pattern; kept, since they are dropped again later.
	const meaning = body.replace(/(?<!\\) +$/, '');
	if (meaning === '' || meaning === '/') {
		return '';
	}
	const anchored = meaning.slice(0, -1).includes('/');
	const literalFolder = folder.replace(/[\\*?[\]!# ]/g, '\\$&');
	return `${negation}/${literalFolder}/${anchored ? '' : '**/'}${body.startsWith('/') ? body.slice(1) : body}`;
}

/**
 * Git matches bytes: `?` stands for one byte of `é`, not for the letter. Each byte above ASCII becomes one character of
 * the private use area, where no character has another case.
 */
function byteText(text: string): string {
	if (!/[\u0080-\uffff]/.test(text)) {
		return text;
	}
	return Buffer.from(text, 'utf8')
		.toString('latin1')
		.replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xf700 + byte.charCodeAt(0)));
}

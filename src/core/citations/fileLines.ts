/** A file's lines, indexed when first needed. Line numbers are 1-based. */
export class FileLines {
	readonly #text: string;
	#lines: readonly string[] | undefined;
	#normal: readonly string[] | undefined;
	#offsets: readonly number[] | undefined;

	constructor(text: string) {
		this.#text = text;
	}

	/** A final line terminator begins no further line. */
	get count(): number {
		const lines = this.#split();
		return lines.length > 1 && lines.at(-1) === '' ? lines.length - 1 : lines.length;
	}

	/** Lines that hold all of the quote's parts, in order; an ellipsis separates parts. */
	linesOfQuote(quote: string): number[] {
		const parts = quote
			.split(/…|\.{3}/)
			.map(normalise)
			.filter((part) => /[\p{L}\p{N}]/u.test(part));
		const found: number[] = [];
		if (parts.length > 0) {
			const lines = this.#normalised();
			for (let index = 0; index < lines.length; index++) {
				if (holdsInOrder(lines[index]!, parts)) {
					found.push(index + 1);
				}
			}
		}
		return found;
	}

	/** Lines in which a name stands as a whole word. Of `a.b()` it is `b`. */
	linesOfSymbol(symbol: string): number[] {
		const name = lastName(symbol);
		const found: number[] = [];
		if (name === '') {
			return found;
		}
		for (let at = this.#text.indexOf(name); at !== -1; at = this.#text.indexOf(name, at + name.length)) {
			if (!isWord(this.#text[at - 1]) && !isWord(this.#text[at + name.length])) {
				const line = this.#lineAt(at);
				if (found.at(-1) !== line) {
					found.push(line);
				}
			}
		}
		return found;
	}

	/** Whether a line belongs to what an earlier line opens, as far as indentation tells. */
	isInside(opener: number, line: number): boolean {
		const lines = this.#split();
		const outer = indentation(lines[opener - 1] ?? '');
		if (line <= opener) {
			return false;
		}
		for (let index = opener; index < line; index++) {
			const text = lines[index] ?? '';
			if (text.trim() !== '' && indentation(text) <= outer && !/^\s*[)\]{}]/.test(text)) {
				return false;
			}
		}
		return true;
	}

	#split(): readonly string[] {
		return (this.#lines ??= this.#text.split('\n'));
	}

	#normalised(): readonly string[] {
		return (this.#normal ??= this.#split().map(normalise));
	}

	#lineAt(offset: number): number {
		if (this.#offsets === undefined) {
			const offsets = [0];
			for (let at = this.#text.indexOf('\n'); at !== -1; at = this.#text.indexOf('\n', at + 1)) {
				offsets.push(at + 1);
			}
			this.#offsets = offsets;
		}
		let low = 0;
		let high = this.#offsets.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.#offsets[middle]! <= offset) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return low + 1;
	}
}

function normalise(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function holdsInOrder(line: string, parts: readonly string[]): boolean {
	let from = 0;
	for (const part of parts) {
		const at = line.indexOf(part, from);
		if (at === -1) {
			return false;
		}
		from = at + part.length;
	}
	return true;
}

function lastName(symbol: string): string {
	return /([\p{L}_$][\p{L}\p{N}_$]*)[!?]?(?:\([^)]*\))?[!?]?$/u.exec(symbol)?.[1] ?? '';
}

function isWord(character: string | undefined): boolean {
	return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}

/** Width of the leading white space, a tab counting like four spaces. */
function indentation(line: string): number {
	let width = 0;
	for (const character of line) {
		if (character === '\t') {
			width += 4;
		} else if (character === ' ') {
			width++;
		} else {
			break;
		}
	}
	return width;
}

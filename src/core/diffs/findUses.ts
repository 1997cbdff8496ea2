import type { ChangedSymbol } from './changedSymbols';

/** The files to search. */
export interface UseSource {
	paths(): Iterable<string>;
	/** The text as it is after the diff; undefined for a file without text. */
	fileText(path: string): string | undefined;
}

/** A place where a changed name stands. */
export interface SymbolUse {
	readonly name: string;
	readonly path: string;
	/** 1-based. */
	readonly line: number;
	/** The line, trimmed; at most 200 characters. */
	readonly text: string;
}

/** Shorter names are everywhere and tell nothing. */
const minimumLength = 3;
const maximumText = 200;

/**
 * Finds whole-word uses of changed names, without the declarations that the diff itself holds. One pass over each file,
 * however many names there are.
 * @param limit most uses per name
 */
export function findUses(symbols: readonly ChangedSymbol[], source: UseSource, limit = 100): SymbolUse[] {
	const counts = new Map<string, number>();
	const declared = new Set<string>();
	for (const { name, path, line } of symbols) {
		if (name.length >= minimumLength) {
			counts.set(name, 0);
		}
		if (line !== undefined) {
			declared.add(`${name}\n${path}\n${line}`);
		}
	}
	const uses: SymbolUse[] = [];
	if (counts.size === 0) {
		return uses;
	}
	const firsts = new Set([...counts.keys()].map((name) => name.charCodeAt(0)));
	const lengths = new Set([...counts.keys()].map((name) => name.length));
	for (const path of source.paths()) {
		const text = source.fileText(path);
		if (text === undefined) {
			continue;
		}
		let line = 1;
		let lineStart = 0;
		const lastLineOf = new Map<string, number>();
		for (let at = 0; at < text.length;) {
			const code = text.charCodeAt(at);
			if (code === 10) {
				line++;
				lineStart = at + 1;
			}
			if (!isWordCode(code)) {
				at++;
				continue;
			}
			let end = at + 1;
			while (end < text.length && isWordCode(text.charCodeAt(end))) {
				end++;
			}
			// Ruby's and Rust's names may end with a sign.
			const signed = text[end] === '!' || text[end] === '?' ? end + 1 : end;
			for (const stop of firsts.has(code) ? (signed === end ? [end] : [end, signed]) : []) {
				const name = lengths.has(stop - at) ? text.slice(at, stop) : '';
				const count = counts.get(name);
				if (count === undefined || count >= limit || lastLineOf.get(name) === line) {
					continue;
				}
				lastLineOf.set(name, line);
				if (!declared.has(`${name}\n${path}\n${line}`)) {
					counts.set(name, count + 1);
					uses.push({ name, path, line, text: lineText(text, lineStart) });
				}
			}
			at = end;
		}
	}
	return uses;
}

function isWordCode(code: number): boolean {
	return (
		(code >= 97 && code <= 122) ||
		(code >= 65 && code <= 90) ||
		(code >= 48 && code <= 57) ||
		code === 95 ||
		code === 36 ||
		code >= 0xaa
	);
}

function lineText(text: string, start: number): string {
	const newline = text.indexOf('\n', start);
	const end = newline === -1 ? text.length : newline;
	return text
		.slice(start, Math.min(end, start + 10 * maximumText))
		.trim()
		.slice(0, maximumText);
}

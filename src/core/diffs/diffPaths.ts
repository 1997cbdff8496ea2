/** Reads the names in a diff's header lines, with their prefixes (`a/`, `b/`, mnemonic ones or none). */

const prefix = /^[abciwo12]\//;
const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Takes git's quotes off a name: `"a\303\244\t"`. A name without quotes ends at a tab. */
export function unquoteName(name: string): string {
	if (!name.startsWith('"')) {
		const tab = name.indexOf('\t');
		return tab === -1 ? name : name.slice(0, tab);
	}
	const bytes: number[] = [];
	const encoder = new TextEncoder();
	for (let index = 1; index < name.length && name[index] !== '"'; index++) {
		if (name[index] !== '\\') {
			const character = String.fromCodePoint(name.codePointAt(index)!);
			bytes.push(...encoder.encode(character));
			index += character.length - 1;
			continue;
		}
		const octal = /^[0-3][0-7]{2}/.exec(name.slice(index + 1, index + 4))?.[0];
		if (octal === undefined) {
			index++;
			bytes.push(escapes[name[index] ?? ''] ?? name.charCodeAt(index) & 0xff);
		} else {
			bytes.push(parseInt(octal, 8));
			index += 3;
		}
	}
	return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The two names of a `diff --git` line with their prefixes, or undefined where they cannot be told apart. */
function gitLineNames(line: string): [string, string] | undefined {
	const rest = line.slice('diff --git '.length);
	const quoted = /^("(?:[^"\\]|\\.)*") (.*)$|^(.*) ("(?:[^"\\]|\\.)*")$/.exec(rest);
	if (quoted !== null) {
		return [unquoteName(quoted[1] ?? quoted[3]!), unquoteName(quoted[2] ?? quoted[4]!)];
	}
	// Names may hold spaces; where both are the same the middle separates them.
	const middle = (rest.length - 1) / 2;
	const [first, second] = [rest.slice(0, middle), rest.slice(middle + 1)];
	if (Number.isInteger(middle) && rest[middle] === ' ' && (first === second || strip(first) === strip(second))) {
		return [first, second];
	}
	const words = rest.split(' ');
	return words.length === 2 ? [words[0]!, words[1]!] : undefined;
}

function strip(name: string): string {
	return name.replace(prefix, '');
}

/** The names of one file in a diff, as far as they are known. */
export class FileNames {
	#prefixed = true;
	#old: string | undefined;
	#new: string | undefined;

	/** @param line a `diff --git` line */
	fromGitLine(line: string): void {
		const names = gitLineNames(line);
		if (names !== undefined) {
			const [first, second] = names;
			this.#prefixed = prefix.test(first) && prefix.test(second) && first[0] !== second[0];
			this.#old = this.#path(first);
			this.#new = this.#path(second);
		}
	}

	/** @param line a `--- ` or `+++ ` line */
	fromMark(line: string): void {
		const name = unquoteName(line.slice(4));
		const path = name === '/dev/null' ? undefined : this.#path(name);
		if (line.startsWith('---')) {
			this.#old = path;
		} else {
			this.#new = path;
		}
	}

	/** @param line a `rename from `, `rename to `, `copy from ` or `copy to ` line; their names have no prefix */
	fromMove(line: string): void {
		const match = /^(?:rename|copy) (from|to) (.*)$/.exec(line);
		if (match?.[1] === 'from') {
			this.#old = unquoteName(match[2]!);
		} else if (match !== null) {
			this.#new = unquoteName(match[2]!);
		}
	}

	get oldPath(): string | undefined {
		return this.#old;
	}

	get newPath(): string | undefined {
		return this.#new;
	}

	#path(name: string): string {
		return this.#prefixed ? strip(name) : name;
	}
}

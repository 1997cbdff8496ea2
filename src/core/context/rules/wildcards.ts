/**
 * Wildcard matching as git does it, on texts in which every character is one byte. A pattern is simulated as an
 * automaton: the time is bounded by the product of the two lengths, whatever the pattern.
 */

const enum Kind {
	/** One given character. */
	Literal,
	/** One character of a set. */
	Set,
	/** Any characters but slashes. */
	Star,
	/** Any characters. */
	StarStar,
	/** Either nothing, or what the next token (`UpToSlash`) matches. */
	Optional,
	/** Any characters, then a slash. */
	UpToSlash,
}

interface Token {
	readonly kind: Kind;
	/** Code of a literal. */
	readonly code: number;
	/** Members of a set, by code. */
	readonly set: Uint8Array | undefined;
}

const slash = 0x2f;
const backslash = 0x5c;
const asterisk = 0x2a;

/** A compiled pattern. `**` between slashes crosses folders, every other wildcard stays in one segment. */
export class WildcardPattern {
	readonly #tokens: readonly Token[];
	/** What every match begins with, ends with and contains: nearly all texts are told apart by these. */
	readonly #prefix: string;
	readonly #suffix: string;
	readonly #inner: string;
	#states: Uint8Array;
	#next: Uint8Array;

	private constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
		const runs = literalRuns(tokens);
		this.#prefix = runs[0]!;
		this.#suffix = runs.at(-1)!;
		this.#inner = runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
		this.#states = new Uint8Array(tokens.length + 1);
		this.#next = new Uint8Array(tokens.length + 1);
	}

	/**
	 * @param pattern one character per byte
	 * @param foldCase compare ASCII letters without regard to case; texts must then be in lower case
	 * @returns undefined when the pattern is malformed, such as `[a`: it matches nothing
	 */
	static compile(pattern: string, foldCase: boolean): WildcardPattern | undefined {
		const tokens = tokenise(pattern, foldCase);
		return tokens && new WildcardPattern(tokens);
	}

	/** @param text one character per byte */
	matches(text: string): boolean {
		return (
			text.startsWith(this.#prefix) &&
			text.endsWith(this.#suffix) &&
			text.includes(this.#inner) &&
			this.#simulate(text, this.#prefix.length)
		);
	}

	#simulate(text: string, from: number): boolean {
		let states = this.#states.fill(0);
		let next = this.#next;
		this.#enter(states, from);
		for (let at = from; at < text.length; at++) {
			next.fill(0);
			if (!this.#step(states, next, text.charCodeAt(at))) {
				return false;
			}
			[states, next] = [next, states];
		}
		return states[this.#tokens.length] === 1;
	}

	/** Takes one character; false when no state is left. */
	#step(states: Uint8Array, next: Uint8Array, code: number): boolean {
		const tokens = this.#tokens;
		let alive = false;
		for (let index = 0; index < tokens.length; index++) {
			if (states[index] === 0) {
				continue;
			}
			const { kind, code: literal, set } = tokens[index]!;
			const advances =
				kind === Kind.Literal
					? code === literal
					: kind === Kind.Set
						? set![code] === 1
						: kind === Kind.UpToSlash && code === slash;
			const stays = kind === Kind.StarStar || kind === Kind.UpToSlash || (kind === Kind.Star && code !== slash);
			if (advances) {
				this.#enter(next, index + 1);
			}
			if (stays) {
				this.#enter(next, index);
			}
			alive ||= advances || stays;
		}
		return alive;
	}

	/** Marks a state and all that are reached from it without a character. */
	#enter(states: Uint8Array, index: number): void {
		for (let at = index; states[at] !== 1; at++) {
			states[at] = 1;
			const kind = this.#tokens[at]?.kind;
			if (kind === Kind.Optional) {
				this.#enter(states, at + 2);
			} else if (kind !== Kind.Star && kind !== Kind.StarStar) {
				return;
			}
		}
	}
}

/** The literals between the wildcards, in order; empty where two wildcards meet or one is at the border. */
function literalRuns(tokens: readonly Token[]): readonly string[] {
	const runs = [''];
	for (const { kind, code } of tokens) {
		if (kind === Kind.Literal) {
			runs.push(runs.pop()! + String.fromCharCode(code));
		} else if (runs.length === 1 || runs.at(-1) !== '') {
			runs.push('');
		}
	}
	return runs;
}

function lowerCase(code: number): number {
	return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

function tokenise(pattern: string, foldCase: boolean): Token[] | undefined {
	const tokens: Token[] = [];
	const add = (kind: Kind, code = 0, set?: Uint8Array): void => {
		tokens.push({ kind, code, set });
	};
	for (let at = 0; at < pattern.length; at++) {
		let code = pattern.charCodeAt(at);
		switch (code) {
			case asterisk: {
				const start = at;
				while (pattern.charCodeAt(at + 1) === asterisk) {
					at++;
				}
				const bounded = at > start && (start === 0 || pattern.charCodeAt(start - 1) === slash);
				if (bounded && pattern.charCodeAt(at + 1) === slash) {
					add(Kind.Optional);
					add(Kind.UpToSlash);
					at++;
				} else {
					add(bounded && at + 1 === pattern.length ? Kind.StarStar : Kind.Star);
				}
				break;
			}
			case 0x3f /* ? */:
				add(Kind.Set, 0, anyButSlash());
				break;
			case 0x5b /* [ */: {
				const set = parseSet(pattern, at + 1, foldCase);
				if (set === undefined) {
					return undefined;
				}
				add(Kind.Set, 0, set.members);
				at = set.end;
				break;
			}
			case backslash:
				at++;
				if (at === pattern.length) {
					return undefined;
				}
				code = pattern.charCodeAt(at);
				add(Kind.Literal, foldCase ? lowerCase(code) : code);
				break;
			default:
				add(Kind.Literal, foldCase ? lowerCase(code) : code);
		}
	}
	return tokens;
}

function anyButSlash(): Uint8Array {
	const members = new Uint8Array(256).fill(1);
	members[slash] = 0;
	return members;
}

const namedSets: ReadonlyMap<string, RegExp> = new Map([
	['alnum', /[0-9a-z]/i],
	['alpha', /[a-z]/i],
	['blank', /[ \t]/],
	// eslint-disable-next-line no-control-regex
	['cntrl', /[\x00-\x1f\x7f]/],
	['digit', /[0-9]/],
	['graph', /[!-~]/],
	['lower', /[a-z]/],
	['print', /[ -~]/],
	['punct', /[!-/:-@[-`{-~]/],
	['space', /[ \t-\r]/],
	['upper', /[A-Z]/],
	['xdigit', /[0-9a-f]/i],
]);

/** Reads a set from behind its `[`; `end` is the place of its `]`. Undefined when it is malformed. */
function parseSet(
	pattern: string,
	start: number,
	foldCase: boolean,
): { readonly members: Uint8Array; readonly end: number } | undefined {
	const members = new Uint8Array(256);
	const addRange = (from: number, to: number): void => {
		for (let code = from; code <= to && code < 256; code++) {
			members[code] = 1;
		}
	};
	let at = start;
	const negated = pattern[at] === '!' || pattern[at] === '^';
	if (negated) {
		at++;
	}
	/** The character a `-` would begin a range at; none after a range and after a named set. */
	let previous = -1;
	for (let first = true; first || pattern[at] !== ']'; first = false, at++) {
		if (at >= pattern.length) {
			return undefined;
		}
		if (pattern[at] === '-' && previous !== -1 && at + 1 < pattern.length && pattern[at + 1] !== ']') {
			at += pattern[at + 1] === '\\' ? 2 : 1;
			if (at >= pattern.length) {
				return undefined;
			}
			addRange(previous, pattern.charCodeAt(at));
			previous = -1;
			continue;
		}
		if (pattern[at] === '[' && pattern[at + 1] === ':') {
			const close = pattern.indexOf(']', at + 2);
			if (close === -1) {
				return undefined;
			}
			if (close > at + 2 && pattern[close - 1] === ':') {
				const named = namedSets.get(pattern.slice(at + 2, close - 1));
				if (named === undefined) {
					return undefined;
				}
				for (let code = 0; code < 128; code++) {
					members[code]! |= named.test(String.fromCharCode(code)) ? 1 : 0;
				}
				at = close;
				previous = -1;
				continue;
			}
		} else if (pattern[at] === '\\') {
			at++;
			if (at >= pattern.length) {
				return undefined;
			}
		}
		previous = pattern.charCodeAt(at);
		addRange(previous, previous);
	}
	finishSet(members, negated, foldCase);
	return { members, end: at };
}

function finishSet(members: Uint8Array, negated: boolean, foldCase: boolean): void {
	if (foldCase) {
		for (let code = 0x61; code <= 0x7a; code++) {
			// The text is compared in lower case.
			members[code]! |= members[code - 0x20]!;
		}
	}
	if (negated) {
		for (let code = 0; code < 256; code++) {
			members[code] = 1 - members[code]!;
		}
	}
	members[slash] = 0;
}

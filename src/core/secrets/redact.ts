import { findSecrets, labelOfRule } from './findSecrets';
import { makePlaceholder } from './placeholder';

/** One secret that was replaced. */
export interface Redaction {
	/** Line of the original text on which the secret begins; 1-based. */
	readonly line: number;
	/** Id of the rule that found it. */
	readonly rule: string;
	readonly placeholder: string;
}

/** A text without its secrets. */
export interface RedactedText {
	readonly text: string;
	readonly redactions: readonly Redaction[];
	/** Placeholder to value. Holds secrets in clear: never to be written or sent. */
	readonly secrets: ReadonlyMap<string, string>;
}

/** Replaces secrets by placeholders: the same secret always by the same one. */
export class Redactor {
	readonly #digest: (secret: string) => string;
	readonly #allowed: ReadonlySet<string>;

	/**
	 * @param digest keyed digest of a secret, hexadecimal, at least 12 digits; the same for the same secret, always
	 * @param allowed placeholders of what the user said is no secret: their values stay in clear
	 */
	constructor(digest: (secret: string) => string, allowed: ReadonlySet<string>) {
		this.#digest = digest;
		this.#allowed = allowed;
	}

	/**
	 * `restorePlaceholders(redact(text).text, …)` with the values of `secrets` is `text` again, exactly.
	 * @param path of the file: its name tells which rules apply
	 */
	redact(text: string, path: string): RedactedText {
		const redactions: Redaction[] = [];
		const secrets = new Map<string, string>();
		const parts: string[] = [];
		let written = 0;
		let line = 1;
		let counted = 0;
		for (const { start, end, rule } of findSecrets(text, path)) {
			const value = text.slice(start, end);
			const placeholder = makePlaceholder(labelOfRule(rule), this.#digest(value));
			// Two secrets with one placeholder could not be told apart again; it will never happen, but must not destroy.
			const collides = (secrets.get(placeholder) ?? value) !== value;
			if (this.#allowed.has(placeholder) || collides) {
				continue;
			}
			line += newlines(text, counted, start);
			counted = start;
			parts.push(text.slice(written, start), placeholder);
			written = end;
			secrets.set(placeholder, value);
			redactions.push({ line, rule, placeholder });
		}
		return redactions.length === 0
			? { text, redactions, secrets }
			: { text: parts.join('') + text.slice(written), redactions, secrets };
	}
}

function newlines(text: string, from: number, to: number): number {
	let count = 0;
	for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
		count++;
	}
	return count;
}

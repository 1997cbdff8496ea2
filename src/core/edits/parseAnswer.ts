import { AnswerParser } from './parse/answerParser';
import type { ParsedAnswer } from './types';

export interface ParseOptions {
	/**
	 * The answer has ended, so a last line without terminator is whole. While an answer streams such a line may still
	 * grow, and only a closing marker on it counts. Default false.
	 */
	readonly complete?: boolean;
}

/**
 * Finds the edits in an answer. Never throws.
 *
 * For growing prefixes of one answer the list of edits only grows: an edit appears once its block is closed and keeps
 * everything but `range.end`, which still takes in the closing fence. Takes time linear in the text.
 */
export function parseAnswer(text: string, options: ParseOptions = {}): ParsedAnswer {
	const reader = new AnswerReader();
	reader.append(text);
	return options.complete === true ? reader.end() : reader.read();
}

/** Finds the edits of an answer while it comes in: each line is read once, however often one looks. */
export class AnswerReader {
	readonly #parser = new AnswerParser();
	/** Offset of the first line that is not whole. */
	#start = 0;
	/** What is known of that line. */
	#rest = '';

	/** Takes the next piece of the answer. */
	append(text: string): void {
		let pending = this.#rest + text;
		let at = 0;
		// A piece without a newline is looked through once, not the line it belongs to.
		for (
			let newline = text.indexOf('\n') < 0 ? -1 : text.indexOf('\n') + this.#rest.length;
			newline >= 0;
			newline = pending.indexOf('\n', at)
		) {
			this.#line(pending.slice(at, newline), newline + 1 - at, true);
			at = newline + 1;
		}
		pending = pending.slice(at);
		this.#rest = pending;
		if (pending !== '') {
			this.#line(pending, pending.length, false);
		}
	}

	/** The edits so far; a line that is not whole only counts where it ends a block. */
	read(): ParsedAnswer {
		return this.#parser.read();
	}

	/** The edits of the whole answer; nothing may be appended afterwards. */
	end(): ParsedAnswer {
		if (this.#rest !== '') {
			this.#line(this.#rest, this.#rest.length, true);
			this.#rest = '';
		}
		return this.#parser.read();
	}

	/** @param length with the terminator */
	#line(raw: string, length: number, terminated: boolean): void {
		const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
		this.#parser.take({ text, start: this.#start, end: this.#start + length, terminated });
		if (terminated) {
			this.#start += length;
		}
	}
}

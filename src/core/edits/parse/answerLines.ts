import type { Edit, ParseProblem } from '../types';

/** One line of an answer. `start` and `end` are offsets; `end` is behind the terminator. */
export interface AnswerLine {
	/** Without terminator, `\r` included. */
	readonly text: string;
	readonly start: number;
	readonly end: number;
	/** False only for a last line that may still grow. */
	readonly terminated: boolean;
}

/** Lines as the text of a file: each with a `\n`. */
export function joinLines(lines: readonly string[]): string {
	return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

// Distributes over the union, which the plain `Omit` would flatten.
type WithoutRange<T> = T extends unknown ? Omit<T, 'range'> : never;

/** An edit or a problem as a dialect's parser gives it: with its first and last line (indices into what it was given). */
export interface Draft {
	readonly firstLine: number;
	readonly lastLine: number;
	readonly content: WithoutRange<Edit> | Omit<ParseProblem, 'range'>;
}

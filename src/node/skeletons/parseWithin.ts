import type { Tree } from 'web-tree-sitter';
import type { LoadedGrammar } from './grammars';

/** The parser asks for the text in pieces of at most this many UTF-16 units. */
const pieceLength = 16_384;
/**
 * How often the parser may report progress. Code needs about 0.01 steps a UTF-16 unit, and three times as many where
 * the parser has to try several readings.
 */
const leastSteps = 500;
const stepsPerUnit = 0.03;

/**
 * Parses a text within a number of steps that grows with its length, so that the outcome is the same on every machine.
 * A single step is the parser's own: on nonsense at the end of a file one can take seconds, never longer than it takes
 * to fill the parser's memory.
 * @returns undefined when the steps ran out; else a tree that the caller deletes
 * @throws {Error} if the parser failed; its memory cannot be trusted then
 */
export function parseWithin({ runtime, language }: LoadedGrammar, text: string): Tree | undefined {
	const parser = new runtime.Parser();
	try {
		let steps = leastSteps + text.length * stepsPerUnit;
		const progressCallback = () => --steps < 0;
		parser.setLanguage(language);
		const read = (index: number) => text.slice(index, index + pieceLength);
		return parser.parse(read, null, { progressCallback }) ?? undefined;
	} finally {
		parser.delete();
	}
}

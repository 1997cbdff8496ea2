import { splitLines, withEol } from '../../../src/core/common/lines';
import type { ParsedAnswer } from '../../../src/core/edits/types';

/** One case of `test/fixtures/answers` (the format is described in its README). */
export interface AnswerCase {
	readonly remark: string;
	readonly answer: string;
	readonly before: ReadonlyMap<string, string>;
	readonly after: ReadonlyMap<string, string>;
	/** `status [tier]` per edit. */
	readonly results: readonly string[];
	readonly problems: number;
}

/** Reads a case file. */
export function readAnswerCase(text: string): AnswerCase {
	const before = new Map<string, string>();
	const after = new Map<string, string>();
	let remark = '';
	let answer = '';
	let results: string[] = [];
	let problems = 0;
	for (const section of text.split(/^(?=@@@@ )/m)) {
		const [header, ...body] = splitLines(section);
		const content = body.join('');
		const words = /^@@@@ (\w+)(?: (.*?))?\n?$/.exec(header ?? '');
		const { path, value } = withAttributes(words?.[2] ?? '', content);
		switch (words?.[1]) {
			case undefined:
				remark = section.trim();
				break;
			case 'file':
				before.set(path, value);
				if (!after.has(path)) {
					after.set(path, value);
				}
				break;
			case 'answer':
				answer = value;
				break;
			case 'after':
				after.set(path, value);
				break;
			case 'gone':
				after.delete(path);
				break;
			case 'results':
				results = content.split('\n').filter((line) => line !== '');
				break;
			case 'problems':
				problems = Number(path);
				break;
			default:
				throw new Error(`Unknown section: ${header ?? ''}`);
		}
	}
	return { remark, answer, before, after, results, problems };
}

/** `path crlf bom no-newline`: how the text stands on disk, which a readable file cannot show. */
function withAttributes(words: string, content: string): { path: string; value: string } {
	let value = content;
	let path = words;
	for (
		let match = / ?(crlf|bom|no-newline)$/.exec(path);
		match !== null;
		match = / ?(crlf|bom|no-newline)$/.exec(path)
	) {
		path = path.slice(0, match.index);
		if (match[1] === 'crlf') {
			value = withEol(value, '\r\n');
		} else if (match[1] === 'bom') {
			value = `\ufeff${value}`;
		} else {
			value = value.replace(/\r?\n$/, '');
		}
	}
	return { path, value };
}

/** What of a parsed answer must not change when the text goes on, everything but where a block ends, as JSON. */
export function stableParts(parsed: ParsedAnswer): { edits: string[]; problems: string[] } {
	return {
		edits: parsed.edits.map((edit) => JSON.stringify({ ...edit, range: edit.range.start })),
		problems: parsed.problems.map((problem) => JSON.stringify({ ...problem, range: problem.range.start })),
	};
}

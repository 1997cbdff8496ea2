import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitLines, withEol } from '../../../src/core/common/lines';
import type { ParsedAnswer } from '../../../src/core/edits/types';

/** One case of `test/fixtures/answers` (the format is described in its README). */
export interface AnswerCase {
	readonly name: string;
	readonly remark: string;
	readonly answer: string;
	readonly before: ReadonlyMap<string, string>;
	/** What the model was sent, where it differs from `before`. */
	readonly sent: ReadonlyMap<string, string>;
	readonly after: ReadonlyMap<string, string>;
	readonly results: readonly ExpectedResult[];
	readonly problems: number;
}

export interface ExpectedResult {
	/** `status [tier]` */
	readonly outcome: string;
	readonly candidates: readonly number[] | undefined;
	readonly confirm: boolean;
}

const root = join('test', 'fixtures', 'answers');

/** All cases, as they lie in files: by dialect, then by what is difficult about them. */
export function readCollections(): readonly {
	readonly folder: string;
	readonly difficulty: string;
	readonly cases: readonly AnswerCase[];
}[] {
	const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return folders.flatMap(({ name: folder }) =>
		readdirSync(join(root, folder)).map((file) => ({
			folder,
			difficulty: file.replace('.txt', ''),
			cases: readAnswerCases(readFileSync(join(root, folder, file), 'utf8')),
		})),
	);
}

/** Reads the cases of a file. */
function readAnswerCases(text: string): AnswerCase[] {
	return text
		.split(/^(?=@@@@ case )/m)
		.filter((part) => part !== '')
		.map(readAnswerCase);
}

function readAnswerCase(text: string): AnswerCase {
	const before = new Map<string, string>();
	const sent = new Map<string, string>();
	const after = new Map<string, string>();
	let name = '';
	let remark = '';
	let answer = '';
	let results: ExpectedResult[] = [];
	let problems = 0;
	for (const section of text.split(/^(?=@@@@ )/m)) {
		const [header, ...body] = splitLines(section);
		const content = body.join('');
		const words = /^@@@@ (\w+)(?: (.*?))?\n?$/.exec(header ?? '');
		const { path, value } = withAttributes(words?.[2] ?? '', content);
		switch (words?.[1]) {
			case 'case':
				name = path;
				remark = content.trim();
				break;
			case 'file':
				before.set(path, value);
				if (!after.has(path)) {
					after.set(path, value);
				}
				break;
			case 'sent':
				sent.set(path, value);
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
				results = content
					.split('\n')
					.filter((line) => line !== '')
					.map(readResult);
				break;
			case 'problems':
				problems = Number(path);
				break;
			default:
				throw new Error(`Unknown section: ${header ?? ''}`);
		}
	}
	return { name, remark, answer, before, sent, after, results, problems };
}

function readResult(line: string): ExpectedResult {
	const [, outcome, lines, confirm] = /^(.+?)(?: at ([\d ]+?))?( confirm)?$/.exec(line)!;
	return {
		outcome: outcome!,
		candidates: lines?.split(' ').map(Number),
		confirm: confirm !== undefined,
	};
}

/** `path crlf bom no-newline escaped`: how the text stands on disk, which a readable file cannot show. */
function withAttributes(words: string, content: string): { path: string; value: string } {
	let value = content;
	let path = words;
	const attribute = / ?\b(crlf|bom|no-newline|escaped)$/;
	for (let match = attribute.exec(path); match !== null; match = attribute.exec(path)) {
		path = path.slice(0, match.index);
		switch (match[1]) {
			case 'crlf':
				value = withEol(value, '\r\n');
				break;
			case 'bom':
				value = `\ufeff${value}`;
				break;
			case 'escaped':
				value = value.replace(/\\u([\da-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
				break;
			default:
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

import { findMatches } from '../../../src/core/edits/match';
import { AnswerReader, parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import { hunkTimes } from './hunks';
import { medianTime } from './processorTime';

const runs = 11;
const megabyte = 1 << 20;

/** Times of the ways from an answer to pending hunks beside their goals, as a table. */
export async function measureSpeed(): Promise<string> {
	const rows: [string, number, number | undefined][] = [
		['500 edits over 200 files', await manyEdits(), 1000],
		['an answer of 1 MB, at once', await longAnswer(), undefined],
		['the same in pieces, read at each', await streamedAnswer(), undefined],
		...(await largeFile()).map(([name, time]): [string, number, number] => [`10 MB, ${name}`, time, 100]),
		...(await hunkTimes(50_000)).map(([name, time]): [string, number, number | undefined] => [
			name,
			time,
			// Large files are compared apart: what counts is how long the editor's thread is kept.
			name.startsWith('  the') ? 50 : undefined,
		]),
	];
	return [
		`${''.padEnd(44)}${'ms'.padStart(9)}${'goal'.padStart(8)}`,
		...rows.map(
			([name, time, goal]) => `${name.padEnd(44)}${time.toFixed(1).padStart(9)}${String(goal ?? '').padStart(8)}`,
		),
	].join('\n');
}

function block(path: string, search: string, replace: string): string {
	return `${path}\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n\n`;
}

async function manyEdits(): Promise<number> {
	const files = new Map<string, string>();
	for (let file = 0; file < 200; file++) {
		const lines = Array.from(
			{ length: 1000 },
			(_, line) => `\tconst total${line} = call${line % 211}(input, ${file});\n`,
		);
		files.set(`src/module${file}.ts`, lines.join(''));
	}
	const answer = Array.from({ length: 500 }, (_, edit) => {
		const [file, line] = [edit % 200, (edit * 37) % 998];
		const search = files
			.get(`src/module${file}.ts`)!
			.split('\n')
			.slice(line, line + 3)
			.join('\n');
		return block(`src/module${file}.ts`, `${search}\n`, `${search.replace('call', 'compute')}\n\tlog(${edit});\n`);
	}).join('Next.\n\n');
	const once = async (): Promise<void> => {
		const plan = await planEdits(parseAnswer(answer, { complete: true }), (path) => Promise.resolve(files.get(path)));
		if (plan.results.some((result) => result.status !== 'planned')) {
			throw new Error('An edit of the benchmark was not planned.');
		}
	};
	return medianTime(Array.from({ length: runs }, () => once));
}

function oneMegabyte(): string {
	const one = block('src/a.ts', '\told();\n'.repeat(20), '\tfresh();\n'.repeat(20));
	return one.repeat(Math.ceil(megabyte / one.length));
}

function longAnswer(): Promise<number> {
	const answer = oneMegabyte();
	return medianTime(Array.from({ length: runs }, () => () => parseAnswer(answer)));
}

function streamedAnswer(): Promise<number> {
	const answer = oneMegabyte();
	const piece = 1000;
	return medianTime(
		Array.from({ length: 3 }, () => () => {
			const reader = new AnswerReader();
			for (let at = 0; at < answer.length; at += piece) {
				reader.append(answer.slice(at, at + piece));
				reader.read();
			}
		}),
	);
}

async function largeFile(): Promise<[string, number][]> {
	const lines: string[] = [];
	for (let size = 0, index = 0; size < 10 * megabyte; index++) {
		const line = `\tconst value${index} = compute(${index % 97}); // it's “quoted”`;
		lines.push(line);
		size += line.length + 1;
	}
	const file = `${lines.join('\n')}\n`;
	const middle = lines.slice(lines.length >> 1, (lines.length >> 1) + 5);
	const searches: Record<string, readonly string[]> = {
		exact: middle,
		'indentation dropped': middle.map((line) => line.trimStart()),
		'line numbers copied': middle.map((line, index) => `${index + 1}| ${line}`),
		'look-alikes': middle.map((line) => line.replace(/[“”]/g, '"')),
		'not found': middle.map((line) => line.replace('compute', 'calculate')),
		'every line alike': Array.from({ length: 5 }, () => '\tconst value'),
	};
	const times: [string, number][] = [];
	for (const [name, search] of Object.entries(searches)) {
		const text = `${search.join('\n')}\n`;
		times.push([
			name,
			await medianTime(Array.from({ length: runs }, () => () => findMatches(file, text, { replace: 'x\n' }))),
		]);
	}
	return times;
}

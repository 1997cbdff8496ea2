/**
 * What the Context view costs on a large workspace: the time to open its rows where the files are known, and what the
 * editor's thread has to take in of each answer.
 *
 * Usage: `npx esbuild test/bench/contextTree.bench.ts --bundle --platform=node --format=esm
 * --outfile=out/contextTree.bench.mjs && node out/contextTree.bench.mjs [files]`
 */
import { deserialize, serialize } from 'node:v8';
import { pageSize } from '../../src/node/workspace/contextTree';
import { ContextTreeQuery, type ContextList } from '../../src/node/workspace/contextTreeQuery';
import type { ContextFile } from '../../src/core/context/types';
import type { Scan } from '../../src/node/pack/packer';

const count = Number(process.argv[2] ?? 50_000);

/** A fifth lies in one folder, the rest in folders of 40, five deep. */
function fileAt(index: number): ContextFile {
	const group = Math.floor(index / 40);
	const deep = [group % 7, group % 11, group % 13, group].map((part) => `folder${part}`).join('/');
	const folder = index % 5 === 0 ? 'flat' : `src/${deep}`;
	const tokens = (index * 7919) % 5000;
	return {
		path: `${folder}/file${index}.ts`,
		tier: 'full',
		reason: 'whole file',
		detail: '',
		bytes: tokens * 4,
		tokens,
		fullTokens: tokens,
		hash: String(index).padStart(27, 'h'),
		redactions: 0,
	};
}

function scanOf(files: readonly ContextFile[]): Scan {
	return { files, unlisted: [], notes: [], tokens: 1, redactions: new Map() };
}

/** Milliseconds this process has computed: other processes do not disturb it. */
function processorTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

async function timed<Result>(run: () => Promise<Result>): Promise<{ result: Result; milliseconds: number }> {
	const started = processorTime();
	const result = await run();
	return { result, milliseconds: processorTime() - started };
}

const files = Array.from({ length: count }, (_, index) => fileAt(index));
let scan = scanOf(files);
const query = new ContextTreeQuery({ scan: () => scan, frozen: () => Promise.resolve(undefined) });

function report(name: string, milliseconds: number, answer: unknown): void {
	const bytes = serialize(answer);
	const started = processorTime();
	deserialize(bytes);
	const received = processorTime() - started;
	const columns = [
		name.padEnd(34),
		`${milliseconds.toFixed(1).padStart(8)} ms in the worker`,
		`${(bytes.length / 1024).toFixed(1).padStart(8)} KB`,
		`${received.toFixed(1).padStart(6)} ms on the editor's thread`,
	];
	console.log(columns.join('  '));
}

console.log(`${count} files`);
const first = await timed(() => query.overview());
report('first look', first.milliseconds, first.result);
const lists: Record<string, ContextList> = {
	'the top, by size': { kind: 'folder', path: '', sort: 'size' },
	'a folder of a fifth, by size': { kind: 'folder', path: 'flat', sort: 'size' },
	'a folder of a fifth, by name': { kind: 'folder', path: 'flat', sort: 'name' },
	'the same again': { kind: 'folder', path: 'flat', sort: 'name' },
	'a folder of folders, by name': { kind: 'folder', path: 'src', sort: 'name' },
};
for (const [name, list] of Object.entries(lists)) {
	const { result, milliseconds } = await timed(() => query.page(list, 0, pageSize));
	report(name, milliseconds, result);
}
scan = scanOf(files.map((file, index) => (index === 17 ? { ...file, tokens: file.tokens + 1, hash: 'other' } : file)));
const edited = await timed(() => query.overview());
report('after an edit', edited.milliseconds, edited.result);
scan = scanOf(files.map((file, index) => (index === 17 ? { ...file, tokens: file.tokens + 1, hash: 'other' } : file)));
const unchanged = await timed(() => query.overview());
report('after a look that found no change', unchanged.milliseconds, unchanged.result);

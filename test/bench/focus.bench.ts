/**
 * How well and how fast the files a question needs are found, measured on a repository's own history: the subject of a
 * commit is the question, the source files it changed are what should be found in the tree before it. Beside it, what
 * searching for the subject's words finds.
 *
 * Usage: `npx esbuild test/bench/focus.bench.ts --bundle --platform=node --format=esm --packages=external
 * --outfile=out/focus.bench.mjs && node out/focus.bench.mjs REPOSITORY [questions] [budget] [--list]`
 */
import path from 'node:path';
import { chooseFocus } from '../../src/core/focus/chooseFocus';
import { FocusIndex } from '../../src/core/focus/focusIndex';
import { fileKind } from '../../src/core/ranking/fileKinds';
import { ImportGraph, type ImportLinks } from '../../src/core/ranking/importGraph';
import { runGit } from '../../src/node/git/git';
import { loadTokenizer } from '../../src/node/vocabulary';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [repository, questionCount = '20', budgetText = '8000'] = process.argv
	.slice(2)
	.filter((argument) => !argument.startsWith('--'));
if (repository === undefined) {
	throw new Error('Which repository?');
}
const cwd = path.resolve(repository);
const budget = Number(budgetText);
const tokenizer = loadTokenizer(path.resolve('src/core/tokens/vocabulary/vocabulary.bin'));

const maximumTouched = 5;
const maximumBlob = 1_000_000;

/** Milliseconds this process has computed: other processes do not disturb it. */
function processorTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

interface Question {
	readonly parent: string;
	readonly subject: string;
	readonly touched: readonly string[];
}

async function git(args: readonly string[], input?: string): Promise<Buffer> {
	return (await runGit(args, { cwd, input, maximumBytes: 2 ** 31 })).stdout;
}

/** Commits whose subject says something and that changed a few source files, spread over the newest thousand. */
async function findQuestions(count: number): Promise<Question[]> {
	const log = await git(['log', '-z', '--no-merges', '--max-count=1000', '--raw', '--no-renames', '--format=%P%x09%s']);
	const questions: Question[] = [];
	let current: { parent: string; subject: string; touched: string[]; others: number } | undefined;
	const finish = () => {
		if (
			current !== undefined &&
			current.touched.length >= 1 &&
			current.touched.length <= maximumTouched &&
			current.subject.split(/\s+/).length >= 5 &&
			!/^(release|bump|merge|revert|chore|docs|ci|test|style|deps|build|update dep)/i.test(current.subject)
		) {
			questions.push(current);
		}
	};
	const fields = log.toString('utf8').split('\0');
	for (let at = 0; at < fields.length; at++) {
		const field = fields[at]!.trim();
		if (field.startsWith(':')) {
			const file = fields[++at]!;
			if (field.endsWith('M') && fileKind(file) === 'source') {
				current?.touched.push(file);
			}
		} else if (field.includes('\t')) {
			finish();
			const [parent, subject] = field.split('\t', 2);
			current = { parent: parent!, subject: subject!.replace(/\s*\(#\d+\)/g, ''), touched: [], others: 0 };
		}
	}
	finish();
	const step = questions.length / count;
	return Array.from(
		{ length: Math.min(count, questions.length) },
		(_, index) => questions[Math.floor(index * Math.max(1, step))]!,
	);
}

interface Known {
	readonly blob: string;
	readonly tokens: number;
	readonly text: string;
	readonly folded: string;
}

/** The tree as of one commit, moved to another by reading what differs. */
class Tree {
	readonly files = new Map<string, Known>();
	readonly index = new FocusIndex();
	readonly graph = new ImportGraph();
	milliseconds = 0;
	graphMilliseconds = 0;
	bytes = 0;

	async moveTo(commit: string): Promise<void> {
		const listing = (await git(['ls-tree', '-r', '-z', commit])).toString('utf8').split('\0');
		const wanted = new Map<string, string>();
		for (const line of listing) {
			const tab = line.indexOf('\t');
			const [mode, type, blob] = line.slice(0, tab).split(' ');
			if (type === 'blob' && mode !== '120000') {
				wanted.set(line.slice(tab + 1), blob!);
			}
		}
		for (const file of this.files.keys()) {
			if (!wanted.has(file)) {
				this.files.delete(file);
				this.index.delete(file);
				this.graph.delete(file);
			}
		}
		const changed = [...wanted].filter(([file, blob]) => this.files.get(file)?.blob !== blob);
		if (changed.length === 0) {
			return;
		}
		const output = await git(['cat-file', '--batch'], changed.map(([, blob]) => `${blob}\n`).join(''));
		let at = 0;
		for (const [file, blob] of changed) {
			const newline = output.indexOf(10, at);
			const [, type, size] = output.subarray(at, newline).toString('latin1').split(' ');
			at = newline + 1;
			if (type !== 'blob') {
				continue;
			}
			const bytes = output.subarray(at, at + Number(size));
			at += Number(size) + 1;
			if (
				bytes.length <= maximumBlob &&
				!bytes.includes(0) &&
				!/\.(lock|svg|snap|map)$|lock\.(json|yaml)$/.test(file)
			) {
				this.#take(file, blob, bytes);
			}
		}
	}

	#take(file: string, blob: string, bytes: Buffer): void {
		const text = bytes.toString('utf8');
		const tokens = tokenizer.count(bytes);
		this.files.set(file, { blob, text, tokens, folded: text.toLowerCase() });
		this.bytes += bytes.length;
		const start = processorTime();
		this.index.update(file, text, tokens);
		const middle = processorTime();
		this.graph.update(file, text);
		this.milliseconds += middle - start;
		this.graphMilliseconds += processorTime() - middle;
	}
}

/** What a search for the subject's words finds: files with most of the words, then with most of their occurrences. */
function search(subject: string, tree: Tree): string[] {
	const words = [...new Set(subject.toLowerCase().match(/[\w$]{4,}/g) ?? [])];
	const found: {
		readonly file: string;
		readonly words: number;
		readonly occurrences: number;
		readonly tokens: number;
	}[] = [];
	for (const [file, { folded, tokens }] of tree.files) {
		let occurrences = 0;
		let different = 0;
		for (const word of words) {
			const before = occurrences;
			for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
				occurrences++;
			}
			different += occurrences > before ? 1 : 0;
		}
		if (different > 0) {
			found.push({ file, words: different, occurrences, tokens });
		}
	}
	found.sort((left, right) => right.words - left.words || right.occurrences - left.occurrences);
	let left = budget;
	const chosen: string[] = [];
	for (const { file, tokens } of found) {
		if (tokens <= left) {
			left -= tokens;
			chosen.push(file);
		}
	}
	return chosen;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / Math.max(1, values.length);

const tree = new Tree();
const questions = await findQuestions(Number(questionCount));
const recalls: Record<'ours' | 'withoutLinks' | 'search', number[]> = { ours: [], withoutLinks: [], search: [] };
const times: number[] = [];
const builds: number[] = [];
const updates: number[] = [];
const tokensUsed: number[] = [];
for (const { parent, subject, touched } of questions) {
	const [files, milliseconds] = [tree.files.size, tree.milliseconds];
	await tree.moveTo(parent);
	if (files === 0) {
		const tokens = sum([...tree.files.values()].map((file) => file.tokens));
		const perMillion = (value: number) => (value / (tokens / 1e6)).toFixed(0);
		console.log(
			`${path.basename(cwd)}: ${tree.files.size} files, ${(tokens / 1e6).toFixed(2)} M tokens, ${(tree.bytes / 1e6).toFixed(1)} MB; ` +
				`index ${tree.milliseconds.toFixed(0)} ms (${perMillion(tree.milliseconds)} ms per M tokens), ` +
				`imports ${tree.graphMilliseconds.toFixed(0)} ms (${perMillion(tree.graphMilliseconds)})`,
		);
	} else {
		updates.push(tree.milliseconds - milliseconds);
	}
	const before = processorTime();
	const links: ImportLinks = tree.graph.build();
	builds.push(processorTime() - before);
	const start = processorTime();
	const focus = chooseFocus(subject, tree.index, budget, { links, readText: (file) => tree.files.get(file)?.text });
	times.push(processorTime() - start);
	tokensUsed.push(sum(focus.map((file) => file.tokens)));
	const fitting = touched.filter((file) => (tree.files.get(file)?.tokens ?? Infinity) <= budget);
	if (fitting.length === 0) {
		continue;
	}
	const recall = (chosen: readonly string[]) => fitting.filter((file) => chosen.includes(file)).length / fitting.length;
	recalls.ours.push(recall(focus.map((file) => file.path)));
	recalls.withoutLinks.push(recall(chooseFocus(subject, tree.index, budget).map((file) => file.path)));
	recalls.search.push(recall(search(subject, tree)));
	if (flags.includes('--list')) {
		console.log(`\n${recalls.ours.at(-1)!.toFixed(2)} (search ${recalls.search.at(-1)!.toFixed(2)}) ${subject}`);
		console.log(`  wanted ${fitting.join(', ')}`);
		for (const { path: file, score, tokens, reasons } of focus.slice(0, 6)) {
			console.log(`  ${fitting.includes(file) ? '+' : ' '} ${score} ${file} (${tokens}) ${reasons.join('; ')}`);
		}
	}
}
console.log(
	`${recalls.ours.length} questions, ${budget} tokens: recall ${mean(recalls.ours).toFixed(3)}, without imports ` +
		`${mean(recalls.withoutLinks).toFixed(3)}, search ${mean(recalls.search).toFixed(3)}; query ${mean(times).toFixed(1)} ms ` +
		`(longest ${Math.max(...times).toFixed(1)}), ${mean(tokensUsed).toFixed(0)} tokens used; ` +
		`links ${mean(builds).toFixed(0)} ms, updates ${mean(updates).toFixed(1)} ms`,
);

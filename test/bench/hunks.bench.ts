/**
 * How long the pending hunks of a large file take after a keystroke.
 *
 * Usage: `npx esbuild test/bench/hunks.bench.ts --bundle --platform=node --format=esm --outfile=out/hunks.bench.mjs
 * && node out/hunks.bench.mjs [lines]`
 */
import { HunkTracker } from '../../src/core/edits/trackHunks';

const count = Number(process.argv[2] ?? 50_000);
const runs = 21;

const lines = Array.from({ length: count }, (_, index) => `\tconst value${index} = compute(${index % 97});\n`);
const baseline = lines.join('');
/** As many edits as a large refactoring makes in one file, spread over it. */
const edits = 100;
const edited = lines.map((line, index) =>
	index % Math.ceil(count / edits) === 7 ? line.replace('value', 'result') : line,
);
const applied = edited.join('');
const tracker = new HunkTracker(baseline, applied);

/** Milliseconds this process has computed: other processes do not disturb it. */
function processorTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** The median of the milliseconds that tracking each of the texts takes. */
function median(texts: readonly string[]): number {
	const times = texts.map((text) => {
		const started = processorTime();
		tracker.track(text);
		return processorTime() - started;
	});
	return times.sort((left, right) => left - right)[times.length >> 1]!;
}

const at = (run: number) => Math.floor(((run + 0.5) / runs) * count);
const cases: Record<string, (run: number) => string> = {
	'one line typed': (run) => edited.toSpliced(at(run), 0, `typed ${run}\n`).join(''),
	'first and last line changed': (run) =>
		edited
			.with(0, `first ${run}\n`)
			.with(count - 1, `last ${run}\n`)
			.join(''),
	'every line indented': (run) => edited.map((line) => `${' '.repeat(run + 1)}${line}`).join(''),
	'all line endings changed': () => applied.replaceAll('\n', '\r\n'),
};
console.log(`${count} lines, ${tracker.track(applied).hunks.length} hunks`);
for (const [name, make] of Object.entries(cases)) {
	const texts = Array.from({ length: runs }, (_, run) => make(run));
	console.log(`${name.padEnd(30)} ${median(texts).toFixed(1).padStart(7)} ms`);
}

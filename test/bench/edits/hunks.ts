import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { HunkTracker } from '../../../src/core/edits/trackHunks';
import type { HunkOperations } from '../../../src/node/edits/hunkEngine';
import { HunkThread } from '../../../src/node/edits/hunkThread';
import { WorkerClient } from '../../../src/node/workers/workerClient';
import { medianTime } from './processorTime';

const runs = 21;
/** As many edits as a large refactoring makes in one file, spread over it. */
const edits = 100;

/** How long the pending hunks of a large file take after a keystroke, in milliseconds by what was typed. */
export async function hunkTimes(count: number): Promise<[string, number][]> {
	const lines = Array.from({ length: count }, (_, index) => `\tconst value${index} = compute(${index % 97});\n`);
	const edited = lines.map((line, index) =>
		index % Math.ceil(count / edits) === 7 ? line.replace('value', 'result') : line,
	);
	const texts = { baseline: lines.join(''), applied: edited.join('') };
	const { applied } = texts;
	const tracker = new HunkTracker(texts.baseline, applied);
	const at = (run: number) => Math.floor(((run + 0.5) / runs) * count);
	const cases: Record<string, (run: number) => string> = {
		'one line typed': (run) => edited.toSpliced(at(run), 0, `typed ${run}\n`).join(''),
		'first and last line changed': (run) =>
			edited
				.with(0, `first ${run}\n`)
				.with(count - 1, `last ${run}\n`)
				.join(''),
		'a line of an edit typed': (run) =>
			edited
				.with(Math.floor(at(run) / Math.ceil(count / edits)) * Math.ceil(count / edits) + 7, `typed ${run}\n`)
				.join(''),
		'every line indented': (run) => edited.map((line) => `${' '.repeat(run + 1)}${line}`).join(''),
		'all line endings changed': () => applied.replaceAll('\n', '\r\n'),
	};
	const times: [string, number][] = [];
	const client = new WorkerClient<HunkOperations>(path.resolve('dist/hunks.js'));
	const thread = new HunkThread(client, (message) => {
		throw new Error(message);
	});
	await thread.track(texts, applied);
	for (const [name, make] of Object.entries(cases)) {
		const typed = Array.from({ length: runs }, (_, run) => make(run));
		times.push([`hunks, ${name}`, await medianTime(typed.map((text) => () => tracker.track(text)))]);
		const apart = typed.map((text) => () => thread.track(texts, text));
		times.push(['  on a thread of their own, both together', await medianTime(apart)]);
		times.push(['  the editor’s thread of that', await busyTime(apart)]);
	}
	await client.dispose();
	return times;
}

/** The median of the milliseconds this thread is busy with each of the runs, while another does the work. */
async function busyTime(runs: readonly (() => Promise<unknown>)[]): Promise<number> {
	const times: number[] = [];
	for (const run of runs) {
		// In a turn of the event loop of its own.
		await new Promise(setImmediate);
		const before = performance.eventLoopUtilization();
		await run();
		times.push(performance.eventLoopUtilization(before).active);
	}
	return times.sort((left, right) => left - right)[times.length >> 1]!;
}

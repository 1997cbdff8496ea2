import { HunkTracker } from '../../../src/core/edits/trackHunks';
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
	const applied = edited.join('');
	const tracker = new HunkTracker(lines.join(''), applied);
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
	for (const [name, make] of Object.entries(cases)) {
		const texts = Array.from({ length: runs }, (_, run) => make(run));
		times.push([`hunks, ${name}`, await medianTime(texts.map((text) => () => tracker.track(text)))]);
	}
	return times;
}

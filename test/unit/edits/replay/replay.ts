import { parseAnswer } from '../../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../../src/core/edits/plan';
import { changedText } from './changedText';
import { drifts, type Trial } from './drifts';

/** What became of the edits of one kind. */
export interface Tally {
	edits: number;
	right: number;
	refused: number;
	wrong: number;
	/** What is to be looked at: the edits that went wrong, or were refused although they could be repaired. */
	readonly remarks: string[];
}

/** Changed files that blocks cannot say. */
export interface ReplayResult {
	readonly tallies: ReadonlyMap<string, Tally>;
	files: number;
	skipped: number;
}

export function newReplay(kinds: readonly string[] = Object.keys(drifts)): ReplayResult {
	return {
		tallies: new Map(kinds.map((kind) => [kind, { edits: 0, right: 0, refused: 0, wrong: 0, remarks: [] }])),
		files: 0,
		skipped: 0,
	};
}

/** Turns the change of a file into answers of every kind and carries them out. */
export async function replayChange(result: ReplayResult, path: string, before: string, after: string): Promise<void> {
	const text = changedText(path, before, after);
	if (text === undefined) {
		result.skipped++;
		return;
	}
	result.files++;
	for (const [kind, tally] of result.tallies) {
		const trial = drifts[kind]!.make(text, randomOf(`${kind} ${path} ${before.length} ${after.length}`));
		if (trial !== undefined) {
			await run(tally, path, trial, drifts[kind]!.repairable);
		}
	}
}

async function run(tally: Tally, path: string, trial: Trial, repairable: boolean): Promise<void> {
	const parsed = parseAnswer(trial.answer, { complete: true });
	const plan = await planEdits(parsed, (wanted) => Promise.resolve(wanted === path ? trial.file : undefined), {
		readBase: () => Promise.resolve(trial.sent),
	});
	tally.edits += trial.count;
	const { normal = (text: string) => text } = trial;
	const made = plan.files[0]?.after ?? trial.file;
	const found = plan.results.length === trial.count;
	const done = plan.results.map((one) => one.status === 'planned');
	const planned = done.filter(Boolean).length;
	if (plan.files.length > 1 || (found ? normal(made) !== normal(trial.expected(done)) : planned > 0)) {
		tally.wrong += Math.max(1, planned);
		tally.refused += trial.count - Math.max(1, planned);
		tally.remarks.push(
			`WRONG ${path}\n${trial.answer}\n--- expected\n${found ? trial.expected(done) : ''}\n--- made\n${made}`,
		);
		return;
	}
	tally.right += planned;
	tally.refused += trial.count - planned;
	if (planned < trial.count && repairable) {
		const messages = [...plan.results.filter((one) => one.status !== 'planned'), ...plan.problems].map(
			(one) => `${'status' in one ? one.status : 'problem'}: ${one.message}`,
		);
		tally.remarks.push(`REFUSED ${path}\n${messages.join('\n')}\n${trial.answer}`);
	}
}

/** Numbers that follow from a text. */
function randomOf(seed: string): (below: number) => number {
	let state = 0x811c9dc5;
	for (let at = 0; at < seed.length; at++) {
		state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
	}
	return (below) => {
		state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
		const mixed = Math.imul(state ^ (state >>> 13), 0x85ebca6b);
		return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
	};
}

/**
 * Replays the last commits of a repository as answers of a model, exact and with every kind of drift, and tells how
 * many edits were applied rightly, refused or applied wrongly; then times parsing, matching and tracking:
 * `npm run bench:edits [-- REPOSITORY] [--commits N] [--show KIND] [--only replay|speed]`.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { drifts } from '../unit/edits/replay/drifts';
import { newReplay, replayChange, type ReplayResult } from '../unit/edits/replay/replay';
import { GitHistory } from './cache/git';
import { measureSpeed } from './edits/speed';

/** Larger files are data as a rule; the speed of matching in them is measured apart. */
const largestFile = 1_000_000;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			commits: { type: 'string', default: '200' },
			show: { type: 'string' },
			only: { type: 'string' },
		},
	});
	const repository = path.resolve(positionals[0] ?? '.');
	if (values.only !== 'speed') {
		const result = await replayHistory(repository, Number(values.commits), values.show);
		process.stdout.write(`${table(result)}\n`);
		const remarks = values.show === undefined ? [] : (result.tallies.get(values.show)?.remarks ?? []);
		process.stdout.write(remarks.map((remark) => `\n${'='.repeat(80)}\n${remark}\n`).join(''));
	}
	if (values.only !== 'replay') {
		process.stdout.write(`\n${await measureSpeed()}\n`);
	}
}

async function replayHistory(repository: string, commits: number, show: string | undefined): Promise<ReplayResult> {
	const history = new GitHistory(repository);
	const result = newReplay(show === undefined ? Object.keys(drifts) : [show]);
	const log = history.mainLine(commits);
	for (const [index, commit] of log.entries()) {
		const changed = commit.changes.filter((change) => change.before !== undefined && change.after !== undefined);
		const blobs = history.blobs(changed.flatMap((change) => [change.before!, change.after!]));
		for (const [number, change] of changed.entries()) {
			const [before, after] = [textOf(blobs[2 * number]!), textOf(blobs[2 * number + 1]!)];
			if (before !== undefined && after !== undefined) {
				await replayChange(result, change.path, before, after);
			} else {
				result.skipped++;
			}
		}
		if (index % 20 === 19) {
			process.stderr.write(`${index + 1} of ${log.length} commits\n`);
		}
	}
	process.stdout.write(
		`${repository}: ${log.length} commits, ${result.files} changed files ` +
			`(${result.skipped} more hold what blocks cannot say: other than text, mixed line endings, a final newline that comes or goes)\n\n`,
	);
	return result;
}

function textOf(bytes: Buffer): string | undefined {
	if (bytes.length > largestFile || bytes.includes(0)) {
		return undefined;
	}
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function table(result: ReplayResult): string {
	const rows = [...result.tallies].map(([kind, { edits, right, refused, wrong }]) =>
		[
			kind.padEnd(30),
			String(edits).padStart(7),
			String(right).padStart(8),
			String(refused).padStart(8),
			String(wrong).padStart(7),
			`${((100 * right) / Math.max(1, edits)).toFixed(2)} %`.padStart(10),
		].join(''),
	);
	const head = [''.padEnd(30), 'edits'.padStart(7), 'right'.padStart(8), 'refused'.padStart(8), 'WRONG'.padStart(7)];
	return [head.join('') + 'right'.padStart(10), ...rows].join('\n');
}

await main();

/**
 * Replays the last commits of a repository as answers of a model, exact and with every kind of drift, and tells how
 * many edits were applied rightly, refused or applied wrongly, commit by commit and file by file; then times parsing, matching and tracking:
 * `npm run bench:edits [-- REPOSITORY] [--commits N] [--show KIND] [--only replay|speed]`.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { drifts } from '../unit/edits/replay/drifts';
import { newReplay, replayChange, type ReplayResult, type Tally } from '../unit/edits/replay/replay';
import { replayCommit, type FileChange } from '../unit/edits/replay/wholeCommit';
import { GitHistory, type Commit } from './cache/git';
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

const wholeCommits = 'whole commits';

async function replayHistory(repository: string, limit: number, show: string | undefined): Promise<ReplayResult> {
	const history = new GitHistory(repository);
	const result = newReplay(Object.keys(drifts).filter((kind) => show === undefined || show === kind));
	const commits: Tally = { edits: 0, right: 0, refused: 0, wrong: 0, remarks: [] };
	const log = history.mainLine(limit);
	for (const [index, commit] of log.entries()) {
		const files: FileChange[] = [];
		for (const change of fileChanges(history, commit)) {
			if (change === undefined) {
				result.skipped++;
				continue;
			}
			files.push(change);
			if (change.before !== undefined && change.after !== undefined && change.movesTo === undefined) {
				await replayChange(result, change.path, change.before, change.after);
			}
		}
		if (show === undefined || show === wholeCommits) {
			await replayCommit(commits, files);
		}
		if (index % 20 === 19) {
			process.stderr.write(`${index + 1} of ${log.length} commits\n`);
		}
	}
	process.stdout.write(
		`${repository}: ${log.length} commits, ${result.files} changed files ` +
			`(${result.skipped} more hold what blocks cannot say: other than text, mixed line endings, a final newline that comes or goes)\n\n`,
	);
	return { ...result, tallies: new Map([[wholeCommits, commits], ...result.tallies]) };
}

/** What a commit does, file by file; undefined for a file that is not text. Moves are those without a change. */
function fileChanges(history: GitHistory, { changes }: Commit): (FileChange | undefined)[] {
	const ids = changes.flatMap(({ before, after }) => [before ?? [], after ?? []].flat());
	const blobs = new Map(history.blobs(ids).map((bytes, index) => [ids[index]!, textOf(bytes)]));
	const created = new Map(
		changes.flatMap(({ path: to, before, after }) =>
			before === undefined && after !== undefined ? [[after, to]] : [],
		),
	);
	const targets = new Set<string>();
	const moves = changes.map(({ path: from, before, after }) => {
		const to = before !== undefined && after === undefined ? created.get(before) : undefined;
		if (to === undefined || targets.has(to) || from === to) {
			return undefined;
		}
		targets.add(to);
		return to;
	});
	return changes.flatMap((change, index) => {
		if (targets.has(change.path) && change.before === undefined) {
			return [];
		}
		const before = change.before === undefined ? undefined : blobs.get(change.before);
		const movesTo = moves[index];
		const after = movesTo !== undefined ? before : change.after === undefined ? undefined : blobs.get(change.after);
		const text =
			(change.before === undefined || before !== undefined) && (change.after === undefined || after !== undefined);
		if (!text || (before === undefined && after === undefined)) {
			return [undefined];
		}
		return [{ path: change.path, before, after, ...(movesTo === undefined ? {} : { movesTo }) }];
	});
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

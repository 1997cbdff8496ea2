import { formatCount, plural } from '../common/format';
import { fileRole, type FileKind, type FileRole } from './fileKinds';
import type { ImportFacts } from './importGraph';
import { compareCodeUnits } from './order';

/** What is known about a file before any model is asked. */
export interface RankInput {
	readonly path: string;
	readonly kind: FileKind;
	/** Tokens of its whole text. */
	readonly tokens: number;
	/** Seconds since 1970; undefined when it was never committed. 0: older than what is known. */
	readonly lastChange: number | undefined;
	readonly commits: number;
	readonly imports: ImportFacts;
}

export interface RankContext {
	/** When the newest commit was made, in seconds since 1970. */
	readonly newest: number | undefined;
	readonly pinned: ReadonlySet<string>;
	readonly mentioned: ReadonlySet<string>;
	readonly open: ReadonlySet<string>;
}

export interface RankedFile {
	readonly path: string;
	/** 1 is the most important. */
	readonly rank: number;
	readonly score: number;
	/** In short words, the weightiest first: `imported by 12 files`, `changed 3 days before the newest commit`. */
	readonly reasons: readonly string[];
}

const secondsPerDay = 24 * 60 * 60;

/** What a kind adds; tests and what a machine wrote come after everything else whatever speaks for them. */
const kindScores: Readonly<Record<FileKind, number>> = {
	source: 150,
	configuration: 60,
	documentation: 0,
	data: -400,
	test: -2_000,
	generated: -3_000,
	vendored: -4_000,
};
const roleScores: Readonly<Record<FileRole, number>> = { readme: 350, manifest: 350, 'entry point': 60 };
const kindReasons: Readonly<Partial<Record<FileKind, string>>> = {
	test: 'test',
	generated: 'generated',
	vendored: 'vendored',
	data: 'data',
};

/**
 * Orders files by how much they probably matter to a question nobody has asked yet: first those the user pinned,
 * mentioned or has open, then by imports, history, role, kind, depth and size. Total and the same everywhere: whole
 * numbers only, no clock; recency is relative to the newest commit.
 */
export function rankFiles(files: readonly RankInput[], context: RankContext): RankedFile[] {
	return files
		.map((file) => ({ path: file.path, ...judge(file, context) }))
		.sort(
			(left, right) => left.group - right.group || right.score - left.score || compareCodeUnits(left.path, right.path),
		)
		.map(({ path, score, reasons }, index) => ({ path, rank: index + 1, score, reasons }));
}

/** Whether a file has the same rank among the same others, and for the same reasons. */
export function ranksAlike(left: RankInput, right: RankInput, context: RankContext): boolean {
	const [before, after] = [judge(left, context), judge(right, context)];
	return (
		left.path === right.path &&
		before.group === after.group &&
		before.score === after.score &&
		before.reasons.join() === after.reasons.join()
	);
}

function judge(file: RankInput, context: RankContext): { group: number; score: number; reasons: string[] } {
	const { path, kind } = file;
	const reasons: string[] = [];
	const groups = [
		[context.pinned, 'pinned'],
		[context.mentioned, 'named in the question it was packed for'],
		[context.open, 'open in an editor'],
	] as const;
	let group: number = groups.length;
	for (const [index, [members, reason]] of groups.entries()) {
		if (members.has(path)) {
			group = Math.min(group, index);
			reasons.push(reason);
		}
	}
	const kindReason = kindReasons[kind];
	if (kindReason !== undefined) {
		reasons.push(kindReason);
	}
	const depth = path.split('/').length - 1;
	const role = fileRole(path);
	let score = kindScores[kind];
	if (role !== undefined) {
		// The deeper it lies, the smaller the part of the repository it introduces.
		score += Math.floor(roleScores[role] / (1 + (role === 'entry point' ? 0 : depth)));
		reasons.push(role);
	}
	const { importers, importance } = file.imports;
	// Every doubling counts the same: 60 for twice the average, 300 for 32 times.
	score += 60 * Math.min(7, bitLength(Math.floor(importance / 1_000)));
	if (importers > 0) {
		reasons.push(`imported by ${plural(importers, 'file')}`);
	}
	if (file.lastChange !== undefined && file.lastChange > 0 && context.newest !== undefined) {
		const days = Math.max(0, Math.floor((context.newest - file.lastChange) / secondsPerDay));
		score += Math.floor((200 * 60) / (60 + days));
		reasons.push(describeAge(days));
	} else if (file.lastChange === undefined && context.newest !== undefined) {
		score += 200;
		reasons.push('not committed yet');
	}
	score += 25 * Math.min(8, bitLength(file.commits));
	if (file.commits > 1) {
		reasons.push(`changed in ${formatCount(file.commits)} commits`);
	}
	score -= 12 * Math.min(8, depth);
	// Large files crowd others out: each doubling beyond 2,000 tokens costs.
	score -= 30 * Math.max(0, bitLength(file.tokens) - 11);
	return { group, score, reasons };
}

function describeAge(days: number): string {
	return days === 0
		? 'changed within a day of the newest commit'
		: `changed ${plural(days, 'day')} before the newest commit`;
}

/** 0 for 0, else the whole part of the logarithm to base 2, plus 1. */
function bitLength(value: number): number {
	return 32 - Math.clz32(Math.min(Math.max(0, Math.floor(value)), 0xffffffff));
}

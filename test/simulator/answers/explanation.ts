import type { Answer } from './types';
import { parseDiff, type FileDiff, type Hunk } from './patch';
import { renderMention } from './question';
import type { Snapshot } from './snapshot';
import { declaredSymbol, isTest, mentions, type Mention } from './symbols';

/** A hunk with its number in the whole diff, which its header gives as `H<number>`. */
interface NumberedHunk extends Hunk {
	readonly id: string;
	readonly file: FileDiff;
	readonly added: readonly string[];
	readonly removed: readonly string[];
}

interface SymbolChange {
	readonly name: string;
	readonly what: 'added' | 'removed' | 'changed' | 'changed inside';
}

/** Explains a diff by what can be read off it and who uses the names it touches. */
export function explainDiff(title: string, diff: string, snapshot: Snapshot): Answer {
	const files = parseDiff(diff);
	const hunks = numberHunks(files);
	if (files.length === 0) {
		return { reasoning: `Reading the diff "${title}": it changes nothing.`, content: `The diff "${title}" is empty.` };
	}
	const sections = hunks.map((hunk) => explainHunk(hunk, hunks, snapshot));
	const symbols = new Set(hunks.flatMap((hunk) => symbolChanges(hunk, snapshot).map(({ name }) => name)));
	return {
		reasoning:
			`Reading ${hunks.length} hunks in ${files.length} files of "${title}", then searching ${snapshot.files.size} files ` +
			`for ${symbols.size === 0 ? 'nothing: no symbol is touched' : [...symbols].slice(0, 8).join(', ')}.`,
		content: [overviewOf(title, files, hunks), ...sections].join('\n\n'),
	};
}

function numberHunks(files: readonly FileDiff[]): NumberedHunk[] {
	const hunks = files.flatMap((file) => file.hunks.map((hunk) => ({ file, hunk })));
	return hunks.map(({ file, hunk }, index) => {
		const marked = /^(H\d+)\b ?(.*)$/.exec(hunk.heading);
		const lines = (mark: string) => hunk.lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(1));
		return {
			...hunk,
			id: marked?.[1] ?? `H${index + 1}`,
			heading: marked?.[2] ?? hunk.heading,
			file,
			added: lines('+'),
			removed: lines('-'),
		};
	});
}

function overviewOf(title: string, files: readonly FileDiff[], hunks: readonly NumberedHunk[]): string {
	const count = (of: readonly NumberedHunk[], side: 'added' | 'removed') =>
		of.reduce((sum, hunk) => sum + hunk[side].length, 0);
	const lines = files.map((file) => {
		const own = hunks.filter((hunk) => hunk.file === file);
		const test = isTest(file.path) ? ', a test' : '';
		const moved = file.kind === 'renamed' ? ` from \`${file.oldPath ?? ''}\`` : '';
		return `- \`${file.path}\` (${file.kind}${moved}${test}): +${count(own, 'added')} −${count(own, 'removed')}`;
	});
	return (
		`**${title}** touches ${files.length} ${files.length === 1 ? 'file' : 'files'} in ${hunks.length} ` +
		`${hunks.length === 1 ? 'hunk' : 'hunks'}: ${linesOf(count(hunks, 'added'))} added, ${count(hunks, 'removed')} removed.\n\n` +
		lines.join('\n')
	);
}

function linesOf(count: number): string {
	return `${count} ${count === 1 ? 'line' : 'lines'}`;
}

function explainHunk(hunk: NumberedHunk, all: readonly NumberedHunk[], snapshot: Snapshot): string {
	const changes = symbolChanges(hunk, snapshot);
	const inside = enclosing(hunk, snapshot);
	const facts = [
		`${linesOf(hunk.added.length)} added, ${hunk.removed.length} removed` +
			`${inside === undefined ? '' : `, inside \`${inside}\``}.`,
	];
	for (const what of ['added', 'removed', 'changed'] as const) {
		const names = changes.filter((change) => change.what === what).map(({ name }) => `\`${name}\``);
		if (names.length > 0) {
			facts.push(`Declarations ${what}: ${names.join(', ')}.`);
		}
	}
	const removedOnly = changes.filter(({ what }) => what === 'removed');
	const used = changes.filter(({ what }) => what !== 'removed');
	const sections = used.map(({ name }) => usersOf(name, all, snapshot)).filter((text) => text !== undefined);
	const risks = removedOnly.map(({ name }) => remainingUses(name, all, snapshot)).filter((text) => text !== undefined);
	const noUses =
		sections.length === 0 && risks.length === 0
			? [
					changes.length === 0
						? 'No declared symbol is touched.'
						: 'Nothing else in the repository uses what is touched.',
				]
			: [];
	return [
		`### ${hunk.id} ${hunk.file.path}:${firstChangedLine(hunk)}`,
		facts.join(' '),
		...sections,
		...risks,
		...noUses,
	].join('\n\n');
}

/** The new line of the first change; of what stands there now when lines were only removed. */
function firstChangedLine(hunk: NumberedHunk): number {
	let line = hunk.newStart;
	for (const each of hunk.lines) {
		if (/^[+-]/.test(each)) {
			break;
		}
		line++;
	}
	return Math.max(1, line);
}

function symbolChanges(hunk: NumberedHunk, snapshot: Snapshot): SymbolChange[] {
	const added = declared(hunk.added);
	const removed = declared(hunk.removed);
	const changes: SymbolChange[] = [
		...[...added].map((name): SymbolChange => ({ name, what: removed.has(name) ? 'changed' : 'added' })),
		...[...removed].filter((name) => !added.has(name)).map((name): SymbolChange => ({ name, what: 'removed' })),
	];
	const inside = enclosing(hunk, snapshot);
	if (inside !== undefined && !changes.some(({ name }) => name === inside)) {
		changes.push({ name: inside, what: 'changed inside' });
	}
	return changes;
}

/** Names a piece of code declares for others: nothing that is deep inside a function. */
function declared(lines: readonly string[]): Set<string> {
	const names = lines
		.filter((line) => /^(?:\t| {0,4})\S/.test(line) && !/^\s+(?:const|let|var)\b/.test(line))
		.map(declaredSymbol);
	return new Set(names.filter((name) => name !== undefined));
}

/** The declaration around a hunk: in its own context, its heading, or above it in the file. */
function enclosing(hunk: NumberedHunk, snapshot: Snapshot): string | undefined {
	const change = hunk.lines.findIndex((line) => /^[+-]/.test(line));
	const text = hunk.lines[change]?.slice(1) ?? '';
	const indent = /^\s*/.exec(text)![0].length;
	if (indent === 0 && text.trim() !== '') {
		return undefined;
	}
	const isAround = (line: string) => /^\s*/.exec(line)![0].length < Math.max(indent, 1) && line.trim() !== '';
	const nearest = (lines: readonly string[]) =>
		lines.findLast((line) => isAround(line) && declaredSymbol(line) !== undefined);
	const context = nearest(hunk.lines.slice(0, change).map((line) => line.slice(1)));
	const above = snapshot.files
		.get(hunk.file.path)
		?.split('\n')
		.slice(0, Math.max(0, hunk.newStart - 1));
	return declaredSymbol(context ?? hunk.heading) ?? declaredSymbol(nearest(above ?? []) ?? '');
}

function usersOf(name: string, hunks: readonly NumberedHunk[], snapshot: Snapshot): string | undefined {
	const uses = usesOutside(name, hunks, snapshot).filter(({ text }) => declaredSymbol(text) !== name);
	return uses.length === 0 ? undefined : `Used by, for \`${name}\`:\n${list(uses)}`;
}

function remainingUses(name: string, hunks: readonly NumberedHunk[], snapshot: Snapshot): string | undefined {
	if (hunks.some((hunk) => declared(hunk.added).has(name))) {
		return `\`${name}\` moved: another hunk declares it again.`;
	}
	const uses = usesOutside(name, hunks, snapshot);
	return uses.length === 0
		? `\`${name}\` is gone, and nothing else uses it.`
		: `May break: \`${name}\` is removed, yet these still use it:\n${list(uses)}`;
}

/** Mentions in lines that the diff does not show. */
function usesOutside(name: string, hunks: readonly NumberedHunk[], snapshot: Snapshot): Mention[] {
	return mentions(snapshot.files, name, 3, (path, line) =>
		hunks.some(({ file, newStart, lines }) => {
			const length = lines.filter((each) => !/^[-\\]/.test(each)).length;
			return file.path === path && line >= newStart && line < newStart + length;
		}),
	);
}

function list(uses: readonly Mention[]): string {
	const rest = uses.length > 8 ? `\n- and ${uses.length - 8} more places` : '';
	return uses.slice(0, 8).map(renderMention).join('\n') + rest;
}

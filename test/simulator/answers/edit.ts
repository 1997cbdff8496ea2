import type { Answer } from './types';
import { deleteBlock, renameBlock, replaceBlocks, writeBlock } from './blocks';
import { inScope, parseInstructions, type Instruction } from './instruction';
import type { Snapshot } from './snapshot';
import { escapeExpression, wholeName } from './symbols';

/** The repository while instructions are carried out. */
interface Work {
	readonly original: ReadonlyMap<string, string>;
	/** Files shown in part only: what is not seen is not changed. */
	readonly partial: ReadonlySet<string>;
	readonly files: Map<string, string>;
	/** Blocks besides those that follow from changed texts. */
	readonly blocks: string[];
	/** One sentence per instruction. */
	readonly summary: string[];
}

/** Edits for an instruction; undefined when the text asks for none. */
export function editAnswer(question: string, snapshot: Snapshot): Answer | undefined {
	const instructions = parseInstructions(question);
	if (instructions.length === 0) {
		return undefined;
	}
	const original = snapshot.files;
	const work: Work = { original, partial: snapshot.partial, files: new Map(original), blocks: [], summary: [] };
	for (const instruction of instructions) {
		carryOut(instruction, work);
	}
	const blocks: string[] = [];
	for (const [path, after] of work.files) {
		const before = work.original.get(path);
		if (before !== undefined && before !== after) {
			blocks.push(...replaceBlocks(path, before, after));
		}
	}
	blocks.push(...work.blocks);
	return {
		reasoning: `Searching ${snapshot.files.size} files for what ${instructions.length === 1 ? 'the instruction' : `${instructions.length} instructions`} would change: ${blocks.length} blocks.`,
		content: [work.summary.join('\n'), ...blocks].join('\n\n'),
	};
}

function carryOut(instruction: Instruction, work: Work): void {
	switch (instruction.kind) {
		case 'replace':
			replaceEverywhere(instruction, work);
			break;
		case 'header':
			addHeader(instruction, work);
			break;
		case 'rename-file':
			renameFile(instruction, work);
			break;
		case 'delete-file':
			if (knownFile(instruction.path, work)) {
				work.files.delete(instruction.path);
				work.blocks.push(deleteBlock(instruction.path));
				work.summary.push(`This deletes \`${instruction.path}\`.`);
			}
			break;
		case 'create-file':
			work.blocks.push(writeBlock(instruction.path, instruction.text));
			work.summary.push(
				work.original.has(instruction.path)
					? `This rewrites \`${instruction.path}\`, which exists already.`
					: `This creates \`${instruction.path}\`.`,
			);
			break;
	}
}

function replaceEverywhere({ from, to, whole, scope }: Extract<Instruction, { kind: 'replace' }>, work: Work): void {
	const expression = whole ? wholeName(from) : undefined;
	let places = 0;
	let changed = 0;
	const named: string[] = [];
	const unseen: string[] = [];
	for (const [path, text] of work.files) {
		if (!inScope(path, scope)) {
			continue;
		}
		if (path.slice(path.lastIndexOf('/') + 1).includes(from)) {
			named.push(path);
		}
		if (!text.includes(from)) {
			continue;
		}
		if (work.partial.has(path)) {
			unseen.push(path);
			continue;
		}
		const count = expression === undefined ? text.split(from).length - 1 : [...text.matchAll(expression)].length;
		if (count > 0) {
			places += count;
			changed++;
			work.files.set(
				path,
				expression === undefined ? text.replaceAll(from, () => to) : text.replace(expression, () => to),
			);
		}
	}
	const where = scope.within === undefined ? '' : ` in \`${scope.within}\``;
	const names =
		(named.length === 0 ? '' : ` The name of ${listed(named)} holds it too; files are renamed only when asked.`) +
		(unseen.length === 0
			? ''
			: ` It stands in ${listed(unseen)} too, of which I was shown a part only: mention them, and ask again.`);
	work.summary.push(
		places === 0 || from === to
			? `Nothing needs a change: \`${from}\` does not stand${where || ' anywhere'} in the files I was shown.${names}`
			: `This replaces \`${from}\` by \`${to}\` in ${places} ${places === 1 ? 'place' : 'places'} of ${changed} ${changed === 1 ? 'file' : 'files'}${where}.${names}`,
	);
}

function listed(paths: readonly string[]): string {
	const shown = paths.slice(0, 5).map((path) => `\`${path}\``);
	return paths.length > shown.length ? `${shown.join(', ')} and ${paths.length - shown.length} more` : shown.join(', ');
}

function addHeader({ text, scope }: Extract<Instruction, { kind: 'header' }>, work: Work): void {
	let changed = 0;
	for (const [path, before] of work.files) {
		if (inScope(path, scope) && !work.partial.has(path) && !before.startsWith(`${text}\n`)) {
			const start = before.startsWith('#!') ? before.indexOf('\n') + 1 : 0;
			work.files.set(path, `${before.slice(0, start)}${text}\n${before.slice(start)}`);
			changed++;
		}
	}
	const where = scope.within === undefined ? '' : ` in \`${scope.within}\``;
	work.summary.push(
		changed === 0
			? `Nothing needs a change: no file${where} lacks that line.`
			: `This adds the line to ${changed} ${changed === 1 ? 'file' : 'files'}${where}.`,
	);
}

function renameFile({ from, to }: Extract<Instruction, { kind: 'rename-file' }>, work: Work): void {
	if (!knownFile(from, work)) {
		return;
	}
	work.blocks.push(renameBlock(from, to));
	const name = from.slice(from.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
	const users = [...work.files]
		.filter(
			([path, text]) => path !== from && new RegExp(`['"\`/]${escapeExpression(name)}(?:\\.\\w+)?['"\`]`).test(text),
		)
		.map(([path]) => `\`${path}\``);
	const note = users.length === 0 ? '' : ` These files name it and may need a change: ${users.slice(0, 8).join(', ')}.`;
	work.summary.push(`This renames \`${from}\` to \`${to}\`.${note}`);
}

function knownFile(path: string, work: Work): boolean {
	if (work.files.has(path)) {
		return true;
	}
	work.summary.push(`Nothing needs a change: there is no file \`${path}\` among those I was shown.`);
	return false;
}

import { diffLines } from '../../core/common/lineDiff';
import { splitLines, withoutEol } from '../../core/common/lines';
import type { Edit } from '../../core/edits/types';

/** Lines of a block shown in place; the rest is in the diff. */
const shownLines = 200;

/** The lines an edit itself names as old and new, without those both share: context is not shown as a change. */
export interface EditLines {
	/** The first of them, without terminators. */
	readonly shown: { readonly removed: string[]; readonly added: string[] };
	readonly removed: number;
	readonly added: number;
}

/** While an answer is being written its finished edits are looked at again and again. */
const known = new WeakMap<Edit, EditLines>();

export function editLines(edit: Edit): EditLines {
	const lines = known.get(edit) ?? compare(edit);
	known.set(edit, lines);
	return lines;
}

function compare(edit: Edit): EditLines {
	const before = edit.kind === 'replace' ? splitLines(edit.search) : [];
	const after =
		edit.kind === 'replace' ? splitLines(edit.replace) : edit.kind === 'write' ? splitLines(edit.content) : [];
	const shown: EditLines['shown'] = { removed: [], added: [] };
	let removed = 0;
	let added = 0;
	for (const { beforeStart, beforeEnd, afterStart, afterEnd } of diffLines(before, after)) {
		removed += beforeEnd - beforeStart;
		added += afterEnd - afterStart;
		shown.removed.push(...before.slice(beforeStart, Math.min(beforeEnd, beforeStart + shownLines)).map(withoutEol));
		shown.added.push(...after.slice(afterStart, Math.min(afterEnd, afterStart + shownLines)).map(withoutEol));
	}
	shown.removed.splice(shownLines);
	shown.added.splice(shownLines);
	return { shown, removed, added };
}

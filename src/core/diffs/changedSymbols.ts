import { declaredName } from './declarations';
import { pathOf, type DiffHunk, type FileDiff } from './types';

/** A name that a hunk touches. */
export interface ChangedSymbol {
	readonly name: string;
	/** `changed`: declared before and after, or the declaration that surrounds the change. */
	readonly change: 'added' | 'removed' | 'changed';
	readonly hunkId: string;
	readonly path: string;
	/** 1-based line of the declaration in the new file; undefined when it is not part of the hunk's new side. */
	readonly line: number | undefined;
}

/** The names each hunk declares, removes or changes, in the order of the hunks, each once per hunk. */
export function changedSymbols(diff: readonly FileDiff[]): ChangedSymbol[] {
	return diff.flatMap((file) => file.hunks.flatMap((hunk) => symbolsOf(hunk, pathOf(file))));
}

function symbolsOf(hunk: DiffHunk, path: string): ChangedSymbol[] {
	const removed = new Set<string>();
	const added = new Map<string, number>();
	const around = new Map<string, number | undefined>();
	let enclosing: { readonly name: string; readonly line: number | undefined } | undefined;
	const section = declaredName(hunk.section);
	if (section !== undefined) {
		enclosing = { name: section, line: undefined };
	}
	let line = hunk.newStart;
	for (const { kind, text } of hunk.lines) {
		const name = declaredName(text);
		if (kind === 'context') {
			enclosing = name === undefined ? enclosing : { name, line };
		} else if (name === undefined) {
			if (enclosing !== undefined && text.trim() !== '') {
				around.set(enclosing.name, enclosing.line);
			}
		} else if (kind === 'added') {
			added.set(name, line);
			enclosing = { name, line };
		} else {
			removed.add(name);
		}
		line += kind === 'removed' ? 0 : 1;
	}
	const symbols: ChangedSymbol[] = [];
	for (const [name, at] of added) {
		symbols.push({ name, change: removed.has(name) ? 'changed' : 'added', hunkId: hunk.id, path, line: at });
	}
	for (const name of removed) {
		if (!added.has(name)) {
			symbols.push({ name, change: 'removed', hunkId: hunk.id, path, line: undefined });
		}
	}
	for (const [name, at] of around) {
		if (!added.has(name) && !removed.has(name)) {
			symbols.push({ name, change: 'changed', hunkId: hunk.id, path, line: at });
		}
	}
	return symbols;
}

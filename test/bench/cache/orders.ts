import { stabilityOrder } from '../../../src/core/ranking/stabilityOrder';
import type { Snapshot } from './timeline';

/** Paths in the order of their code units. */
export function byPath(files: Snapshot): string[] {
	return [...files.keys()].sort();
}

/** Repomix's order: paths that few of the last commits changed come first. */
export function byChangeCount(files: Snapshot, counts: ReadonlyMap<string, number>): string[] {
	return byPath(files).sort((left, right) => (counts.get(left) ?? 0) - (counts.get(right) ?? 0));
}

/** Our own order. */
export function byStability(files: Snapshot, lastChanges: ReadonlyMap<string, number>): string[] {
	const facts = [...files.keys()].map((path) => ({ path, lastChange: lastChanges.get(path) }));
	return stabilityOrder(facts).map(({ path }) => path);
}

/** The listing that repomix puts before the files. */
export function directoryTree(paths: readonly string[]): string {
	const lines: string[] = [];
	let open: readonly string[] = [];
	for (const path of [...paths].sort()) {
		const parts = path.split('/');
		let depth = 0;
		while (depth < parts.length - 1 && open[depth] === parts[depth]) {
			depth++;
		}
		for (let level = depth; level < parts.length; level++) {
			lines.push(`${'  '.repeat(level)}${parts[level]!}${level < parts.length - 1 ? '/' : ''}\n`);
		}
		open = parts.slice(0, -1);
	}
	return `<directory_structure>\n${lines.join('')}</directory_structure>\n`;
}

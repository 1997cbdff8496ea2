import { diffLines } from '../../../../src/core/common/lineDiff';
import { dominantEol, withEol, type Eol } from '../../../../src/core/common/lines';

/** Lines `[start, end)` of the old text (0-based) become `lines`. */
export interface TextChange {
	readonly start: number;
	readonly end: number;
	readonly lines: readonly string[];
}

/** A text and what a commit made of it, as lines without terminators. */
export interface ChangedText {
	readonly path: string;
	readonly before: readonly string[];
	readonly after: readonly string[];
	readonly changes: readonly TextChange[];
	readonly eol: Eol;
	/** The text ends with a terminator, before and after. */
	readonly ends: boolean;
}

/** Undefined when blocks cannot say the change: mixed line endings, a final newline that comes or goes, an empty side. */
export function changedText(path: string, before: string, after: string): ChangedText | undefined {
	const eol = dominantEol(before) ?? dominantEol(after) ?? '\n';
	const ends = before.endsWith('\n');
	const regular = (text: string): boolean => text !== '' && text.endsWith('\n') === ends && withEol(text, eol) === text;
	if (!regular(before) || !regular(after) || before === after) {
		return undefined;
	}
	const split = (text: string): string[] => withEol(ends ? text.slice(0, -eol.length) : text, '\n').split('\n');
	const [old, fresh] = [split(before), split(after)];
	const changes = diffLines(old, fresh).map((change) => ({
		start: change.beforeStart,
		end: change.beforeEnd,
		lines: fresh.slice(change.afterStart, change.afterEnd),
	}));
	return { path, before: old, after: fresh, changes, eol, ends };
}

/** The text in full. */
export function textOf(lines: readonly string[], { eol, ends }: Pick<ChangedText, 'eol' | 'ends'>): string {
	return lines.length === 0 ? '' : lines.join(eol) + (ends ? eol : '');
}

/** The old lines with some of the changes. */
export function withChanges(before: readonly string[], changes: readonly TextChange[]): string[] {
	const out: string[] = [];
	let at = 0;
	for (const change of changes) {
		out.push(...before.slice(at, change.start), ...change.lines);
		at = change.end;
	}
	out.push(...before.slice(at));
	return out;
}

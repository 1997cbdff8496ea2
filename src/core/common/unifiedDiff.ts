import type { LineChange } from './lineChange';
import { diffLines } from './lineDiff';
import { splitLines } from './lines';

/** What `formatUnifiedDiff` compares. */
export interface UnifiedDiffInput {
	/** Path before, relative, `/` separated. */
	readonly oldPath: string;
	/** Path after; differs from `oldPath` for a rename. */
	readonly newPath: string;
	/** Text before; undefined when the file is created. */
	readonly before: string | undefined;
	/** Text after; undefined when the file is deleted. */
	readonly after: string | undefined;
	/** Unchanged lines around a change; 3 when not given. */
	readonly context?: number;
}

/**
 * A diff of one file that `git apply` accepts: `git` header, `/dev/null` for created and deleted files, rename lines,
 * `\ No newline at end of file`. Empty when nothing differs.
 */
export function formatUnifiedDiff(input: UnifiedDiffInput): string {
	const { oldPath, newPath, context = 3 } = input;
	const before = splitLines(input.before ?? '');
	const after = splitLines(input.after ?? '');
	const created = input.before === undefined;
	const deleted = input.after === undefined;
	const renamed = !created && !deleted && oldPath !== newPath;
	const changes = diffLines(before, after);
	if ((created && deleted) || (!created && !deleted && !renamed && changes.length === 0)) {
		return '';
	}
	const oldName = quotePath(`a/${created ? newPath : oldPath}`);
	const newName = quotePath(`b/${deleted ? oldPath : newPath}`);
	const out = [`diff --git ${oldName} ${newName}\n`];
	if (created) {
		out.push('new file mode 100644\n');
	} else if (deleted) {
		out.push('deleted file mode 100644\n');
	} else if (renamed) {
		out.push(`rename from ${quotePath(oldPath)}\n`, `rename to ${quotePath(newPath)}\n`);
	}
	if (changes.length > 0) {
		out.push(`--- ${created ? '/dev/null' : headerName(oldName)}\n`);
		out.push(`+++ ${deleted ? '/dev/null' : headerName(newName)}\n`);
		for (const group of groupChanges(changes, context)) {
			pushHunk(out, group, before, after, context);
		}
	}
	return out.join('');
}

/** Changes whose context would touch share a hunk. */
function groupChanges(changes: readonly LineChange[], context: number): LineChange[][] {
	const groups: LineChange[][] = [];
	for (const change of changes) {
		const group = groups.at(-1);
		const last = group?.at(-1);
		if (group !== undefined && last !== undefined && change.beforeStart - last.beforeEnd <= 2 * context) {
			group.push(change);
		} else {
			groups.push([change]);
		}
	}
	return groups;
}

function pushHunk(
	out: string[],
	group: readonly LineChange[],
	before: readonly string[],
	after: readonly string[],
	context: number,
): void {
	const first = group[0]!;
	const last = group.at(-1)!;
	const lead = Math.min(context, first.beforeStart);
	const trail = Math.min(context, before.length - last.beforeEnd);
	const beforeStart = first.beforeStart - lead;
	const afterStart = first.afterStart - lead;
	const beforeSpan = hunkSpan(beforeStart, last.beforeEnd + trail - beforeStart);
	const afterSpan = hunkSpan(afterStart, last.afterEnd + trail - afterStart);
	out.push(`@@ -${beforeSpan} +${afterSpan} @@\n`);
	let at = beforeStart;
	for (const change of group) {
		pushLines(out, ' ', before, at, change.beforeStart);
		pushLines(out, '-', before, change.beforeStart, change.beforeEnd);
		pushLines(out, '+', after, change.afterStart, change.afterEnd);
		at = change.beforeEnd;
	}
	pushLines(out, ' ', before, at, last.beforeEnd + trail);
}

/** An empty side names the line before it. */
function hunkSpan(start: number, count: number): string {
	return count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`;
}

function pushLines(out: string[], sign: string, lines: readonly string[], start: number, end: number): void {
	for (let index = start; index < end; index++) {
		const line = lines[index]!;
		out.push(sign, line);
		if (!line.endsWith('\n')) {
			out.push('\n\\ No newline at end of file\n');
		}
	}
}

/** Git's C-style quoting, needed when a path holds quotes, backslashes or control characters. */
function quotePath(path: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what must be quoted
	if (!/["\\\u0000-\u001f\u007f]/.test(path)) {
		return path;
	}
	// eslint-disable-next-line no-control-regex -- control characters are what must be quoted
	const escaped = path.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
		const code = character.charCodeAt(0);
		return code < 32 || code === 127 ? `\\${code.toString(8).padStart(3, '0')}` : `\\${character}`;
	});
	return `"${escaped}"`;
}

/** Git ends names that hold spaces with a tab, so that a time stamp cannot be read into them. */
function headerName(name: string): string {
	return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

import { formatCount } from '../common/format';
import type { DiffHunk, DiffLine, FileDiff } from './types';

export interface AnnotateOptions {
	/** Longer hunks keep their beginning and end; a line in between tells how many are left out. */
	readonly maximumHunkLines?: number;
}

const signs = { context: ' ', added: '+', removed: '-' } as const;

/**
 * Prints a parsed diff with each hunk's id in its header: `@@ -10,7 +10,9 @@ H3 section`. Everything else is as it was
 * parsed, byte for byte, ending with a line feed.
 */
export function annotateHunks(diff: readonly FileDiff[], options: AnnotateOptions = {}): string {
	const limit = Math.max(2, options.maximumHunkLines ?? Infinity);
	const out: string[] = [];
	for (const file of diff) {
		out.push(...file.header);
		for (const hunk of file.hunks) {
			const counts = /^@@ .*? @@/.exec(hunk.header)?.[0] ?? '@@';
			out.push(`${counts} ${hunk.id}${hunk.header.slice(counts.length)}`);
			pushLines(out, hunk, limit);
		}
	}
	return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

function pushLines(out: string[], { lines }: DiffHunk, limit: number): void {
	if (lines.length <= limit) {
		pushAll(out, lines);
		return;
	}
	const head = Math.ceil((limit * 2) / 3);
	const tail = limit - head;
	const left = lines.slice(head, lines.length - tail);
	const added = left.filter(({ kind }) => kind === 'added').length;
	const removed = left.filter(({ kind }) => kind === 'removed').length;
	pushAll(out, lines.slice(0, head));
	const counts = `${formatCount(added)} added, ${formatCount(removed)} removed`;
	out.push(`[${formatCount(left.length)} lines of this hunk are left out here: ${counts}]`);
	pushAll(out, lines.slice(lines.length - tail));
}

function pushAll(out: string[], lines: readonly DiffLine[]): void {
	for (const { kind, text, noNewline } of lines) {
		out.push(signs[kind] + text);
		if (noNewline === true) {
			out.push('\\ No newline at end of file');
		}
	}
}

import { formatUnifiedDiff } from '../common/unifiedDiff';
import { escapeAttribute, renderSection } from './layout';
import { neutralise } from './neutralise';
import type { Section } from './types';

/** A part of a file, as the pack's ladder shows it. */
export interface ShownPart {
	readonly tier: Exclude<Section['tier'], 'full'>;
	/** Lines of the whole file. */
	readonly lines: number;
}

/** A file that differs from what the model was last told; `undefined` stands for a file that does not exist. */
export interface FileChange {
	readonly path: string;
	/** The whole text as the model has seen it; line ends `\n`. Undefined also when it has seen a part only. */
	readonly before: string | undefined;
	/** What the file holds now: its whole text, or the part that `part` says. */
	readonly after: string | undefined;
	/** Set when `after` is a part of the file. */
	readonly part?: ShownPart;
	/** Set when the file is still there, but is not shown any more: the reason. */
	readonly omitted?: string;
}

/**
 * The `<changes>` block that brings the model up to date: per file the smallest faithful form, a unified diff or the
 * whole new text. Empty when nothing changed. Changes are written in the order of their paths.
 */
export function renderChanges(changes: readonly FileChange[]): string {
	const parts = [...changes]
		.filter((change) => change.before !== change.after || change.after === undefined)
		.sort((left, right) => (left.path < right.path ? -1 : 1))
		.map(renderChange);
	return parts.length === 0 ? '' : `<changes>\n${parts.join('')}</changes>\n`;
}

function renderChange({ path, before, after, part, omitted }: FileChange): string {
	if (after === undefined) {
		return omitted === undefined
			? `<deleted path="${escapeAttribute(path)}"/>\n`
			: `<omitted path="${escapeAttribute(path)}" reason="${escapeAttribute(omitted)}"/>\n`;
	}
	if (part) {
		return renderSection(path, after, part.tier, part.lines).text;
	}
	const whole = renderSection(path, after).text;
	if (before === undefined) {
		return whole;
	}
	const hunks = neutralise(hunksOf(path, before, after));
	const diff = `<diff path="${escapeAttribute(path)}">\n${hunks}</diff>\n`;
	return diff.length < whole.length ? diff : whole;
}

/** The hunks alone: the path stands in the element, and `---`/`+++` would say it twice more. */
function hunksOf(path: string, before: string, after: string): string {
	const diff = formatUnifiedDiff({ oldPath: path, newPath: path, before, after });
	const start = diff.search(/^@@ /m);
	return start === -1 ? '' : diff.slice(start);
}

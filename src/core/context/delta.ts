import { formatUnifiedDiff } from '../common/unifiedDiff';
import { escapeAttribute, renderSection } from './layout';
import { neutralise } from './neutralise';

/** A file that differs from what the model was last told; `undefined` stands for a file that does not exist. */
export interface FileChange {
	readonly path: string;
	/** What the model has seen; line ends `\n`. */
	readonly before: string | undefined;
	/** What the file holds now. */
	readonly after: string | undefined;
}

/**
 * The `<changes>` block that brings the model up to date: per file the smallest faithful form, a unified diff or the
 * whole new text. Empty when nothing changed. Changes are written in the order of their paths.
 */
export function renderChanges(changes: readonly FileChange[]): string {
	const parts = [...changes]
		.filter((change) => change.before !== change.after)
		.sort((left, right) => (left.path < right.path ? -1 : 1))
		.map(renderChange);
	return parts.length === 0 ? '' : `<changes>\n${parts.join('')}</changes>\n`;
}

function renderChange({ path, before, after }: FileChange): string {
	if (after === undefined) {
		return `<deleted path="${escapeAttribute(path)}"/>\n`;
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

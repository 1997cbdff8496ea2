import { diffLines, type LineChange } from '../common/lineDiff';
import { dominantEol, splitLines, withEol } from '../common/lines';

/**
 * Line-wise three-way merge: what `theirs` changed in `base`, done to `ours`. Undefined when both changed the same or
 * touching lines differently; nothing is ever guessed. Lines keep the bytes of the side they come from; `base` and
 * `theirs` are read in the line endings of `ours`.
 */
export function mergeTexts(base: string, ours: string, theirs: string): string | undefined {
	const eol = dominantEol(ours);
	const other = dominantEol(base);
	const convert = (text: string): string => (eol === undefined || eol === other ? text : withEol(text, eol));
	const baseLines = splitLines(convert(base));
	const ourLines = splitLines(ours);
	const theirLines = splitLines(convert(theirs));
	const ourChanges = diffLines(baseLines, ourLines);
	const out: string[] = [];
	let ourAt = 0;
	let ourIndex = 0;
	for (const change of diffLines(baseLines, theirLines)) {
		while (ourIndex < ourChanges.length && endsBefore(ourChanges[ourIndex]!, change)) {
			ourIndex++;
		}
		const ourChange = ourChanges[ourIndex];
		const fresh = theirLines.slice(change.afterStart, change.afterEnd);
		if (ourChange !== undefined && !endsBefore(change, ourChange)) {
			const same =
				ourChange.beforeStart === change.beforeStart &&
				ourChange.beforeEnd === change.beforeEnd &&
				ourLines.slice(ourChange.afterStart, ourChange.afterEnd).join('') === fresh.join('');
			if (!same) {
				return undefined;
			}
			continue;
		}
		const previous = ourChanges[ourIndex - 1];
		const shift = previous === undefined ? 0 : previous.afterEnd - previous.beforeEnd;
		out.push(...ourLines.slice(ourAt, change.beforeStart + shift), ...fresh);
		ourAt = change.beforeEnd + shift;
	}
	out.push(...ourLines.slice(ourAt));
	return out.join('');
}

/** The line (0-based) of `after` that line `line` of `before` is, or undefined when it was changed. */
export function mapLine(before: string, after: string, line: number): number | undefined {
	let shift = 0;
	for (const change of diffLines(before, after)) {
		if (line < change.beforeStart) {
			break;
		}
		if (line < change.beforeEnd) {
			return undefined;
		}
		shift = change.afterEnd - change.beforeEnd;
	}
	return line + shift;
}

/** Whether `first` lies before `second` in the base. Two that meet are in order only if neither merely inserts there. */
function endsBefore(first: LineChange, second: LineChange): boolean {
	if (first.beforeEnd < second.beforeStart) {
		return true;
	}
	const inserts = first.beforeStart === first.beforeEnd || second.beforeStart === second.beforeEnd;
	return first.beforeEnd === second.beforeStart && !inserts;
}

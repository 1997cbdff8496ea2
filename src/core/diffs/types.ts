export interface DiffLine {
	readonly kind: 'context' | 'added' | 'removed';
	/** Without the leading sign and the line feed; a carriage return stays. */
	readonly text: string;
	/** The file ends here without a line feed. */
	readonly noNewline?: boolean;
}

/** One run of changes. Line numbers are 1-based; a side without lines starts at the line before it, 0 at the top. */
export interface DiffHunk {
	/** `H1`, `H2`… through the whole diff. */
	readonly id: string;
	readonly oldStart: number;
	readonly oldLines: number;
	readonly newStart: number;
	readonly newLines: number;
	/** What stands after the second `@@`: usually the declaration the hunk is in; may be empty. */
	readonly section: string;
	/** The `@@` line as it stands. */
	readonly header: string;
	readonly lines: readonly DiffLine[];
}

export interface FileDiff {
	/** Relative, `/` separated; absent for an added file. */
	readonly oldPath?: string;
	/** Relative, `/` separated; absent for a deleted file. */
	readonly newPath?: string;
	/** `mode`: nothing but the file's permissions changed. */
	readonly status: 'added' | 'deleted' | 'modified' | 'renamed' | 'copied' | 'mode';
	readonly binary: boolean;
	readonly hunks: readonly DiffHunk[];
	/** Number of added lines. */
	readonly added: number;
	/** Number of removed lines. */
	readonly removed: number;
	/** Why there are no hunks although there are changes, in one sentence. */
	readonly unsupported?: string;
	/** The lines before the first hunk as they stand, with those between the previous file and this one. */
	readonly header: readonly string[];
}

/** The path a change is shown under: the new one, or the old one of a deleted file. */
export function pathOf(file: FileDiff): string {
	return file.newPath ?? file.oldPath ?? '';
}

import type { LineChange } from '../../common/lineChange';
import { splitLines, type Eol } from '../../common/lines';
import type { LineSpan } from '../merge';
import type { Edit, EditStatus, MatchTier } from '../types';

export type ReplaceEdit = Extract<Edit, { kind: 'replace' }>;

/** The texts one replacement may be meant for, without BOM. */
export interface ReplaceTexts {
	/** The file as the edits before this one leave it. */
	readonly current: string;
	/** The file as it is. */
	readonly original: string;
	/** How the edits before this one made `current` of `original`. */
	readonly changes: readonly LineChange[];
	/** The file as the model saw it, when that is known to differ. */
	readonly base: string | undefined;
	/** For files without a line ending of their own. */
	readonly eol: Eol;
	/** A match that only look-alike characters make is not planned, but named as a place to choose. */
	readonly askWhenLoose: boolean;
}

/** `text` is set when the replacement is planned. */
export interface ReplaceOutcome {
	readonly status: EditStatus;
	readonly message: string;
	readonly text?: string;
	/** How `text` is made of the text before, where that is known better than a comparison can tell. */
	readonly changes?: readonly LineChange[];
	readonly tier?: MatchTier;
	/** 1-based lines of `current`. */
	readonly candidates?: readonly number[];
	/** The lines of `current` that are in the way. */
	readonly span?: LineSpan;
}

export interface Reading {
	readonly search: string;
	readonly replace: string;
}

export function countLines(text: string): number {
	return splitLines(text).length;
}

export function listLines(lines: readonly number[]): string {
	return lines.length > 5 ? `${lines.slice(0, 5).join(', ')}, …` : lines.join(', ');
}

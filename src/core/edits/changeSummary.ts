import { computeHunks } from './hunks';
import type { PlannedFile } from './types';

/** What a change of a file comes to, in hunks and lines. */
export interface ChangeSummary {
	readonly change: 'modified' | 'created' | 'deleted' | 'renamed';
	readonly hunks: number;
	readonly added: number;
	readonly removed: number;
}

export function summaryOf({ before, after, renamedTo }: PlannedFile): ChangeSummary {
	const hunks = computeHunks(before ?? '', after ?? '');
	return {
		change: changeOf(before, after, renamedTo),
		hunks: hunks.length,
		added: hunks.reduce((sum, { current }) => sum + current.count, 0),
		removed: hunks.reduce((sum, { baseline }) => sum + baseline.count, 0),
	};
}

function changeOf(
	before: string | undefined,
	after: string | undefined,
	renamedTo: string | undefined,
): ChangeSummary['change'] {
	if (before === undefined) {
		return 'created';
	}
	if (after === undefined) {
		return 'deleted';
	}
	return renamedTo === undefined ? 'modified' : 'renamed';
}

import { type EditCardView, type EditSegmentView, plural } from '../../../src/protocol';

/** `4 files changed`, by the state of the edits. */
export function editTitle(edits: EditCardView): string {
	const files = plural(edits.files.length, 'file');
	switch (edits.state) {
		case 'writing':
			return `Writing changes to ${files}…`;
		case 'proposed':
			return `Changes to ${files}`;
		case 'review':
			return `${plural(pendingHunks(edits), 'hunk')} to review in ${files}`;
		case 'done':
			return `${files} changed`;
		case 'discarded':
			return `Changes to ${files} discarded`;
		case 'undone':
			return `Changes to ${files} undone`;
		case 'continued':
			return 'Continued with the edits that were asked for again';
	}
}

/** Hunks that still await the reader's decision. */
export function pendingHunks(edits: EditCardView): number {
	return edits.files.reduce((sum, file) => sum + (file.pendingHunks ?? 0), 0);
}

/** What became of one edit block, or undefined when it is simply part of the plan. */
export function segmentStatus(status: EditSegmentView['status']): string | undefined {
	switch (status) {
		case 'planned':
			return undefined;
		case 'writing':
			return 'writing…';
		case 'ambiguous':
			return 'several places match';
		case 'not-found':
			return 'not found';
		case 'unsure':
			return 'to be confirmed';
		case 'conflict':
			return 'conflict';
		case 'no-change':
			return 'changes nothing';
		case 'refused':
			return 'refused';
		case 'malformed':
			return 'malformed';
		case 'empty-search':
			return 'names no text to replace';
	}
}

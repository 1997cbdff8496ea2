import { isRunning, type EditsOutcome, type Turn } from './conversation';
import { editsOf } from './editsOf';

/** What is to be noted of an answer's edits. */
export interface TakenOver {
	readonly turnId: string;
	readonly outcome: EditsOutcome;
	/** Numbers of the edits that are still to be planned. */
	readonly left?: readonly number[];
}

/**
 * An answer that gives failed edits of an earlier one again takes over the good ones, unless those were decided about by
 * then.
 * @param turns of the conversation
 * @returns what becomes of the earlier answer's edits; undefined when nothing does
 */
export function takeOver(turns: readonly Turn[], { repairs, answer }: Turn): TakenOver | undefined {
	const repaired = repairs && turns.find(({ id }) => id === repairs.turnId);
	if (!repaired || isRunning(answer) || editsOf(answer.content, true).edits.length === 0) {
		return undefined;
	}
	switch (repaired.answer.edits ?? 'proposed') {
		case 'proposed':
			return { turnId: repaired.id, outcome: 'continued' };
		case 'applied': {
			const left = repaired.answer.leftEdits?.filter((edit) => !repairs.edits.includes(edit)) ?? [];
			return { turnId: repaired.id, outcome: 'applied', left };
		}
		case 'continued':
		case 'discarded':
		case 'undone':
			return undefined;
	}
}

import * as v from 'valibot';
import { count } from './count';

const editedFile = v.object({
	path: v.string(),
	renamedTo: v.optional(v.string()),
	change: v.picklist(['modified', 'created', 'deleted', 'renamed']),
	added: count,
	removed: count,
	/** Hunks awaiting the user's decision; undefined before the edit is applied. */
	pendingHunks: v.optional(count),
	/** Hunks it had when it was applied, while some of them are pending. */
	hunks: v.optional(count),
	/** What the user decided about its hunks, once none of them awaits a decision. */
	decided: v.optional(v.picklist(['accepted', 'rejected', 'mixed'])),
	/** Why this file needs a confirmation of its own. */
	confirm: v.optional(v.string()),
});

const editSegment = v.object({
	/** Half-open range of the edit block in the answer's text. */
	start: count,
	end: count,
	path: v.string(),
	kind: v.picklist(['replace', 'write', 'delete', 'rename']),
	status: v.picklist([
		'planned',
		'ambiguous',
		'not-found',
		'unsure',
		'conflict',
		'no-change',
		'refused',
		'malformed',
		'empty-search',
		'writing',
	]),
	message: v.string(),
	/** Lines taken away and put in, for a small diff in place; long blocks are cut. */
	removed: v.array(v.string()),
	added: v.array(v.string()),
	/** How many lines are cut off; missing when none are. */
	cut: v.optional(v.object({ removed: count, added: count })),
});
export type EditSegmentView = v.InferOutput<typeof editSegment>;

const editProblem = v.object({
	/** A sentence. */
	message: v.string(),
	/** `info` for an edit that needs nothing, such as one that is there already. */
	tone: v.picklist(['warning', 'info']),
	/** The edit whose place can be chosen, by its number, and between how many. */
	choose: v.optional(v.object({ edit: count, places: count })),
});

export const editCardView = v.object({
	state: v.picklist(['writing', 'proposed', 'review', 'done', 'discarded', 'undone', 'continued']),
	files: v.array(editedFile),
	/** Files that were left out when the others were applied, and can be applied still. */
	left: v.optional(v.array(editedFile)),
	segments: v.array(editSegment),
	/** Edits that are not part of the changes. */
	problems: v.array(editProblem),
	/** How many of them the model can be asked for again. */
	askAgain: count,
	canUndo: v.boolean(),
	/** What is being done with them right now; until it is done, nothing else can be asked for. */
	working: v.optional(v.picklist(['apply', 'accept', 'reject', 'undo'])),
	/** What is known since the edits were applied, in this window. */
	after: v.optional(
		v.object({
			/** Problems the editor reports in the touched files that were not there before. */
			newProblems: count,
			/** A task or command may be run. */
			canRun: v.boolean(),
			/** What the user ran last. */
			run: v.optional(v.object({ label: v.string(), state: v.picklist(['running', 'passed', 'failed']) })),
		}),
	),
});
export type EditCardView = v.InferOutput<typeof editCardView>;

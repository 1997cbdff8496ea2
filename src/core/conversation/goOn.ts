import type { Repairs, Turn } from './conversation';
import { editsOf } from './editsOf';

/** What is asked to have an answer gone on with. */
export interface GoOn {
	readonly question: string;
	/** The edits that are whole already, joined with those to come; missing where there are none to be decided about. */
	readonly repairs?: Repairs;
}

/**
 * Asks the model to go on with an answer that broke off. An edit block that was cut cannot be joined from two answers: it
 * is given again from its beginning. The edits before it stand together with the new ones.
 */
export function goOn({ id, answer }: Pick<Turn, 'id' | 'answer'>): GoOn {
	const { content } = answer;
	const { edits, open } = editsOf(content, false);
	const question = open
		? `Your answer broke off inside the edit block for \`${open.path}\`. Give that block again from its beginning, its path first, then go on; repeat nothing else.`
		: 'Go on exactly where your answer broke off; repeat nothing.';
	const undecided = answer.edits === undefined || answer.edits === 'proposed';
	if (!undecided || edits.length === 0) {
		return { question };
	}
	// Read as a whole answer, the cut block may be taken for an edit: it is the one that is given again.
	const all = editsOf(content, true).edits.length;
	const cut = Array.from({ length: Math.max(0, all - edits.length) }, (_, index) => edits.length + index);
	return { question, repairs: { turnId: id, edits: cut } };
}

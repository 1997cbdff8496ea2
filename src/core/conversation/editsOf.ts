import { restore } from '../context/neutralise';
import { mentionsIn } from '../edits/mentions';
import { AnswerReader, parseAnswer } from '../edits/parseAnswer';
import type { Edit, ParsedAnswer } from '../edits/types';

/**
 * The edits of an answer as they are meant for the files: control-token literals, which the model was shown in
 * neutralised form, stand as they do in the files. Ranges are those of the answer's text.
 * @param complete false while the answer is being written: what may still grow is then not taken for an edit
 */
export function editsOf(answer: string, complete: boolean): ParsedAnswer {
	return new MeantEdits().of(parseAnswer(answer, { complete }), answer);
}

/**
 * The edits of an answer that is being written. Each look takes time by what is new since the last; an edit that is the
 * same then is the same object.
 */
export class GrowingEdits {
	#reader = new AnswerReader();
	#meant = new MeantEdits();
	#read = '';

	/** The same as `editsOf` for an answer that is not complete. A text that does not continue the last is read anew. */
	of(answer: string): ParsedAnswer {
		if (!answer.startsWith(this.#read)) {
			this.#reader = new AnswerReader();
			this.#meant = new MeantEdits();
			this.#read = '';
		}
		this.#reader.append(answer.slice(this.#read.length));
		this.#read = answer;
		return this.#meant.of(this.#reader.read(), answer);
	}

	/** The same as `editsOf` for an answer that is complete. No more of it may follow. */
	end(answer: string): ParsedAnswer {
		this.of(answer);
		return this.#meant.of(this.#reader.end(), answer);
	}
}

/** Makes what was parsed what is meant, each edit once. */
class MeantEdits {
	readonly #parsed: Edit[] = [];
	readonly #meant: Edit[] = [];

	of(parsed: ParsedAnswer, answer: string): ParsedAnswer {
		for (const [index, edit] of parsed.edits.entries()) {
			if (this.#parsed[index] !== edit) {
				this.#meant[index] = meantEdit(edit, answer, parsed.edits[index - 1]?.range.end ?? 0);
				this.#parsed[index] = edit;
			}
		}
		return { ...parsed, edits: this.#meant.slice(0, parsed.edits.length) };
	}
}

/** @param from where the edit before ends */
function meantEdit(edit: Edit, answer: string, from: number): Edit {
	const restored = restoreEdit(edit);
	if (restored.kind !== 'replace') {
		return restored;
	}
	const mentions = mentionsIn(answer.slice(from, edit.range.start), restored.path);
	return mentions ? { ...restored, mentions } : restored;
}

function restoreEdit(edit: Edit): Edit {
	const path = restore(edit.path);
	switch (edit.kind) {
		case 'replace':
			return {
				...edit,
				path,
				search: restore(edit.search),
				replace: restore(edit.replace),
				...(edit.readings === undefined
					? {}
					: {
							readings: edit.readings.map((each) => ({ search: restore(each.search), replace: restore(each.replace) })),
						}),
			};
		case 'write':
			return { ...edit, path, content: restore(edit.content) };
		case 'delete':
			return { ...edit, path };
		case 'rename':
			return { ...edit, path, to: restore(edit.to) };
	}
}

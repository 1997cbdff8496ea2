import { restore } from '../context/neutralise';
import { parseAnswer } from '../edits/parseAnswer';
import type { Edit, ParsedAnswer } from '../edits/types';

/**
 * The edits of an answer as they are meant for the files: control-token literals, which the model was shown in
 * neutralised form, stand as they do in the files. Ranges are those of the answer's text.
 * @param complete false while the answer is being written: what may still grow is then not taken for an edit
 */
export function editsOf(answer: string, complete: boolean): ParsedAnswer {
	const parsed = parseAnswer(answer, { complete });
	return { ...parsed, edits: parsed.edits.map(restoreEdit) };
}

function restoreEdit(edit: Edit): Edit {
	const path = restore(edit.path);
	switch (edit.kind) {
		case 'replace':
			return { ...edit, path, search: restore(edit.search), replace: restore(edit.replace) };
		case 'write':
			return { ...edit, path, content: restore(edit.content) };
		case 'delete':
			return { ...edit, path };
		case 'rename':
			return { ...edit, path, to: restore(edit.to) };
	}
}

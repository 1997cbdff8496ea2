import { restore } from '../context/neutralise';
import { mentionedNames } from '../edits/enclosing';
import { parseAnswer } from '../edits/parseAnswer';
import type { Edit, ParsedAnswer } from '../edits/types';

/**
 * The edits of an answer as they are meant for the files: control-token literals, which the model was shown in
 * neutralised form, stand as they do in the files. Ranges are those of the answer's text.
 * @param complete false while the answer is being written: what may still grow is then not taken for an edit
 */
export function editsOf(answer: string, complete: boolean): ParsedAnswer {
	const parsed = parseAnswer(answer, { complete });
	let from = 0;
	const edits = parsed.edits.map((edit) => {
		const symbols = edit.kind === 'replace' ? mentionedNames(answer.slice(from, edit.range.start)) : [];
		from = edit.range.end;
		const restored = restoreEdit(edit);
		return restored.kind === 'replace' && symbols.length > 0 ? { ...restored, symbols } : restored;
	});
	return { ...parsed, edits };
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

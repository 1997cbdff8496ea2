import { splitLines } from '../common/lines';
import type { Edit, EditResult } from '../edits/types';
import { fenced } from './fenced';

/** Lines of a failed block that are repeated. */
const shownBlock = 60;
/** Lines shown around a place. */
const around = 6;
/** Places shown per block. */
const shownPlaces = 3;
/** A file of up to so many lines is shown whole where no place is known. */
const smallFile = 120;
/** Characters of everything; blocks beyond it are named alone. */
const mostText = 60_000;

/** A failed edit, with its file as it is. */
export interface FailedEdit {
	readonly result: EditResult;
	/** Undefined when there is no such file, it cannot be read, or it may not be sent. */
	readonly text: string | undefined;
}

/** What is asked to get failed edits again, and nothing else; `text` may hold secrets until it is redacted. */
export function askAgainQuestion(failed: readonly FailedEdit[], problems: readonly string[] = []): string {
	const parts = [
		'These edits of your last answer could not be applied. Give just these again, each as an edit block against the file as it is now; the others are kept, do not repeat them.',
	];
	let size = 0;
	for (const [index, { result, text }] of failed.entries()) {
		const name = `${index + 1}. \`${result.edit.path}\`: ${result.message}`;
		const detail = size < mostText ? details(result, text) : [];
		const part = [name, ...detail].join('\n');
		size += part.length;
		parts.push(part);
	}
	problems.forEach((problem, index) => parts.push(`${failed.length + index + 1}. ${problem}`));
	return parts.join('\n\n');
}

function details({ edit, places = [] }: EditResult, text: string | undefined): string[] {
	const asked = wanted(edit);
	const parts = asked === undefined ? [] : ['It was to replace:', fenced(cut(asked, shownBlock))];
	if (text === undefined) {
		return parts;
	}
	const lines = splitLines(text);
	if (places.length === 0) {
		return lines.length <= smallFile ? [...parts, 'The file is now:', fenced(text)] : parts;
	}
	for (const { line, endLine } of places.slice(0, shownPlaces)) {
		const first = Math.max(1, line - around);
		const last = Math.min(lines.length, endLine + around);
		parts.push(
			`Lines ${first} to ${last} are now:`,
			fenced(cut(lines.slice(first - 1, last).join(''), shownBlock * 2)),
		);
	}
	return parts;
}

function wanted(edit: Edit): string | undefined {
	return edit.kind === 'replace' && edit.search.trim() !== '' ? edit.search : undefined;
}

function cut(text: string, most: number): string {
	const lines = splitLines(text);
	return lines.length <= most ? text : `${lines.slice(0, most).join('')}…\n`;
}

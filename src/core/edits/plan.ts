import type { LineChange } from '../common/lineChange';
import { diffLines } from '../common/lineDiff';
import { dominantEol, splitLines, withEol, type Eol } from '../common/lines';
import { candidatePlaces } from './candidates';
import { planChosen } from './chosenPlace';
import { fillElided } from './elision';
import { elidedPart } from './parse/fencedFile';
import { composeChanges } from './merge';
import { NotebookTexts } from './notebookTexts';
import { planReplace } from './planReplace';
import type { ReplaceEdit, ReplaceOutcome } from './replace/outcome';
import { FileStates, pathOnDisk, type FileState } from './planFiles';
import { restoreEdits, restoreText, type RestoredEdit, type SecretValues } from './restoreSecrets';
import type { ChosenPlace, Edit, EditPlan, EditResult, ParsedAnswer, ReadText } from './types';

export interface PlanOptions {
	/** Line ending of new files, for all or by path; default `\n`. */
	readonly eol?: Eol | ((path: string) => Eol);
	/**
	 * Reads a file as it was sent to the model. When the search text only stands there, the edit is merged with what has
	 * changed in the file since.
	 */
	readonly readBase?: ReadText;
	/** Ask about what was found only by look-alike characters, instead of planning it. */
	readonly askWhenLoose?: boolean;
	/** Places a person chose, by the number of the edit. */
	readonly places?: ReadonlyMap<number, ChosenPlace>;
	/** Tells what placeholders of secrets stand for; without it they are text like any other. */
	readonly secretValues?: SecretValues;
}

/** Below this share of kept lines a fenced text is taken for an excerpt, not for the whole file. */
const minKept = 0.5;
const smallFile = 5;

/**
 * Works out what an answer's edits do to the workspace, without writing anything. Edits are taken in order; those to one
 * file build on each other, and each may also be written against the file as it is. One that fails leaves the others
 * untouched. Never throws for what the answer says or for a file that cannot be read: that is in the edit's result.
 */
export async function planEdits(
	parsed: ParsedAnswer,
	readText: ReadText,
	options: PlanOptions = {},
): Promise<EditPlan> {
	const notebooks = new NotebookTexts(readText);
	const files = new FileStates(parsed.edits, notebooks.read);
	const restored = await restoreEdits(parsed.edits, options.secretValues);
	const planned: { readonly result: EditResult; readonly state: FileState | undefined }[] = [];
	for (const [index, edit] of parsed.edits.entries()) {
		const state = await stateFor(restored[index]!.edit, files);
		const outcome: Outcome =
			'reason' in state
				? { status: 'refused', message: state.reason }
				: await planEdit(restored[index]!, state, files, options, options.places?.get(index));
		// The result names the edit as it was written: what is shown of it holds no secrets.
		planned.push({ result: { edit, ...outcome }, state: 'reason' in state ? undefined : state });
	}
	const results = planned.map(({ result, state }) =>
		state && result.status === 'planned' ? { ...result, file: pathOnDisk(state) } : result,
	);
	const { planned: plannedFiles, lost } = notebooks.restore(files.planned());
	return {
		files: plannedFiles,
		results: results.map((result) =>
			lost.has(result.edit.path) && result.status === 'planned'
				? { ...result, status: 'refused', message: `${result.edit.path} would not be a notebook any more.` }
				: result,
		),
		problems: parsed.problems,
	};
}

type Outcome = Omit<EditResult, 'edit'>;

/** The file an edit is for. */
async function stateFor(edit: Edit, files: FileStates): Promise<FileState | { readonly reason: string }> {
	const opened = await files.open(edit.path, edit.kind === 'write');
	if ('reason' in opened) {
		return opened;
	}
	const { state } = opened;
	return edit.kind === 'replace' && state.text === undefined ? ((await files.futureSource(state)) ?? state) : state;
}

async function planEdit(
	{ edit, unknown }: RestoredEdit,
	state: FileState,
	files: FileStates,
	options: PlanOptions,
	place: ChosenPlace | undefined,
): Promise<Outcome> {
	const lost = unknown.find((placeholder) => state.text?.includes(placeholder) !== true);
	if (lost !== undefined) {
		const message = `No file of the workspace holds the secret that ${lost} stands for any more; nothing was put in its place.`;
		return { status: 'refused', message };
	}
	switch (edit.kind) {
		case 'replace':
			return replaceInFile(edit, state, options, place);
		case 'write':
			return writeFile(edit, state, options);
		case 'delete':
			return deleteFile(state);
		case 'rename':
			return files.rename(state, edit.to);
	}
}

async function replaceInFile(
	edit: ReplaceEdit,
	state: FileState,
	options: PlanOptions,
	place: ChosenPlace | undefined,
): Promise<Outcome> {
	const eol = eolFor(state.location, options);
	if (edit.search.trim() === '' && edit.readings === undefined && (state.text ?? '').trim() === '') {
		return writeFile({ ...edit, kind: 'write', content: edit.replace }, state, options);
	}
	if (state.text === undefined) {
		const message =
			state.before === undefined
				? `There is no file ${state.location}.`
				: `${state.location} was deleted by an earlier block.`;
		return { status: 'not-found', message };
	}
	const original = state.original ?? state.text;
	const changes = state.original === undefined ? [] : (state.changes ?? diffLines(original, state.text));
	const askWhenLoose = options.askWhenLoose === true;
	const texts = { current: state.text, original, changes, base: undefined, eol, askWhenLoose };
	const chosen = place && planChosen(edit, place, texts);
	if (chosen && chosen.status !== 'ambiguous') {
		return accept(chosen, changes, state);
	}
	let outcome = planReplace(edit, texts);
	// The new text may stand elsewhere by chance: that the text was sent so decides.
	const missing = outcome.status === 'not-found' || outcome.status === 'no-change';
	if (missing && options.readBase !== undefined && state.before !== undefined) {
		const base = await readBase(options.readBase, state.path, options.secretValues);
		if (base !== undefined && base !== state.original) {
			outcome = planReplace(edit, { ...texts, base });
		}
	}
	const places = candidatePlaces(edit, outcome, texts);
	const message = chosen && outcome.text === undefined ? chosen.message : outcome.message;
	return { ...accept(outcome, changes, state), message, ...(places.length === 0 ? {} : { places }) };
}

async function readBase(read: ReadText, path: string, values: SecretValues | undefined): Promise<string | undefined> {
	try {
		const text = await read(path);
		return text === undefined ? undefined : await restoreText(text.replace(/^\ufeff/, ''), values);
	} catch {
		// The text that was sent only helps; without it the edit is simply not found.
		return undefined;
	}
}

function accept(outcome: ReplaceOutcome, before: readonly LineChange[], state: FileState): Outcome {
	const { text, changes, status, message, tier, candidates } = outcome;
	if (text !== undefined) {
		state.changes =
			state.original === undefined ? undefined : composeChanges(before, changes ?? diffLines(state.text!, text));
		state.text = text;
	}
	return {
		status,
		message,
		...(tier === undefined ? {} : { tier }),
		...(candidates === undefined ? {} : { candidates }),
	};
}

function writeFile(
	edit: Pick<Extract<Edit, { kind: 'write' }>, 'kind' | 'content' | 'dialect'>,
	state: FileState,
	options: PlanOptions,
): Outcome {
	const content = edit.content.startsWith('\ufeff') ? edit.content.slice(1) : edit.content;
	const { text: old } = state;
	// A file deleted by an earlier block and written again keeps its ways as well.
	const model = old ?? state.original;
	if (model === undefined || model === '') {
		const part = elidedPart(content, undefined);
		if (part !== undefined) {
			return { status: 'malformed', message: `The text of the new file leaves parts out ("${part}").` };
		}
		const text = withEol(content, eolFor(state.location, options));
		if (text === old) {
			return { status: 'no-change', message: `${state.location} is already empty.` };
		}
		state.text = text;
		state.changes = undefined;
		return { status: 'planned', message: `${old === undefined ? 'Creates' : 'Fills'} ${state.location}.` };
	}
	const elided = elidedPart(content, model);
	const filled = elided === undefined ? content : fillElided(content, model);
	if (filled === undefined) {
		const message = `The new text leaves parts out ("${elided!}"), and it cannot be told which.`;
		return { status: 'malformed', message };
	}
	let text = withEol(filled, dominantEol(model) ?? eolFor(state.location, options));
	if (!model.endsWith('\n')) {
		text = text.replace(/\r?\n$/, '');
	}
	if (text === old) {
		return { status: 'no-change', message: 'The file already holds the new text.' };
	}
	if (edit.dialect === 'fenced-file' && old !== undefined && elided === undefined) {
		const excerpt = checkExcerpt(old, text);
		if (excerpt !== undefined) {
			return excerpt;
		}
	}
	state.text = text;
	state.changes = undefined;
	const remark = elided === undefined ? '' : ', but for what the new text leaves out';
	return { status: 'planned', message: `Rewrites ${state.location}${remark}.` };
}

/** A fence with a path may quote a part of the file; written over it, everything else would be lost. */
function checkExcerpt(old: string, text: string): Outcome | undefined {
	if (old.includes(text.trimEnd())) {
		return { status: 'no-change', message: 'The fenced text quotes the file and changes nothing.' };
	}
	const lines = splitLines(old);
	const removed = diffLines(lines, text).reduce((sum, change) => sum + change.beforeEnd - change.beforeStart, 0);
	return lines.length > smallFile && lines.length - removed < minKept * lines.length
		? { status: 'malformed', message: 'The fenced text looks like a part of the file, not like the whole.' }
		: undefined;
}

function deleteFile(state: FileState): Outcome {
	if (state.text === undefined) {
		return { status: 'no-change', message: `There is no file ${state.location}.` };
	}
	state.text = undefined;
	return { status: 'planned', message: `Deletes ${state.location}.` };
}

function eolFor(path: string, options: PlanOptions): Eol {
	const { eol } = options;
	return typeof eol === 'function' ? eol(path) : (eol ?? '\n');
}

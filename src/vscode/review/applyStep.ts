import { l10n, window, WorkspaceEdit, workspace } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import type { PlannedFile } from '../../core/edits/types';
import { uriOfPath } from '../workspace/folders';
import { addEdits, checkedUri, openDocument, ReviewError, saveNow } from './files';
import { inBatches } from './inBatches';
import { NewFiles } from './newFiles';
import { areMany, plainFile, type PlainFile } from './plainFiles';

/** Why an apply could not be carried out; it may be half done. */
export interface ChangeProblem {
	readonly reason: string;
	/** Files that something else changed meanwhile: they are as that left them. */
	readonly untouched: ReadonlySet<string>;
}

/** The change of files that was planned: one step of the editor, and many files past it. */
export interface ApplyStep {
	run(): Promise<ChangeProblem | undefined>;
	/** Saves what the editor changed, but for files the user has unsaved work in. */
	save(unsaved: ReadonlySet<string>): Promise<void>;
	/** True for a file that is written past the editor. */
	readonly isPlain: (file: PlannedFile) => boolean;
}

/** Prepares the change of files that are as they were planned; nothing is changed yet. */
export async function prepareApply(files: readonly PlannedFile[]): Promise<ApplyStep> {
	const plain = await plainFiles(files);
	const throughEditor = files.filter((file) => !plain.has(file));
	const edit = new WorkspaceEdit();
	const newFiles = new NewFiles();
	for (const file of throughEditor) {
		await addFile(edit, file, newFiles);
	}
	return {
		run: () => change(throughEditor.length > 0 ? edit : undefined, plain),
		save: (unsaved) => saveFiles(throughEditor.filter((file) => !unsaved.has(file.path))),
		isPlain: (file) => plain.has(file),
	};
}

/** Of many files, those that can be written without the editor. */
async function plainFiles(files: readonly PlannedFile[]): Promise<ReadonlyMap<PlannedFile, PlainFile>> {
	const found = new Map<PlannedFile, PlainFile>();
	if (areMany(files)) {
		await inBatches(files, async (file) => {
			const { path, before, after, renamedTo } = file;
			const whole = before === undefined || after === undefined || renamedTo !== undefined;
			const plain = whole ? undefined : await plainFile(path, before, after);
			if (plain) {
				found.set(file, plain);
			}
		});
	}
	return found;
}

async function addFile(edit: WorkspaceEdit, file: PlannedFile, newFiles: NewFiles): Promise<void> {
	const uri = await checkedUri(file.path);
	if (file.after === undefined) {
		edit.deleteFile(uri);
		return;
	}
	if (file.before === undefined) {
		await newFiles.learn(file.path);
		edit.createFile(uri, { contents: newFiles.bytes(file.path, file.after) });
		return;
	}
	addEdits(edit, uri, file.before, file.after);
	if (file.renamedTo !== undefined) {
		edit.renameFile(uri, await checkedUri(file.renamedTo));
	}
}

async function change(
	edit: WorkspaceEdit | undefined,
	plain: ReadonlyMap<PlannedFile, PlainFile>,
): Promise<ChangeProblem | undefined> {
	// It stops at the first file it cannot change.
	if (edit && !(await workspace.applyEdit(edit))) {
		return {
			reason: l10n.t('The editor refused the edits; a file may be read-only, or the disk full.'),
			untouched: new Set(),
		};
	}
	// Those that were begun are waited for: what comes next must not meet them.
	const problems = await inBatches([...plain], ([{ path }, file]) =>
		file.write().then(
			() => undefined,
			(error: unknown) => ({ path, error }),
		),
	);
	const failed = problems.filter((problem) => problem !== undefined);
	const [first] = failed;
	const untouched = failed.filter(({ error }) => error instanceof ReviewError).map(({ path }) => path);
	return (
		first && {
			reason: l10n.t('{0} could not be written: {1}', first.path, errorMessage(first.error)),
			untouched: new Set(untouched),
		}
	);
}

/** Saves what was applied, all at once: the editor takes about as long for a hundred files as for one. */
async function saveFiles(files: readonly PlannedFile[]): Promise<void> {
	const unsaved: string[] = [];
	const save = async (file: PlannedFile) => {
		const uri = uriOfPath(file.renamedTo ?? file.path);
		const document = uri && openDocument(uri);
		if (document?.isDirty === true && !(await saveNow(document))) {
			unsaved.push(file.renamedTo ?? file.path);
		}
	};
	await Promise.all(files.map(save));
	if (unsaved.length > 0) {
		void window.showWarningMessage(
			l10n.t('These files were changed in the editor but could not be saved: {0}', unsaved.sort().join(', ')),
		);
	}
}

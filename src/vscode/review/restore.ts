import { FileType, l10n, workspace, WorkspaceEdit } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { placeOf, type JournalFile } from '../../node/storage/journalState';
import {
	addEdits,
	applyOrThrow,
	changeText,
	checkedUri,
	openDocument,
	originalBytes,
	readBytes,
	readText,
	ReviewError,
	saveNow,
	typeOf,
} from './files';
import { inBatches } from './inBatches';
import { areMany, replaceBytes } from './plainFiles';

/** A file that could not be restored, and why. */
export interface FailedRestore {
	readonly file: JournalFile;
	readonly reason: string;
}

/**
 * Gives files the texts and places they had before an apply, wherever they are now: all in one undoable step, or, when
 * the editor refuses that, one by one. One that cannot be restored does not stop the others.
 */
export async function restoreFiles(
	files: readonly JournalFile[],
): Promise<{ readonly restored: JournalFile[]; readonly failed: FailedRestore[] }> {
	const failed: FailedRestore[] = [];
	const attempt = async (file: JournalFile, step: () => Promise<void>) => {
		try {
			await step();
		} catch (error) {
			failed.push({ file, reason: errorMessage(error) });
		}
	};
	const prepared: { readonly file: JournalFile; readonly step: Step }[] = [];
	await inBatches(files, (file) =>
		attempt(file, async () => {
			prepared.push({ file, step: await prepare(file, areMany(files)) });
		}),
	);
	const edit = new WorkspaceEdit();
	prepared.forEach(({ step }) => step.add(edit));
	const together = !prepared.some(({ step }) => step.changes) || (await workspace.applyEdit(edit));
	if (together) {
		// Saved all at once: the editor takes about as long for a hundred files as for one.
		await Promise.all(prepared.map(({ file, step }) => attempt(file, () => restoreContent(file, step))));
	}
	for (const { file } of together ? [] : prepared) {
		await attempt(file, async () => {
			const alone = new WorkspaceEdit();
			const again = await prepare(file, false);
			again.add(alone);
			if (again.changes) {
				await applyOrThrow(alone, l10n.t('The editor refused to change it; it may be read-only.'));
			}
			await restoreContent(file, again);
		});
	}
	const failures = new Set(failed.map(({ file }) => file));
	return { restored: files.filter((file) => !failures.has(file)), failed };
}

interface Step {
	add(edit: WorkspaceEdit): void;
	readonly changes: boolean;
	/** The file had no unsaved work of the user that would be saved along. */
	readonly save: boolean;
	/** The bytes that are replaced without the editor. */
	readonly seen?: Uint8Array;
}

/**
 * @param pastEditor a file that no editor holds is written without one
 * @throws ReviewError when something is in the way
 */
async function prepare(file: JournalFile, pastEditor: boolean): Promise<Step> {
	const before = await checkedUri(file.path);
	const renamed = file.renamedTo === undefined ? undefined : await checkedUri(file.renamedTo);
	const renamedType = renamed && (await typeOf(renamed));
	const now = renamed && isFileType(renamedType) ? renamed : before;
	const type = now === renamed ? renamedType : await typeOf(before);
	if (type !== undefined && !isFileType(type)) {
		throw new ReviewError(l10n.t('There is a folder {0} now.', now === before ? file.path : placeOf(file)));
	}
	const { text } = file;
	if (text === undefined) {
		return {
			changes: type !== undefined,
			save: false,
			add: (edit) => {
				if (type !== undefined) {
					edit.deleteFile(now, { ignoreIfNotExists: true });
				}
			},
		};
	}
	if (type === undefined) {
		return {
			changes: true,
			save: false,
			add: (edit) => edit.createFile(before, { contents: originalBytes(file), overwrite: false }),
		};
	}
	const moves = now !== before;
	const sameName = moves && file.renamedTo?.toLowerCase() === file.path.toLowerCase();
	if (moves && !sameName && (await typeOf(before)) !== undefined) {
		throw new ReviewError(l10n.t('There is another file {0} now; move it away first.', file.path));
	}
	if (pastEditor && !moves && !file.unsaved && !openDocument(now)) {
		return { changes: false, save: false, add: () => undefined, seen: await workspace.fs.readFile(now) };
	}
	const current = (await readText(moves ? placeOf(file) : file.path)) ?? '';
	return {
		changes: moves || current !== text,
		// What could not be saved when it was applied is nobody's unsaved work.
		save: openDocument(now)?.isDirty !== true || (!file.unsaved && current === file.lastKnown),
		add: (edit) => {
			addEdits(edit, now, current, text);
			if (moves) {
				edit.renameFile(now, before);
			}
		},
	};
}

function isFileType(type: FileType | undefined): boolean {
	return ((type ?? FileType.Unknown) & FileType.File) !== 0;
}

async function restoreContent(file: JournalFile, { save, seen }: Step): Promise<void> {
	if (file.text === undefined) {
		return;
	}
	const uri = await checkedUri(file.path);
	if (seen) {
		await replaceBytes(file.path, uri, seen, originalBytes(file));
		return;
	}
	if (file.unsaved) {
		const document = await workspace.openTextDocument(uri);
		await changeText(document, file.text, l10n.t('What you had typed into {0} could not be brought back.', file.path));
		return;
	}
	const document = openDocument(uri);
	if (save && document && !(await saveNow(document))) {
		throw new ReviewError(l10n.t('It has its old text in the editor but could not be saved.'));
	}
	await restoreBytes(file);
}

/** The editor makes mixed line endings equal and may format what it saves; a file gets its very bytes back. */
export async function restoreBytes(file: JournalFile): Promise<void> {
	const uri = await checkedUri(file.path);
	const document = openDocument(uri);
	const original = originalBytes(file);
	const now = await readBytes(uri);
	if (document?.isDirty !== true && now && !original.equals(now)) {
		await workspace.fs.writeFile(uri, original);
	}
}

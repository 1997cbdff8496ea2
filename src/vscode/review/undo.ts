import { l10n, window, workspace, WorkspaceEdit } from 'vscode';
import { plural } from '../../core/common/format';
import type { JournalEntry, JournalFile } from '../../node/storage/editJournal';
import { addEdits, applyOrThrow, changeText, checkedUri, isFile, openDocument, readBytes, readText } from './files';

/**
 * Takes an apply back, file by file as the journal holds them.
 * @returns false when the user decided to keep everything
 */
export async function undoEntry(entry: JournalEntry): Promise<boolean> {
	const states = await Promise.all(entry.files.map(wasChanged));
	const changed = entry.files.filter((_, index) => states[index] === true);
	let files = entry.files;
	if (changed.length > 0) {
		const keep = l10n.t('Keep My Changes');
		const overwrite = l10n.t('Overwrite');
		const answer = await window.showWarningMessage(
			l10n.t('After the edits were applied, {0} changed.', plural(changed.length, 'file')),
			{
				modal: true,
				detail: `${changed.map((file) => file.renamedTo ?? file.path).join('\n')}\n\n${l10n.t(
					'"{0}" undoes the other files only. "{1}" gives every file its old text; your later changes can be brought back with the editor\'s own Undo.',
					keep,
					overwrite,
				)}`,
			},
			keep,
			overwrite,
		);
		if (answer === undefined) {
			return false;
		}
		if (answer === keep) {
			files = entry.files.filter((file) => !changed.includes(file));
		}
	}
	await restore(files);
	return true;
}

/** True when a file is not as our last step left it. */
async function wasChanged(file: JournalFile): Promise<boolean> {
	const now = await readText(file.renamedTo ?? file.path);
	return now !== file.lastKnown;
}

/**
 * Gives files the texts and places they had before an apply, wherever they are now.
 * @throws ReviewError when the editor refused
 */
export async function restore(files: readonly JournalFile[]): Promise<void> {
	const saved = new Set<JournalFile>();
	const edit = new WorkspaceEdit();
	let changes = false;
	for (const file of files) {
		const before = checkedUri(file.path);
		const renamed = file.renamedTo === undefined ? undefined : checkedUri(file.renamedTo);
		const now = renamed && (await isFile(renamed)) ? renamed : before;
		const exists = await isFile(now);
		if (file.text === undefined) {
			if (exists) {
				edit.deleteFile(now, { ignoreIfNotExists: true });
				changes = true;
			}
		} else if (!exists) {
			edit.createFile(before, { contents: originalBytes(file), overwrite: false });
			changes = true;
		} else {
			if (openDocument(now)?.isDirty !== true) {
				saved.add(file);
			}
			const current = await readText(now === before ? file.path : (file.renamedTo ?? file.path));
			changes = addEdits(edit, now, current ?? '', file.text) || changes;
			if (now !== before) {
				edit.renameFile(now, before);
				changes = true;
			}
		}
	}
	if (changes) {
		await applyOrThrow(edit, 'The editor refused to restore the files. A file may be read-only.');
	}
	await Promise.all(
		files.map(async (file) => {
			if (file.text !== undefined) {
				await restoreContent(file, file.text, saved.has(file));
			}
		}),
	);
}

async function restoreContent(file: JournalFile, text: string, save: boolean): Promise<void> {
	const uri = checkedUri(file.path);
	if (file.unsaved) {
		const document = await workspace.openTextDocument(uri);
		await changeText(document, text, `What you had typed into ${file.path} could not be brought back.`);
		return;
	}
	if (save) {
		await openDocument(uri)?.save();
	}
	await restoreBytes(file);
}

/** The editor makes mixed line endings equal and may format what it saves; a file gets its very bytes back. */
export async function restoreBytes(file: JournalFile): Promise<void> {
	const uri = checkedUri(file.path);
	const document = openDocument(uri);
	const original = originalBytes(file);
	const now = await readBytes(uri);
	if (document?.isDirty !== true && now && !original.equals(now)) {
		await workspace.fs.writeFile(uri, original);
	}
}

/** The bytes of a file before the apply. */
export function originalBytes(file: JournalFile): Buffer {
	return Buffer.from(file.bytes ?? '', 'base64');
}

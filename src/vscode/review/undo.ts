import { l10n, window, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import type { JournalEntry, JournalFile } from '../../node/storage/editJournal';
import { addEdits, checkedUri, isFile, readText, ReviewError } from './files';

/**
 * Takes an apply back, file by file as the journal holds them.
 * @returns false when the user decided to keep everything
 */
export async function undoEntry(entry: JournalEntry): Promise<boolean> {
	const changed: JournalFile[] = [];
	for (const file of entry.files) {
		if (await wasChanged(file)) {
			changed.push(file);
		}
	}
	let files = entry.files;
	if (changed.length > 0) {
		const keep = l10n.t('Keep My Changes');
		const overwrite = l10n.t('Overwrite');
		const answer = await window.showWarningMessage(
			l10n.t('{0} files were changed after the edits were applied.', changed.length),
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

async function restore(files: readonly JournalFile[]): Promise<void> {
	const texts: { document: TextDocument; text: string; wasDirty: boolean }[] = [];
	const edit = new WorkspaceEdit();
	for (const file of files) {
		const now = checkedUri(file.renamedTo ?? file.path);
		const before = checkedUri(file.path);
		if (file.text === undefined) {
			edit.deleteFile(now, { ignoreIfNotExists: true });
		} else if (!(await isFile(now))) {
			edit.createFile(before, { contents: Buffer.from(file.bytes ?? '', 'base64'), overwrite: false });
		} else {
			const document = await workspace.openTextDocument(now);
			texts.push({ document, text: file.text, wasDirty: document.isDirty });
			addEdits(edit, document, file.text);
			if (file.renamedTo !== undefined) {
				edit.renameFile(now, before);
			}
		}
	}
	if (!(await workspace.applyEdit(edit))) {
		throw new ReviewError('The editor refused to restore the files; nothing was changed. A file may be read-only.');
	}
	for (const { document, wasDirty } of texts) {
		if (!wasDirty && !document.isClosed) {
			await document.save();
		}
	}
}

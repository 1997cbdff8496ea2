import type { Uri } from 'vscode';
import { FileType, Range, workspace, WorkspaceEdit, type TextDocument } from 'vscode';
import { computeHunks, rejectHunk } from '../../core/edits/hunks';
import { resolveInside } from '../../node/edits/textFile';
import { LongviewError } from '../../core/common/errors';
import { rootOfPath, uriOfPath } from '../workspace/folders';

/** Thrown when edits cannot be applied or taken back; the message says what was kept. */
export class ReviewError extends LongviewError {
	readonly kind = 'review';
}

/** @throws ReviewError for a path outside the workspace, EditFileError when a link leads out of it */
export function checkedUri(path: string): Uri {
	const uri = uriOfPath(path);
	const root = rootOfPath(path);
	if (!uri || !root) {
		throw new ReviewError(`${path} is not in this workspace.`);
	}
	resolveInside(root.folder, root.relative);
	return uri;
}

/** Stands for bytes that are no text in the encoding a file is read with; saving would write it over them. */
const replacement = '\ufffd';

/**
 * The text of a file as the editor has it, unsaved changes included; undefined when there is no such file.
 * @throws ReviewError when saving the text would destroy what the editor could not read
 */
export async function readText(path: string): Promise<string | undefined> {
	const uri = checkedUri(path);
	const open = openDocument(uri);
	if (open?.isDirty === true) {
		return open.getText();
	}
	if (!(await isFile(uri))) {
		return undefined;
	}
	const text = (await workspace.openTextDocument(uri)).getText();
	if (text.includes(replacement) && !Buffer.from(await workspace.fs.readFile(uri)).includes(replacement)) {
		throw new ReviewError(`${path} is not in the encoding the editor reads it with, and was left alone.`);
	}
	return text;
}

export function openDocument(uri: Uri): TextDocument | undefined {
	const key = uri.toString();
	return workspace.textDocuments.find((document) => document.uri.toString() === key && !document.isClosed);
}

export async function isFile(uri: Uri): Promise<boolean> {
	try {
		return ((await workspace.fs.stat(uri)).type & FileType.File) !== 0;
	} catch {
		return false;
	}
}

/** Bytes on disk; undefined when the file does not exist. */
export async function readBytes(uri: Uri): Promise<Uint8Array | undefined> {
	return (await isFile(uri)) ? await workspace.fs.readFile(uri) : undefined;
}

/** Adds the fewest line edits that turn a document into `target`. @returns false when it is that already */
export function addEdits(edit: WorkspaceEdit, document: TextDocument, target: string): boolean {
	const current = document.getText();
	for (const hunk of computeHunks(target, current)) {
		const { startOffset, endOffset, text } = rejectHunk(target, current, hunk).edit;
		edit.replace(document.uri, new Range(document.positionAt(startOffset), document.positionAt(endOffset)), text);
	}
	return current !== target;
}

/** Turns a document into `target`. @throws ReviewError when the editor refuses */
export async function changeText(document: TextDocument, target: string, refused: string): Promise<void> {
	const edit = new WorkspaceEdit();
	// The editor takes an edit without changes for one that failed.
	if (addEdits(edit, document, target)) {
		await applyOrThrow(edit, refused);
	}
}

/** Carries an edit out that changes something. @throws ReviewError when the editor refuses */
export async function applyOrThrow(edit: WorkspaceEdit, refused: string): Promise<void> {
	if (!(await workspace.applyEdit(edit))) {
		throw new ReviewError(refused);
	}
}

import { access, constants, stat } from 'node:fs/promises';
import {
	FilePermission,
	FileSystemError,
	FileType,
	l10n,
	Range,
	Uri,
	workspace,
	WorkspaceEdit,
	type TextDocument,
} from 'vscode';
import { computeHunks, rejectHunk } from '../../core/edits/hunks';
import type { JournalFile, PendingRecord } from '../../node/storage/journalState';
import { resolveInside } from '../../node/edits/textFile';
import { LongviewError } from '../../core/common/errors';
import { rootOfPath, uriOfPath, uriOfRoot } from '../workspace/folders';

/** Thrown when edits cannot be applied or taken back; the message says what was kept. */
export class ReviewError extends LongviewError {
	readonly kind = 'review';
}

/**
 * Where a file lies, or would, that edits may read and write.
 * @throws ReviewError for a path outside the workspace, or that is reached by a link in a virtual folder; EditFileError
 * when a link on disk leads out of its folder
 */
export async function checkedUri(path: string): Promise<Uri> {
	const uri = uriOfPath(path);
	const place = rootOfPath(path);
	if (!uri || !place) {
		throw new ReviewError(l10n.t('{0} is not in this workspace.', path));
	}
	if (place.root.virtual === true) {
		await refuseLinks(path, uriOfRoot(place.root), place.relative);
	} else {
		resolveInside(place.root.folder, place.relative);
	}
	return uri;
}

/** Where a link of a virtual folder leads cannot be found out, and so neither where a write would end. */
async function refuseLinks(path: string, root: Uri, relative: string): Promise<void> {
	let place = root;
	for (const segment of relative.split('/')) {
		if (segment.toLowerCase() === '.git') {
			throw new ReviewError(l10n.t('{0} leads into the .git folder and was left alone.', path));
		}
		place = Uri.joinPath(place, segment);
		const type = await typeOf(place);
		if (type === undefined) {
			// The rest is created below it.
			return;
		}
		if ((type & FileType.SymbolicLink) !== 0) {
			throw new ReviewError(
				l10n.t('{0} is reached by a link, which is not followed in a virtual folder. It was left alone.', path),
			);
		}
	}
}

/** Stands for bytes that are no text in the encoding a file is read with; saving would write it over them. */
const replacement = '\ufffd';
/** The same where a file holds it as such: its UTF-8, each byte as a character. */
const storedReplacement = Buffer.from(replacement, 'utf8').toString('latin1');

/**
 * The text of a file as the editor has it, unsaved changes included; undefined when there is no such file.
 * @throws ReviewError when saving the text would destroy what the editor could not read
 */
export async function readText(path: string): Promise<string | undefined> {
	const uri = await checkedUri(path);
	const open = openDocument(uri);
	if (open?.isDirty === true) {
		return open.getText();
	}
	const bytes = await readBytes(uri);
	if (bytes === undefined) {
		return undefined;
	}
	// Documents are not opened for reading: the editor keeps few of them and drops others while many are opened.
	const decoded = open?.getText() ?? (await decodeToEdit(bytes, uri, path));
	const text = hasMixedEnds(decoded) ? (await workspace.openTextDocument(uri)).getText() : decoded;
	if (count(text, replacement) > count(Buffer.from(bytes).toString('latin1'), storedReplacement)) {
		throw new ReviewError(l10n.t('{0} is not in the encoding the editor reads it with, and was left alone.', path));
	}
	return text;
}

/**
 * Whether a document holds work that is not on the disk. One whose text is there counts as saved, although the editor,
 * which may have brought it back after a reload, still calls it unsaved.
 */
export async function holdsUnsavedWork(document: TextDocument): Promise<boolean> {
	if (!document.isDirty) {
		return false;
	}
	const bytes = await readBytes(document.uri).catch(() => undefined);
	return bytes === undefined || (await decode(bytes, document.uri)) !== document.getText();
}

/** @throws ReviewError for what the editor takes for binary, also where its text was sent on the user's wish */
async function decodeToEdit(bytes: Uint8Array, uri: Uri, path: string): Promise<string> {
	try {
		return await decode(bytes, uri);
	} catch {
		throw new ReviewError(
			l10n.t('{0} is binary to the editor: its bytes cannot be had again from its text. It was left alone.', path),
		);
	}
}

function count(text: string, part: string): number {
	return text.split(part).length - 1;
}

async function decode(bytes: Uint8Array, uri: Uri): Promise<string> {
	return (await workspace.decode(bytes, { uri })).replace(/^\ufeff/, '');
}

/** The editor makes such line ends equal: its text is then not the file's. */
function hasMixedEnds(text: string): boolean {
	return /\r(?!\n)/.test(text) || (text.includes('\r\n') && /(?<!\r)\n/.test(text));
}

export function openDocument(uri: Uri): TextDocument | undefined {
	const key = uri.toString();
	return workspace.textDocuments.find((document) => document.uri.toString() === key && !document.isClosed);
}

export async function isFile(uri: Uri): Promise<boolean> {
	return (((await typeOf(uri)) ?? FileType.Unknown) & FileType.File) !== 0;
}

/** Bytes on disk; undefined when the file does not exist. */
export async function readBytes(uri: Uri): Promise<Uint8Array | undefined> {
	return (await isFile(uri)) ? await workspace.fs.readFile(uri) : undefined;
}

/** Adds the fewest line edits that turn a file's text into `target`. @returns false when it is that already */
export function addEdits(edit: WorkspaceEdit, uri: Uri, current: string, target: string): boolean {
	for (const hunk of computeHunks(target, current)) {
		const { start, end, text } = rejectHunk(target, current, hunk).edit;
		edit.replace(uri, new Range(start.line, start.character, end.line, end.character), text);
	}
	return current !== target;
}

/** Turns a document into `target`. @throws ReviewError when the editor refuses */
export async function changeText(document: TextDocument, target: string, refused: string): Promise<void> {
	const edit = new WorkspaceEdit();
	// The editor takes an edit without changes for one that failed.
	if (addEdits(edit, document.uri, document.getText(), target)) {
		await applyOrThrow(edit, refused);
	}
}

/** A save that meets another one, such as an automatic one, is refused although nothing is wrong. */
const saveAttempts = 3;

/** Saves a document. @returns whether it is saved now */
export async function saveNow(document: TextDocument): Promise<boolean> {
	for (let attempt = 0; attempt < saveAttempts; attempt++) {
		if ((await document.save()) || !document.isDirty) {
			return true;
		}
	}
	return false;
}

/** Carries an edit out that changes something. @throws ReviewError when the editor refuses */
export async function applyOrThrow(edit: WorkspaceEdit, refused: string): Promise<void> {
	if (!(await workspace.applyEdit(edit))) {
		throw new ReviewError(refused);
	}
}

/** The bytes of a file before an apply. */
export function originalBytes(file: JournalFile): Buffer {
	return file.bytes === undefined ? Buffer.from(file.text ?? '', 'utf8') : Buffer.from(file.bytes, 'base64');
}

/** True when something else lies where a file is to be moved; changing the case of a name meets itself on some disks. */
export async function isTaken(path: string, from: string): Promise<boolean> {
	if (path.toLowerCase() === from.toLowerCase()) {
		return false;
	}
	return (await typeOf(await checkedUri(path))) !== undefined;
}

/** What lies at an address; undefined when nothing does. @throws when that cannot be found out */
export async function typeOf(uri: Uri): Promise<FileType | undefined> {
	try {
		return (await workspace.fs.stat(uri)).type;
	} catch (error) {
		if (error instanceof FileSystemError && isNotThere(error)) {
			return undefined;
		}
		throw error;
	}
}

/** The second is said of a path that leads through a file. */
function isNotThere({ code }: FileSystemError): boolean {
	return code === 'FileNotFound' || code === 'FileNotADirectory';
}

/** Whether a file that is there may be written, as far as can be told before. */
export async function isWritable(uri: Uri): Promise<boolean> {
	if (uri.scheme !== 'file') {
		const { permissions = 0 } = await workspace.fs.stat(uri);
		return workspace.fs.isWritableFileSystem(uri.scheme) !== false && (permissions & FilePermission.Readonly) === 0;
	}
	try {
		await access(uri.fsPath, constants.W_OK);
		// Whoever may do everything is not stopped by the mode of a file, but somebody set it.
		return ((await stat(uri.fsPath)).mode & 0o222) !== 0;
	} catch {
		return false;
	}
}

/** The document of a file under review. @throws ReviewError when it cannot be opened */
export async function openPending(record: PendingRecord): Promise<TextDocument> {
	try {
		return await workspace.openTextDocument(await checkedUri(record.path));
	} catch {
		throw new ReviewError(l10n.t('{0} cannot be opened; it may have been deleted or renamed.', record.path));
	}
}

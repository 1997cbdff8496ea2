import { l10n, workspace, type Uri } from 'vscode';
import { checkedUri, openDocument, readBytes, ReviewError } from './files';

/**
 * With more files than these, those that no editor holds are written to the disk as they are. Through the editor each of
 * them would be opened, saved and, while that takes long, shown in a tab of its own.
 */
const throughEditor = 20;

/** True when an edit concerns so many files that those no editor holds are to be written past it. */
export function areMany(files: readonly unknown[]): boolean {
	return files.length > throughEditor;
}

/** A file that no editor holds and that can be given a text without one. */
export interface PlainFile {
	/**
	 * Gives the file its new text, in the form it is stored in.
	 * @throws ReviewError when it is not as it was looked at any more; other errors when it cannot be written
	 */
	write(): Promise<void>;
}

const mark = '\ufeff';

/**
 * Looks at a file that is to be given a text.
 * @param before its text as it was read
 * @returns undefined when it has to be written by the editor: one holds it, or only the editor knows how it is encoded
 */
export async function plainFile(path: string, before: string, after: string): Promise<PlainFile | undefined> {
	const uri = await checkedUri(path);
	const bytes = openDocument(uri) ? undefined : await readBytes(uri);
	if (!bytes) {
		return undefined;
	}
	const stored = Buffer.from(bytes);
	const form = [before, mark + before].findIndex((text) => stored.equals(Buffer.from(text, 'utf8')));
	if (form < 0) {
		return undefined;
	}
	const written = Buffer.from(form === 0 ? after : mark + after, 'utf8');
	return (await isReadAs(uri, written, after)) ? { write: () => replaceBytes(path, uri, stored, written) } : undefined;
}

/** A file in another encoding may hold nothing but ASCII as yet, so that only its new text tells. */
async function isReadAs(uri: Uri, bytes: Uint8Array, text: string): Promise<boolean> {
	return (await workspace.decode(bytes, { uri })).replace(mark, '') === text;
}

/**
 * Writes a file unless something else was written into it meanwhile.
 * @throws ReviewError when it changed; other errors when it cannot be written, and then it is given its bytes again
 */
export async function replaceBytes(path: string, uri: Uri, seen: Uint8Array, wanted: Uint8Array): Promise<void> {
	const now = await readBytes(uri);
	if (!now || openDocument(uri)?.isDirty === true || Buffer.compare(now, seen) !== 0) {
		throw new ReviewError(l10n.t('{0} was changed just now by something else and was left alone.', path));
	}
	if (Buffer.compare(seen, wanted) !== 0) {
		try {
			await workspace.fs.writeFile(uri, wanted);
		} catch (error) {
			// A disk without room has made it empty first; what it held has room again.
			await workspace.fs.writeFile(uri, seen).then(undefined, () => undefined);
			throw error;
		}
	}
}

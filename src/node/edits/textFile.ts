import { lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LongviewError } from '../../core/common/errors';
import { decodeText, looksBinary, sniffBytes, type TextEncoding } from '../files/decode';
import { writeFileAtomically } from '../storage/atomicFile';

/** Thrown when a file cannot be edited; the message names the file and what to do. */
export class EditFileError extends LongviewError {
	readonly kind = 'edit-file';
}

/** How a file's text is stored, so that writing gives the same back. */
export interface TextFile {
	readonly text: string;
	readonly encoding: TextEncoding;
	readonly byteOrderMark: boolean;
}

/**
 * Where a workspace file lies, with every link on the way followed.
 * @throws EditFileError when it leads out of the folder
 */
export function resolveInside(root: string, file: string): string {
	const realRoot = realpathSync(root);
	const location = path.join(realRoot, file);
	// The file, or its first folder that exists: the rest is created below it.
	let existing = location;
	while (!isThere(existing)) {
		existing = path.dirname(existing);
	}
	let real: string;
	try {
		real = realpathSync(existing);
	} catch {
		throw new EditFileError(`${file} is a broken link and was left alone.`);
	}
	const relative = path.relative(realRoot, real);
	if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
		throw new EditFileError(`${file} leads out of the folder through a link and was left alone.`);
	}
	if (relative.split(path.sep).some((segment) => segment.toLowerCase() === '.git')) {
		throw new EditFileError(`${file} leads into the .git folder and was left alone.`);
	}
	return path.join(real, path.relative(existing, location));
}

/** False also for a path that leads through a file as if it were a folder. */
function isThere(location: string): boolean {
	try {
		return lstatSync(location, { throwIfNoEntry: false }) !== undefined;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') {
			return false;
		}
		throw error;
	}
}

/**
 * Reads a file for editing.
 * @returns undefined when it does not exist
 * @throws EditFileError when it is not a text file or cannot be written back as it was
 */
export function readTextFile(root: string, file: string): TextFile | undefined {
	const location = resolveInside(root, file);
	if (!isThere(location)) {
		return undefined;
	}
	if (!lstatSync(location).isFile()) {
		throw new EditFileError(`${file} is not a regular file.`);
	}
	const bytes = readFileSync(location);
	const decoded = looksBinary(bytes.subarray(0, sniffBytes)) ? undefined : decodeText(bytes);
	if (!decoded || decoded.lossy) {
		throw new EditFileError(`${file} is not text in an encoding that can be written back, and was left alone.`);
	}
	const { encoding, byteOrderMark } = decoded;
	return { text: Buffer.from(decoded.bytes).toString('utf8'), encoding, byteOrderMark };
}

/** Writes a file, creating its folders. A new file is UTF-8. */
export async function writeTextFile(
	root: string,
	file: string,
	text: string,
	stored: Omit<TextFile, 'text'> | undefined,
): Promise<void> {
	const location = resolveInside(root, file);
	mkdirSync(path.dirname(location), { recursive: true });
	const mode = lstatSync(location, { throwIfNoEntry: false })?.mode ?? 'usual';
	await writeFileAtomically(location, encode(file, text, stored), mode);
}

/** Removes a file; its folder stays. */
export function deleteFile(root: string, file: string): void {
	rmSync(resolveInside(root, file));
}

/** Moves a file, creating folders. @throws EditFileError when something else is there already */
export function moveFile(root: string, from: string, to: string): void {
	const source = resolveInside(root, from);
	const target = resolveInside(root, to);
	const there = lstatSync(target, { throwIfNoEntry: false });
	// A rename that changes only the case meets itself on some file systems.
	if (there && there.ino !== lstatSync(source).ino) {
		throw new EditFileError(`${to} exists already; ${from} was not renamed.`);
	}
	mkdirSync(path.dirname(target), { recursive: true });
	renameSync(source, target);
}

function encode(file: string, text: string, stored: Omit<TextFile, 'text'> | undefined): Buffer {
	switch (stored?.encoding) {
		case undefined:
			return Buffer.from(text, 'utf8');
		case 'utf8':
			return Buffer.from(stored.byteOrderMark ? `\ufeff${text}` : text, 'utf8');
		case 'utf16le':
			return Buffer.from(`\ufeff${text}`, 'utf16le');
		case 'utf16be':
			return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
		case 'latin1': {
			const bytes = Buffer.from(text, 'latin1');
			const reread = decodeText(bytes);
			if (!reread || Buffer.from(reread.bytes).toString('utf8') !== text) {
				throw new EditFileError(
					`${file} is stored as Latin-1, which cannot hold the new text; save it as UTF-8 first.`,
				);
			}
			return bytes;
		}
	}
}

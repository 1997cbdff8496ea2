import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { formatBytes } from '../../core/common/format';
import { errorMessage } from '../../core/common/errors';
import { decodeText, looksBinary, sniffBytes, type DecodedText } from './decode';

/** Why a file's text is not available. */
export type OmissionReason =
	| 'binary'
	| 'too-large'
	/** It vanished, or the system refused to read it; `detail` says which. */
	| 'unreadable'
	/** The file itself is a symbolic link; `detail` is its target. Git, too, takes a link for its target's name. */
	| 'symlink'
	/** A folder on the way is a symbolic link that leads out of the root. */
	| 'symlink-outside'
	/** A folder, pipe, socket or device; never opened. */
	| 'not-a-file'
	/** Text in no encoding that is understood. */
	| 'encoding';

export type FileContent =
	| ({ readonly kind: 'text'; readonly size: number } & DecodedText)
	| {
			readonly kind: 'omitted';
			readonly reason: OmissionReason;
			/** A phrase for people, for example `312 MB`. */
			readonly detail: string;
			/** Bytes on disk where they are known. */
			readonly size?: number;
	  };

/** Text beyond this is data or generated. */
export const defaultMaximumTextBytes = 2_000_000;

/** Windows has neither flag. A pipe that took the file's place after it was looked at must not block the reader. */
const flags = constants as Partial<typeof constants>;
const openFlags = constants.O_RDONLY | (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0);

/**
 * Reads one file, synchronously: meant for a worker. Never throws. The bytes have an `ArrayBuffer` of their own.
 * @param file absolute path; its folders may be links, see `FileReader`
 * @param maximumBytes largest text file that is read whole, in bytes on disk
 */
export function readFile(file: string, maximumBytes = defaultMaximumTextBytes): FileContent {
	try {
		const stats = lstatSync(file);
		if (stats.isSymbolicLink()) {
			return omitted('symlink', readlinkSync(file));
		}
		if (!stats.isFile()) {
			return omitted('not-a-file', stats.isDirectory() ? 'it is a folder' : 'it is a pipe, socket or device');
		}
		const descriptor = openSync(file, openFlags);
		try {
			return readOpened(descriptor, maximumBytes);
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		return omitted('unreadable', unreadableDetail(error));
	}
}

/**
 * Reads files below one root and nothing else, not even through a folder that is a link. It remembers which folders
 * are inside the root: use a new one for each pass over the tree.
 */
export class FileReader {
	readonly #root: string;
	readonly #maximumBytes: number | undefined;
	readonly #folders = new Map<string, boolean>();
	#realRoot: string | undefined;

	/** @param maximumBytes largest text file that is read whole, in bytes on disk */
	constructor(root: string, maximumBytes?: number) {
		this.#root = path.resolve(root);
		this.#maximumBytes = maximumBytes;
	}

	/** Like `readFile`. @param file relative to the root, `/` separated */
	read(file: string): FileContent {
		const location = path.join(this.#root, file);
		try {
			if (!this.#isInside(path.dirname(location))) {
				return omitted('symlink-outside', 'it is reached through a symbolic link that leads out of the folder');
			}
		} catch (error) {
			return omitted('unreadable', unreadableDetail(error));
		}
		return readFile(location, this.#maximumBytes);
	}

	#isInside(folder: string): boolean {
		let inside = this.#folders.get(folder);
		if (inside === undefined) {
			this.#realRoot ??= realpathSync(this.#root);
			const relative = path.relative(this.#realRoot, realpathSync(folder));
			inside = relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
			this.#folders.set(folder, inside);
		}
		return inside;
	}
}

function readOpened(descriptor: number, maximumBytes: number): FileContent {
	const stats = fstatSync(descriptor);
	const { size } = stats;
	if (!stats.isFile()) {
		return omitted('not-a-file', 'it is a pipe, socket or device');
	}
	if (size > maximumBytes) {
		const head = readUpTo(descriptor, Buffer.allocUnsafe(sniffBytes));
		return looksBinary(head)
			? omitted('binary', formatBytes(size), size)
			: omitted('too-large', `${formatBytes(size)}, more than ${formatBytes(maximumBytes)}`, size);
	}
	const bytes = Buffer.allocUnsafeSlow(size);
	const headLength = readUpTo(descriptor, bytes.subarray(0, sniffBytes)).length;
	if (looksBinary(bytes.subarray(0, headLength))) {
		return omitted('binary', formatBytes(size), size);
	}
	const restLength = headLength === size ? 0 : readUpTo(descriptor, bytes.subarray(headLength)).length;
	// A file cut short while it was read leaves the rest of the buffer unset.
	const decoded = decodeText(bytes.subarray(0, headLength + restLength));
	return decoded === undefined
		? omitted('encoding', 'it is neither UTF-8, UTF-16 nor Latin-1 text', size)
		: { kind: 'text', size, ...decoded };
}

function omitted(reason: OmissionReason, detail: string, size?: number): FileContent {
	return { kind: 'omitted', reason, detail, ...(size === undefined ? {} : { size }) };
}

/** Fills the buffer from where the descriptor stands, as far as the file reaches. */
function readUpTo(descriptor: number, buffer: Buffer): Buffer {
	let length = 0;
	while (length < buffer.length) {
		const count = readSync(descriptor, buffer, length, buffer.length - length, null);
		if (count === 0) {
			break;
		}
		length += count;
	}
	return buffer.subarray(0, length);
}

function unreadableDetail(error: unknown): string {
	switch ((error as NodeJS.ErrnoException).code) {
		case 'ENOENT':
		case 'ENOTDIR':
			return 'it no longer exists';
		case 'EACCES':
		case 'EPERM':
			return 'permission denied';
		default:
			return errorMessage(error);
	}
}

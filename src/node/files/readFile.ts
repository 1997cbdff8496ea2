import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	openSync,
	readlinkSync,
	readSync,
	realpathSync,
	type Stats,
} from 'node:fs';
import path from 'node:path';
import { formatBytes } from '../../core/common/format';
import { decodeText, decodeUtf16, looksBinary, sniffBytes, sniffUtf16, type DecodedFile } from './decode';
import { anywayMaximumBytes, decodeAnyway } from './decodeAnyway';
import type { GuessEncoding } from './guessEncoding';
import { whyUnreadable } from './whyUnreadable';

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
	| ({
			readonly kind: 'text';
			/** Bytes on disk. */
			readonly size: number;
			/** False when the text is only the beginning of the file's. */
			readonly isWhole: boolean;
	  } & DecodedFile)
	| {
			readonly kind: 'omitted';
			readonly reason: OmissionReason;
			/** A phrase for people, for example `312 MB`. */
			readonly detail: string;
			/** Bytes on disk where they are known. */
			readonly size?: number;
	  };

export interface ReadOptions {
	/** Largest text file that is read whole, in bytes on disk; default 2 MB. */
	readonly maximumBytes?: number | undefined;
	/** The editor's `files.encoding`, for example `shiftjis`: how to read what is not UTF-8. */
	readonly encoding?: string | undefined;
	/** Guesses the encoding of what is not UTF-8; counts more than `encoding`. */
	readonly guess?: GuessEncoding | undefined;
}

/** Text beyond this is data or generated. */
export const defaultMaximumTextBytes = 2_000_000;
/** Text beyond this is not read even where the user wants it: no window holds a third of it. */
export const chosenMaximumTextBytes = 16_000_000;

/** Windows has neither flag. A pipe that took the file's place after it was looked at must not block the reader. */
const flags = constants as Partial<typeof constants>;
const openFlags = constants.O_RDONLY | (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0);
const opensNoLinks = flags.O_NOFOLLOW !== undefined && flags.O_NONBLOCK !== undefined;

/**
 * Reads files below one root and nothing else, not even through a folder that is a link. Synchronous: meant for a
 * worker. Nothing here throws. It remembers which folders are inside the root: use a new one for each pass over the
 * tree.
 */
export class FileReader {
	readonly #root: string;
	/** The root as it stands before a path below it. */
	readonly #base: string;
	readonly #maximumBytes: number;
	readonly #encoding: string | undefined;
	readonly #guess: GuessEncoding | undefined;
	readonly #folders = new Map<string, FolderPlace>();
	/** Files are mostly read folder by folder. */
	#lastFolder: { readonly folder: string; readonly place: FolderPlace } = { folder: '', place: 'outside' };
	#realRoot: string | undefined;
	#status: Stats | undefined;
	#buffer = Buffer.allocUnsafeSlow(64 * 1024);

	/** @param options a number is `maximumBytes` */
	constructor(root: string, options: ReadOptions | number = {}) {
		const { maximumBytes, encoding, guess }: ReadOptions =
			typeof options === 'number' ? { maximumBytes: options } : options;
		this.#root = path.resolve(root);
		this.#base = this.#root.endsWith(path.sep) ? this.#root : this.#root + path.sep;
		this.#maximumBytes = maximumBytes ?? defaultMaximumTextBytes;
		this.#encoding = encoding;
		this.#guess = guess;
	}

	/** What the file read last was when it was opened; undefined when it was not opened. */
	get status(): Stats | undefined {
		return this.#status;
	}

	/**
	 * Reads a file into bytes of its own.
	 * @param file relative to the root, `/` separated
	 * @param maximumBytes where it may be larger, or must be smaller, than usual
	 */
	read(file: string, maximumBytes = this.#maximumBytes): FileContent {
		return this.#open(file, false, (descriptor, size) =>
			this.#readWhole(descriptor, size, maximumBytes, (length) => Buffer.allocUnsafeSlow(length)),
		);
	}

	/**
	 * Like `read`, but into the reader's own buffer: the bytes are valid until it is next used. What should be a file is
	 * opened without being looked at first, which spares a system call; a link is refused and a pipe closed again.
	 */
	readInto(file: string): FileContent {
		return this.#open(file, opensNoLinks, (descriptor, size) =>
			this.#readWhole(descriptor, size, this.#maximumBytes, (length) => this.#bufferOf(length)),
		);
	}

	/**
	 * Reads the beginning of a file, however large the file is, into bytes of its own. A character that is cut at the
	 * end is left out.
	 * @param maximumBytes on disk
	 */
	readHead(file: string, maximumBytes: number): FileContent {
		return this.#open(file, false, (descriptor, size) => {
			const length = Math.min(size, maximumBytes);
			return this.#decode(readUpTo(descriptor, Buffer.allocUnsafeSlow(length)), size, length === size);
		});
	}

	/** Reads a file that looks like data as the editor would show it when it is opened anyway, into bytes of its own. */
	readAnyway(file: string): FileContent {
		return this.#open(file, false, (descriptor, size) =>
			size > anywayMaximumBytes
				? contentAnyway(Buffer.alloc(0), size, this.#encoding)
				: contentAnyway(readUpTo(descriptor, Buffer.allocUnsafeSlow(size)), size, this.#encoding),
		);
	}

	#open(file: string, isLikelyFile: boolean, read: (descriptor: number, size: number) => FileContent): FileContent {
		const location = this.#locate(file);
		this.#status = undefined;
		try {
			if (this.#placeOf(this.#folderOf(location)) === 'outside') {
				return omitted('symlink-outside', 'it is reached through a symbolic link that leads out of the folder');
			}
			let descriptor = isLikelyFile ? openIfPlain(longPath(location)) : undefined;
			if (descriptor === undefined) {
				const stats = lstatSync(longPath(location));
				if (stats.isSymbolicLink()) {
					return omitted('symlink', readlinkSync(longPath(location)));
				}
				if (!stats.isFile()) {
					return omitted('not-a-file', stats.isDirectory() ? 'it is a folder' : 'it is a pipe, socket or device');
				}
				descriptor = openSync(longPath(location), openFlags);
			}
			try {
				const opened = (this.#status = fstatSync(descriptor));
				return opened.isFile()
					? read(descriptor, opened.size)
					: omitted('not-a-file', opened.isDirectory() ? 'it is a folder' : 'it is a pipe, socket or device');
			} finally {
				closeSync(descriptor);
			}
		} catch (error) {
			return omitted('unreadable', unreadableDetail(error));
		}
	}

	#locate(file: string): string {
		// Only a path that is not plain needs the work.
		return path.sep !== '/' || /(?:^|\/)\.{0,2}(?:\/|$)/.test(file) ? path.join(this.#root, file) : this.#base + file;
	}

	#folderOf(location: string): string {
		const end = location.lastIndexOf(path.sep);
		if (!location.startsWith(this.#base)) {
			return path.dirname(location);
		}
		return end < this.#base.length ? this.#root : location.slice(0, end);
	}

	/** Looks at the beginning first: of what is binary or too large, no more is read. */
	#readWhole(
		descriptor: number,
		size: number,
		maximumBytes: number,
		allocate: (length: number) => Buffer,
	): FileContent {
		const isTooLarge = size > maximumBytes;
		const buffer = isTooLarge ? this.#bufferOf(sniffBytes) : allocate(size);
		const head = readUpTo(descriptor, buffer.subarray(0, sniffBytes));
		if (looksBinary(head) && utf16Of(head, this.#encoding) === undefined) {
			return omitted('binary', formatBytes(size), size);
		}
		if (isTooLarge) {
			const detail = `${formatBytes(size)}, more than ${formatBytes(maximumBytes)}`;
			return omitted('too-large', detail, size);
		}
		const rest = readUpTo(descriptor, buffer.subarray(head.length));
		return this.#decode(buffer.subarray(0, head.length + rest.length), size, true);
	}

	#decode(bytes: Buffer, size: number, isWhole: boolean): FileContent {
		return decodeContent(bytes, size, isWhole, this.#encoding, this.#guess);
	}

	#bufferOf(size: number): Buffer {
		if (this.#buffer.length < size) {
			this.#buffer = Buffer.allocUnsafeSlow(Math.max(size, Math.min(this.#buffer.length * 2, this.#maximumBytes)));
		}
		return this.#buffer.subarray(0, size);
	}

	#placeOf(folder: string): FolderPlace {
		if (folder === this.#lastFolder.folder) {
			return this.#lastFolder.place;
		}
		let place = this.#folders.get(folder);
		if (place === undefined) {
			place = this.#look(folder);
			this.#folders.set(folder, place);
		}
		this.#lastFolder = { folder, place };
		return place;
	}

	#look(folder: string): FolderPlace {
		if (folder === this.#root) {
			return 'direct';
		}
		const isBelow = folder.startsWith(this.#base);
		if (isBelow && this.#placeOf(path.dirname(folder)) === 'direct' && !lstatSync(longPath(folder)).isSymbolicLink()) {
			return 'direct';
		}
		this.#realRoot ??= realpathSync(this.#root);
		const relative = path.relative(this.#realRoot, realpathSync(folder));
		const isInside = relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
		return isInside ? 'by-link' : 'outside';
	}
}

/**
 * Makes text of a file's bytes, or says why not.
 * @param size of the whole file, in bytes
 * @param encoding the editor's `files.encoding`
 * @param guess counts more
 */
export function decodeContent(
	bytes: Buffer,
	size: number,
	isWhole: boolean,
	encoding: string | undefined,
	guess: GuessEncoding | undefined,
): FileContent {
	const isHead = !isWhole;
	let decoded: DecodedFile | undefined;
	if (looksBinary(bytes)) {
		const utf16 = utf16Of(bytes, encoding);
		decoded = utf16 && decodeUtf16(bytes, utf16, false, isHead);
		if (decoded === undefined) {
			return omitted('binary', formatBytes(size), size);
		}
	} else {
		decoded = decodeText(bytes, { encoding, guess, isHead });
	}
	return decoded === undefined
		? omitted('encoding', 'it is text in no encoding that is understood; the setting files.encoding can name it', size)
		: { kind: 'text', size, isWhole, ...decoded };
}

/**
 * Makes text of the bytes of a file that look like none.
 * @param size of the file, in bytes
 */
export function contentAnyway(bytes: Buffer, size: number, encoding: string | undefined): FileContent {
	if (size > anywayMaximumBytes) {
		const detail = `${formatBytes(size)}; more than ${formatBytes(anywayMaximumBytes)} is not sent as text`;
		return omitted('binary', detail, size);
	}
	return { kind: 'text', size, isWhole: true, ...decodeAnyway(bytes, encoding) };
}

function utf16Of(head: Uint8Array, declared: string | undefined): 'utf16le' | 'utf16be' | undefined {
	return sniffUtf16(head) ?? (declared === 'utf16le' || declared === 'utf16be' ? declared : undefined);
}

/** Where a folder is: below the root without any link, inside through a link, or not inside. */
type FolderPlace = 'direct' | 'by-link' | 'outside';

/** Windows takes paths of more than 260 characters only with a prefix. */
function longPath(location: string): string {
	return path.toNamespacedPath(location);
}

function omitted(reason: OmissionReason, detail: string, size?: number): FileContent {
	return { kind: 'omitted', reason, detail, ...(size === undefined ? {} : { size }) };
}

/** Undefined when something stands there that is better looked at first: a link, or a socket. */
function openIfPlain(location: string): number | undefined {
	try {
		return openSync(location, openFlags);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') {
			throw error;
		}
		return undefined;
	}
}

/** Fills the buffer, as far as the file reaches: it may have been cut short since its size was asked. */
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
		case 'ELOOP':
			return 'it became a symbolic link while it was read';
		default:
			return whyUnreadable(error);
	}
}

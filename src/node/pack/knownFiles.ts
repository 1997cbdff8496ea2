import type { MarkedKind } from '../../core/context/rules/attributes';
import type { VirtualFiles } from '../files/virtualFiles';
import { isSameStamp, stampOf, statusOf, type FileExaminer, type FileStamp, type SurveyedFile } from './fileExaminer';
import { absoluteOf, type PackRoot, type Place } from './request';
import { Turns } from './turns';

/** What was decided about a file before it was examined. */
export interface ExaminedAs {
	readonly forced: boolean;
	/** What a `.gitattributes` file said. */
	readonly marked: MarkedKind | undefined;
}

/** A file that was examined. */
export interface KnownFile extends ExaminedAs {
	readonly stamp: FileStamp | undefined;
	/** Text of the unsaved editor it was read from. */
	readonly unsaved: string | undefined;
	readonly surveyed: SurveyedFile;
	/** The number of the last look that found the stamp unchanged. */
	confirmed: number;
}

/** Milliseconds of a turn while git is listing: it waits whenever nobody takes what it has listed. */
const longestTurnBesideGit = 4;

/** What is known of the files of a workspace, by absolute path: those that are as they were are not examined again. */
export class KnownFiles {
	readonly #virtual: VirtualFiles;
	readonly #files = new Map<string, KnownFile>();
	readonly #unsaved = new Set<string>();
	#looks = 0;

	constructor(virtual: VirtualFiles) {
		this.#virtual = virtual;
	}

	/** Those that were read from an unsaved editor. */
	get unsaved(): ReadonlySet<string> {
		return this.#unsaved;
	}

	get(absolute: string): KnownFile | undefined {
		return this.#files.get(absolute);
	}

	remember(absolute: string, file: KnownFile): void {
		this.#files.set(absolute, file);
		if (file.unsaved === undefined) {
			this.#unsaved.delete(absolute);
		} else {
			this.#unsaved.add(absolute);
		}
	}

	forget(absolute: string): void {
		this.#files.delete(absolute);
		this.#unsaved.delete(absolute);
	}

	forgetAllBut(found: ReadonlySet<string>): void {
		for (const absolute of this.#files.keys()) {
			if (!found.has(absolute)) {
				this.forget(absolute);
			}
		}
	}

	clear(): void {
		this.#files.clear();
		this.#unsaved.clear();
	}

	/** What the last look confirmed has to be asked for again. */
	beginLook(): void {
		this.#looks++;
	}

	/** Asks for the stamps of all files while git, which takes about as long, lists them. @throws the signal's reason */
	async confirm(signal: AbortSignal): Promise<void> {
		const turns = new Turns(signal, longestTurnBesideGit);
		for (const [absolute, known] of this.#files) {
			if (known.unsaved !== undefined || known.surveyed.place.root.virtual === true) {
				continue;
			}
			if (known.stamp !== undefined && isSameStamp(known.stamp, stampOf(statusOf(absolute)))) {
				known.confirmed = this.#looks;
			}
			if (turns.isOver) {
				await turns.next();
			}
		}
	}

	/** Whether this is known, and still a file or a link. */
	isStillThere(absolute: string): boolean {
		const place = this.#files.get(absolute)?.surveyed.place;
		if (place === undefined) {
			return false;
		}
		if (place.root.virtual === true) {
			return virtualStamp(place, this.#virtual) !== undefined;
		}
		const status = statusOf(absolute);
		return status?.isFile() === true || status?.isSymbolicLink() === true;
	}

	/**
	 * Examines a file unless it is known to be as it was: what is known is then returned.
	 * @param texts of unsaved editors, by absolute path
	 */
	examine(
		place: Place,
		{ forced, marked }: ExaminedAs,
		examiner: FileExaminer,
		texts: ReadonlyMap<string, string>,
	): KnownFile {
		const unsaved = texts.size === 0 ? undefined : texts.get(place.absolute);
		const isOnDisk = unsaved === undefined && place.root.virtual !== true;
		const known = this.#files.get(place.absolute);
		const confirmed = this.#looks;
		if (known === undefined && isOnDisk) {
			const surveyed = examiner.examine(place, forced);
			const opened = examiner.status;
			if (opened) {
				return { stamp: stampOf(opened), unsaved, forced, marked, surveyed, confirmed };
			}
		}
		const isSame =
			known?.forced === forced &&
			known.marked === marked &&
			known.unsaved === unsaved &&
			known.surveyed.place.path === place.path;
		if (isSame && unsaved === undefined && isOnDisk && known.confirmed === confirmed) {
			return known;
		}
		const stamp = isOnDisk
			? stampOf(statusOf(place.absolute))
			: unsaved === undefined
				? virtualStamp(place, this.#virtual)
				: undefined;
		if (isSame && isSameStamp(known.stamp, stamp) && (unsaved !== undefined || stamp !== undefined)) {
			return known;
		}
		return { stamp, unsaved, forced, marked, surveyed: examiner.examine(place, forced), confirmed };
	}
}

/** Bytes of a file; 0 where there is none. */
export function sizeAt({ root, relative, absolute }: Place, virtual: VirtualFiles): number {
	return root.virtual === true ? virtual.size(root.folder, relative) : (statusOf(absolute)?.size ?? 0);
}

export function isThere(root: PackRoot, relative: string, virtual: VirtualFiles): boolean {
	return root.virtual === true
		? virtual.stamp(root.folder, relative) !== undefined
		: statusOf(absoluteOf(root, relative)) !== undefined;
}

function virtualStamp({ root, relative }: Place, virtual: VirtualFiles): FileStamp | undefined {
	const stamp = virtual.stamp(root.folder, relative);
	return stamp === undefined ? undefined : [stamp];
}

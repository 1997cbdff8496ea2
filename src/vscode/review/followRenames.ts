import { placeOf, type JournalFile } from '../../node/storage/journalState';
import type { ReviewDraft, ReviewState } from './reviewStore';

/** A file or folder that was moved, as paths of the pack. */
export interface Move {
	readonly from: string;
	readonly to: string;
}

/** Where a path is after a move; undefined when it was not moved. */
export function movedPath(path: string, { from, to }: Move): string | undefined {
	if (path === from) {
		return to;
	}
	return path.startsWith(`${from}/`) ? `${to}${path.slice(from.length)}` : undefined;
}

/** True when a move concerns files under review, or files of an apply that can be taken back. */
export function isConcerned(state: ReviewState, move: Move): boolean {
	const moved = (path: string) => movedPath(path, move) !== undefined;
	return (
		[...state.pending.keys()].some(moved) ||
		[...state.entries.values()].some((entry) => entry.files.some((file) => isMovable(file) && moved(placeOf(file))))
	);
}

/** Follows a move the user made. */
export function followMove(draft: ReviewDraft, move: Move): void {
	for (const [path, record] of [...draft.pending]) {
		const to = movedPath(path, move);
		if (to !== undefined && !record.deleted) {
			draft.pending.delete(path);
			draft.pending.set(to, { ...record, path: to });
		}
	}
	for (const [id, entry] of draft.entries) {
		const files = entry.files.map((file) => {
			const to = isMovable(file) ? movedPath(placeOf(file), move) : undefined;
			return to === undefined ? file : withPlace(file, to);
		});
		if (files.some((file, index) => file !== entry.files[index])) {
			draft.entries.set(id, { ...entry, files });
		}
	}
}

/** The journal's file once it lies somewhere else. */
export function withPlace(file: JournalFile, path: string): JournalFile {
	const { renamedTo, ...rest } = file;
	if (path !== file.path) {
		return { ...rest, renamedTo: path };
	}
	return renamedTo === undefined ? file : rest;
}

/** A file we deleted is nowhere. */
function isMovable(file: JournalFile): boolean {
	return file.lastKnown !== undefined;
}

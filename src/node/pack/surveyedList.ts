import { noteDifference } from '../../core/common/listDifference';
import { partitionPoint } from '../../core/common/partitionPoint';
import type { SurveyedFile } from './fileExaminer';

/** What makes another list of one that is sorted by path. */
export interface ListChanges {
	/** By what stands there now; the paths are the same. */
	readonly replaced: ReadonlyMap<SurveyedFile, SurveyedFile>;
	readonly removed: ReadonlySet<SurveyedFile>;
	/** In any order. */
	readonly added: readonly SurveyedFile[];
}

/** @param files sorted by path, as is the result */
export function changedList(
	files: readonly SurveyedFile[],
	{ replaced, removed, added }: ListChanges,
): readonly SurveyedFile[] {
	const all = [...files];
	const places: number[] = [];
	for (const [before, after] of replaced) {
		// Roots may have the same name, and so their files.
		const place = files.indexOf(before, firstPlace(files, before.place.path));
		all[place] = after;
		places.push(place);
	}
	if (removed.size === 0 && added.length === 0) {
		places.sort((left, right) => left - right);
		noteDifference(files, all, { removed: places, added: places });
		return all;
	}
	const merged: SurveyedFile[] = [];
	let from = 0;
	const takeTo = (end: number): void => {
		for (; from < end; from++) {
			if (!removed.has(files[from]!)) {
				merged.push(all[from]!);
			}
		}
	};
	for (const file of added.toSorted(byPath)) {
		takeTo(firstPlace(files, file.place.path));
		merged.push(file);
	}
	takeTo(files.length);
	return merged;
}

/** The first place at which a file of this path, or a greater one, stands among files that are sorted by path. */
export function firstPlace(files: readonly SurveyedFile[], path: string): number {
	return partitionPoint(files, ({ place }) => place.path < path);
}

/** Among files that are sorted by path. */
export function hasPath(files: readonly SurveyedFile[], path: string): boolean {
	return files[firstPlace(files, path)]?.place.path === path;
}

/** A file and, as it may be a folder, all that lies below it. */
export function filesAt(files: readonly SurveyedFile[], path: string): SurveyedFile[] {
	const own = files[firstPlace(files, path)];
	const found = own?.place.path === path ? [own] : [];
	for (let at = firstPlace(files, `${path}/`); files[at]?.place.path.startsWith(`${path}/`) === true; at++) {
		found.push(files[at]!);
	}
	return found;
}

export function byPath(left: SurveyedFile, right: SurveyedFile): number {
	return left.place.path < right.place.path ? -1 : 1;
}

import path from 'node:path';
import type { PathRules } from '../../core/context/rules';
import type { FileList } from '../files/listFiles';
import { relist, type Relisted } from '../files/relist';
import type { SurveyedFile } from './fileExaminer';
import { absoluteOf, type PackRoot, type Place } from './request';
import { firstPlace, hasPath } from './surveyedList';

/** A root of the workspace as it was listed. */
export interface RootLook {
	readonly root: PackRoot;
	/** Undefined where there is only one root. */
	readonly rootName: string | undefined;
	/** The root's folder, ending with a separator: joining it to each path anew takes long. */
	readonly base: string;
	readonly decide: PathRules;
	/** Whether a file may be left out because of another one beside it. */
	readonly dependsOnSiblings: boolean;
	readonly list: FileList;
}

/** What is listed by now at some paths of a root, and below them. */
export interface RelistedRoot extends Relisted {
	readonly look: RootLook;
}

export function placeIn({ root, rootName, base }: Omit<RootLook, 'list'>, relative: string): Place {
	const below = path.sep === '/' ? relative : relative.replaceAll('/', path.sep);
	const absolute = root.virtual === true ? absoluteOf(root, relative) : base + below;
	return { path: pathIn(rootName, relative), root, relative, absolute };
}

function pathIn(rootName: string | undefined, relative: string): string {
	return rootName === undefined ? relative : `${rootName}/${relative}`;
}

/** Also where names that differ in their case are the same, and of the root itself and what it lies in. */
function mayLieIn(absolute: string, { root, base }: RootLook): boolean {
	const [file, top] = [absolute, root.virtual === true ? root.folder : base].map((each) => each.toLowerCase());
	return file!.startsWith(top!) || top!.startsWith(`${file!}${path.sep}`);
}

/**
 * Lists paths anew that came, changed or went. Those that lie in no root are passed over.
 * @param files all that was listed, sorted by path
 * @param changed absolute paths
 * @returns undefined where only listing everything can tell
 * @throws the signal's reason
 */
export async function relistRoots(
	looks: readonly RootLook[],
	files: readonly SurveyedFile[],
	changed: readonly string[],
	signal: AbortSignal,
): Promise<readonly RelistedRoot[] | undefined> {
	if (new Set(looks.map(({ rootName }) => rootName)).size < looks.length) {
		return undefined;
	}
	const byLook = new Map<RootLook, string[]>();
	for (const absolute of changed) {
		const around = looks.filter((look) => mayLieIn(absolute, look));
		const [look] = around;
		if (look === undefined) {
			continue;
		}
		const isClear = around.length === 1 && look.root.virtual !== true && absolute.startsWith(look.base);
		if (!isClear || look.dependsOnSiblings) {
			return undefined;
		}
		const relative = absolute.slice(look.base.length).replaceAll(path.sep, '/');
		byLook.set(look, [...(byLook.get(look) ?? []), relative]);
	}
	const relisted: RelistedRoot[] = [];
	for (const [look, paths] of byLook) {
		const { root, rootName, list } = look;
		const listed = {
			has: (relative: string) => hasPath(files, pathIn(rootName, relative)),
			holdsMore: (folder: string, than: readonly string[]) => {
				const start = `${pathIn(rootName, folder)}/`;
				for (let at = firstPlace(files, start); files[at]?.place.path.startsWith(start) === true; at++) {
					const { relative } = files[at]!.place;
					if (!than.some((each) => relative === each || relative.startsWith(`${each}/`))) {
						return true;
					}
				}
				return false;
			},
			*paths() {
				for (const { place } of files) {
					if (place.root === root) {
						yield place.relative;
					}
				}
			},
		};
		const found = await relist(root.folder, list, listed, paths, signal);
		if (found === undefined) {
			return undefined;
		}
		relisted.push({ look, ...found });
	}
	return relisted;
}

import { formatBytes } from '../common/format';
import type { ContextFile } from './types';

/** Files left out for one reason, with the first few of them. */
export interface OmittedGroup {
	readonly reason: string;
	readonly count: number;
	readonly examples: readonly { readonly path: string; readonly detail: string }[];
}

export interface FolderShare {
	readonly path: string;
	readonly files: number;
	readonly tokens: number;
}

/** Groups what was left out by reason, largest group first; `examples` holds at most `limit` files of each. */
export function omittedGroups(files: readonly ContextFile[], limit: number): OmittedGroup[] {
	const groups = new Map<string, ContextFile[]>();
	for (const file of files) {
		if (file.tier === 'path' || file.tier === 'none') {
			const group = groups.get(file.reason);
			if (group) {
				group.push(file);
			} else {
				groups.set(file.reason, [file]);
			}
		}
	}
	return [...groups]
		.map(([reason, members]) => ({
			reason,
			count: members.length,
			examples: members.slice(0, limit).map((file) => ({
				path: file.path,
				detail: file.detail === '' ? formatBytes(file.bytes) : file.detail,
			})),
		}))
		.sort((left, right) => right.count - left.count || (left.reason < right.reason ? -1 : 1));
}

interface Folder {
	readonly path: string;
	readonly parent: Folder | undefined;
	files: number;
	tokens: number;
	isDivided: boolean;
}

/**
 * The folders that hold the most tokens, largest first: candidates for exclusion. A folder is listed where the tree
 * divides: one whose tokens all lie in a single subfolder gives way to that subfolder.
 */
export function largestFolders(files: readonly ContextFile[], limit: number): FolderShare[] {
	const folders = foldersOf(files);
	// Children come after their parents.
	for (const folder of folders.toReversed()) {
		const { parent } = folder;
		if (parent) {
			parent.files += folder.files;
			parent.tokens += folder.tokens;
		}
	}
	for (const { parent, files: count } of folders) {
		if (parent?.files === count) {
			parent.isDivided = false;
		}
	}
	const largest: Folder[] = [];
	for (const folder of folders) {
		const least = largest[limit - 1];
		if (folder.isDivided && (!least || isLarger(folder, least))) {
			const place = largest.findIndex((other) => isLarger(folder, other));
			largest.splice(place === -1 ? largest.length : place, 0, folder);
			largest.length = Math.min(largest.length, limit);
		}
	}
	return largest.map(({ path, files: count, tokens }) => ({ path, files: count, tokens }));
}

function isLarger(left: Folder, right: Folder): boolean {
	return left.tokens > right.tokens || (left.tokens === right.tokens && left.path < right.path);
}

/** Every folder that holds tokens, with what lies in it directly; parents come before their children. */
function foldersOf(files: readonly ContextFile[]): Folder[] {
	const known = new Map<string, Folder>();
	const folderAt = (path: string): Folder => {
		let folder = known.get(path);
		if (!folder) {
			const slash = path.lastIndexOf('/');
			const parent = slash === -1 ? undefined : folderAt(path.slice(0, slash));
			folder = { path, parent, files: 0, tokens: 0, isDivided: true };
			known.set(path, folder);
		}
		return folder;
	};
	let last: Folder | undefined;
	for (const { path, tokens } of files) {
		const slash = tokens === 0 ? -1 : path.lastIndexOf('/');
		if (slash === -1) {
			continue;
		}
		// Neighbours often share their folder.
		last = last?.path.length === slash && path.startsWith(last.path) ? last : folderAt(path.slice(0, slash));
		last.files++;
		last.tokens += tokens;
	}
	return [...known.values()];
}

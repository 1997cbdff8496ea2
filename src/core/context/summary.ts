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

/**
 * The folders that hold the most tokens, largest first: candidates for exclusion. A folder is listed where the tree
 * divides: one whose tokens all lie in a single subfolder gives way to that subfolder.
 */
export function largestFolders(files: readonly ContextFile[], limit: number): FolderShare[] {
	const shares = new Map<string, { files: number; tokens: number }>();
	for (const file of files) {
		if (file.tokens === 0) {
			continue;
		}
		for (let at = file.path.indexOf('/'); at !== -1; at = file.path.indexOf('/', at + 1)) {
			const folder = file.path.slice(0, at);
			const share = shares.get(folder) ?? { files: 0, tokens: 0 };
			share.files++;
			share.tokens += file.tokens;
			shares.set(folder, share);
		}
	}
	const onlyChild = new Set<string>();
	for (const [folder, share] of shares) {
		const slash = folder.lastIndexOf('/');
		const parent = slash === -1 ? undefined : folder.slice(0, slash);
		if (parent !== undefined && shares.get(parent)?.files === share.files) {
			onlyChild.add(parent);
		}
	}
	return [...shares]
		.filter(([folder]) => !onlyChild.has(folder))
		.map(([path, share]) => ({ path, ...share }))
		.sort((left, right) => right.tokens - left.tokens || (left.path < right.path ? -1 : 1))
		.slice(0, limit);
}

import type { PlannedFile } from '../../core/edits/types';
import { ignoredPaths } from '../git/ignoredPaths';

/** Planned files with a reason to confirm those that git ignores: nobody sees in a diff what was done to them. */
export async function confirmIgnored(
	root: string,
	files: readonly PlannedFile[],
	signal: AbortSignal,
): Promise<PlannedFile[]> {
	const paths = files.flatMap(({ path, renamedTo }) => (renamedTo === undefined ? [path] : [path, renamedTo]));
	const ignored = await ignoredPaths(root, paths, signal);
	return files.map((file) =>
		file.confirm === undefined && (ignored.has(file.path) || ignored.has(file.renamedTo ?? file.path))
			? { ...file, confirm: 'Git ignores this file: no diff of the repository will show the change.' }
			: file,
	);
}

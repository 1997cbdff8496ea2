import { baseName, folderOf, joinPath } from '../pathSet';
import { filesOf, firstThere, nearest, type Resolver } from './candidates';

export const resolveGo: Resolver = (from, specifier, paths) => {
	const named = paths.packageOf(specifier);
	const parts = specifier.split('/');
	const folder =
		named === undefined
			? parts.length >= 3
				? nearest(from, paths.foldersWithSuffix(parts.slice(-2).join('/')))
				: undefined
			: joinPath(named.folder, named.rest);
	return folder === undefined ? undefined : filesOf(folder, /(?<!_test)\.go$/, paths);
};

const rustRoots = new Set(['lib.rs', 'main.rs', 'mod.rs']);

/** The folder the children of a module lie in. */
function rustFolder(from: string): string {
	return rustRoots.has(baseName(from)) ? folderOf(from) : from.replace(/\.rs$/, '');
}

export const resolveRust: Resolver = (from, specifier, paths) => {
	const own = rustFolder(from);
	const child = /^mod (\w+)$/.exec(specifier)?.[1];
	if (child !== undefined) {
		return firstThere(
			paths,
			[`${own}/${child}.rs`, `${own}/${child}/mod.rs`].map((path) => path.replace(/^\//, '')),
		);
	}
	const [head, ...rest] = specifier.split('::');
	let folder: string | undefined;
	if (head === 'crate') {
		const at = `/${from}`.lastIndexOf('/src/');
		// A crate's root may have any folder; without one called `src` it is taken for the importing file's own.
		folder = at === -1 ? folderOf(from) : `/${from}`.slice(1, at + 4);
	} else if (head === 'self' || head === 'super') {
		folder = own;
		for (let word: string | undefined = head; word === 'self' || word === 'super'; word = rest.shift()) {
			folder = word === 'super' ? folderOf(folder) : folder;
			if (rest[0] !== 'super') {
				break;
			}
		}
	} else {
		const crate = paths.packageOf(head!)?.folder;
		folder = crate === undefined ? undefined : joinPath(crate, paths.has(`${crate}/lib.rs`) ? '' : 'src');
	}
	if (folder === undefined) {
		return undefined;
	}
	for (let length = rest.length; length > 0; length--) {
		const base = joinPath(folder, rest.slice(0, length).join('/'))!;
		const found = firstThere(paths, [`${base}.rs`, `${base}/mod.rs`]);
		if (found !== undefined) {
			return found;
		}
	}
	return firstThere(paths, [`${folder}/lib.rs`, `${folder}/mod.rs`, `${folder}.rs`]);
};

const dottedEndings = ['.java', '.kt', '.scala', '.groovy', '.cs'];

export const resolveDotted: Resolver = (from, specifier, paths) => {
	const parts = specifier.replace(/\.\*$/, '').split('.');
	if (!specifier.endsWith('*')) {
		// A static import names a member of the class.
		for (const length of [parts.length, parts.length - 1]) {
			const base = length >= 2 ? parts.slice(0, length).join('/') : undefined;
			const candidates = base === undefined ? [] : dottedEndings.flatMap((ending) => paths.withSuffix(base + ending));
			const found = nearest(from, candidates);
			if (found !== undefined) {
				return found;
			}
		}
	}
	const folder =
		parts.length >= 2
			? (nearest(from, paths.foldersWithSuffix(parts.join('/'))) ??
				nearest(from, paths.foldersWithSuffix(parts.slice(1).join('/'))))
			: undefined;
	return folder === undefined ? undefined : filesOf(folder, /\.(java|kt|scala|groovy|cs)$/, paths);
};

export const resolveInclude: Resolver = (from, specifier, paths) => {
	const beside = joinPath(folderOf(from), specifier);
	if (beside !== undefined && paths.has(beside)) {
		return beside;
	}
	const suffix = specifier.replace(/^(?:\.{1,2}\/)+/, '');
	return nearest(from, paths.withSuffix(suffix));
};

import { folderOf, joinPath } from '../pathSet';
import { firstThere, nearest, type Resolver } from './candidates';

export const resolvePython: Resolver = (from, specifier, paths) => {
	const [, dots, rest] = /^(\.*)(.*)$/.exec(specifier)!;
	const endings = ['.py', '/__init__.py', '.pyi', '/__init__.pyi'];
	const relative = rest!.replaceAll('.', '/');
	if (dots !== '') {
		const folder = joinPath(folderOf(from), '../'.repeat(dots!.length - 1));
		const base = folder === undefined ? undefined : (joinPath(folder, relative) ?? '');
		return base === undefined
			? undefined
			: firstThere(
					paths,
					endings.map((ending) => base + ending),
				);
	}
	if (relative === '') {
		return undefined;
	}
	const sibling = joinPath(folderOf(from), relative)!;
	const near = firstThere(
		paths,
		endings.flatMap((ending) => [sibling, relative, `src/${relative}`].map((base) => base + ending)),
	);
	// A single word further away is more likely a package that is installed.
	return (
		near ??
		(relative.includes('/')
			? nearest(
					from,
					endings.flatMap((ending) => paths.withSuffix(relative + ending)),
				)
			: undefined)
	);
};

export const resolvePath: Resolver = (from, specifier, paths) => {
	const endings = ['', '.rb', '.php'];
	if (specifier.includes('\\')) {
		const parts = specifier.replace(/^\\/, '').split('\\');
		for (let start = 0; start < Math.max(1, parts.length - 1); start++) {
			const found = nearest(from, paths.withSuffix(`${parts.slice(start).join('/')}.php`));
			if (found !== undefined) {
				return found;
			}
		}
		return undefined;
	}
	const plain = specifier.replace(/^\//, '');
	const beside = joinPath(folderOf(from), plain);
	const near =
		beside === undefined
			? undefined
			: firstThere(
					paths,
					endings.map((ending) => beside + ending),
				);
	const suffix = plain.replace(/^(?:\.{1,2}\/)+/, '');
	return (
		near ??
		nearest(
			from,
			endings.flatMap((ending) => paths.withSuffix(`lib/${suffix}${ending}`)),
		) ??
		(suffix.includes('/')
			? nearest(
					from,
					endings.flatMap((ending) => paths.withSuffix(suffix + ending)),
				)
			: undefined)
	);
};

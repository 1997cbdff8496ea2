import { baseName, folderOf, joinPath, type PathSet } from '../pathSet';
import { firstThere, nearest, type Resolver } from './candidates';

const moduleEndings = [
	'.ts',
	'.tsx',
	'.js',
	'.jsx',
	'.mjs',
	'.mts',
	'.cjs',
	'.cts',
	'.d.ts',
	'.vue',
	'.svelte',
	'.json',
];
const moduleIndexes = moduleEndings.slice(0, 9).map((ending) => `/index${ending}`);
const packageEntries = ['', '/src', '/lib', '/source'];

/** A module's file: as written, TypeScript behind the name of its output, with an ending, or the index of a folder. */
function moduleFile(base: string, paths: PathSet): string | undefined {
	const source = base.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
	return firstThere(paths, [
		base,
		...(source === base ? [] : [source, `${source}x`]),
		...moduleEndings.map((ending) => base + ending),
		...moduleIndexes.map((ending) => (base === '' ? ending.slice(1) : base + ending)),
	]);
}

export const resolveModule: Resolver = (from, specifier, paths) => {
	const plain = specifier.replace(/[?#].*$/, '');
	if (plain.startsWith('.')) {
		const base = joinPath(folderOf(from), plain);
		return base === undefined ? undefined : moduleFile(base, paths);
	}
	const named = paths.packageOf(plain);
	if (named !== undefined) {
		const bases = packageEntries.map((entry) => joinPath(named.folder + entry, named.rest) ?? '');
		const found = bases.map((base) => moduleFile(base, paths)).find((path) => path !== undefined);
		return found ?? (named.rest === '' ? moduleFile(`${named.folder}/mod`, paths) : undefined);
	}
	// `@/part` and `~/part` mean the sources' folder by custom.
	const aliased = /^(?:[@~]|\$lib|src)\/(.+)$/.exec(plain)?.[1];
	// Schemes of a runtime's own modules: the path begins after the name of the extension.
	const inner = aliased ?? /^\w+:[\w@-]+\/(.+\.\w+)$/.exec(plain)?.[1];
	if (inner === undefined || inner.startsWith('/')) {
		return undefined;
	}
	const candidates = ['', ...moduleEndings, ...moduleIndexes].flatMap((ending) => paths.withSuffix(inner + ending));
	return nearest(from, candidates);
};

export const resolveStyle: Resolver = (from, specifier, paths) => {
	const beside = joinPath(folderOf(from), specifier.replace(/^~/, ''));
	if (beside === undefined) {
		return undefined;
	}
	const partial = joinPath(folderOf(beside), `_${baseName(beside)}`)!;
	const endings = ['', '.scss', '.sass', '.less', '.css', '/_index.scss', '/index.scss'];
	return firstThere(
		paths,
		endings.flatMap((ending) => [beside + ending, partial + ending]),
	);
};

export const resolveMarkdown: Resolver = (from, specifier, paths) => {
	if (/^[a-z][a-z+.-]*:/i.test(specifier) || specifier.startsWith('#')) {
		return undefined;
	}
	const plain = specifier.replace(/[?#].*$/, '');
	const target = plain.startsWith('/') ? joinPath('', plain) : joinPath(folderOf(from), plain);
	return target === undefined
		? undefined
		: firstThere(paths, [target, `${target}.md`, `${target}/README.md`, `${target}/index.md`]);
};

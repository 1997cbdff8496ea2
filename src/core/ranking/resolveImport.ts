import { importStyle, type ImportStyle } from './extractImports';
import type { PathSet } from './pathSet';
import type { Resolver } from './resolvers/candidates';
import { resolveDotted, resolveGo, resolveInclude, resolveRust } from './resolvers/compiled';
import { resolvePath, resolvePython } from './resolvers/scripting';
import { resolveMarkdown, resolveModule, resolveStyle } from './resolvers/web';

const resolvers: Readonly<Record<ImportStyle, Resolver>> = {
	module: resolveModule,
	python: resolvePython,
	go: resolveGo,
	rust: resolveRust,
	dotted: resolveDotted,
	include: resolveInclude,
	path: resolvePath,
	style: resolveStyle,
	markdown: resolveMarkdown,
};

/**
 * The files of the workspace that an import names; none when it names something outside. No configuration is read:
 * names of packages come from `paths.packageOf`, the rest from where files usually lie.
 * @param from path of the importing file
 * @param specifier one of `extractImports`
 */
export function resolveImport(from: string, specifier: string, paths: PathSet): string[] {
	const style = importStyle(from);
	if (style === undefined || specifier.length > 500) {
		return [];
	}
	const found = resolvers[style](from, specifier, paths);
	return (typeof found === 'string' ? [found] : (found ?? [])).filter((path) => path !== from);
}

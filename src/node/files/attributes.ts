import path from 'node:path';
import { parseAttributes, type MarkedKind } from '../../core/context/rules/attributes';
import { IgnorePatterns, ignorePath } from '../../core/context/rules/ignorePatterns';
import { readTextIfThere, statIfThere } from './repository';

const kinds: readonly MarkedKind[] = ['vendored', 'generated'];

/**
 * What the `.gitattributes` files among listed files say. As in git, a deeper file is stronger, and a pattern that
 * matches a folder says nothing about what the folder holds.
 * @param files sorted
 */
export function markedFiles(root: string, files: readonly string[]): ReadonlyMap<string, MarkedKind> {
	const marked = new Map<string, MarkedKind>();
	const sources = files
		.filter((file) => file.endsWith('.gitattributes') && (file.length === 14 || file.at(-15) === '/'))
		.sort((left, right) => left.split('/').length - right.split('/').length);
	for (const source of sources) {
		const location = path.join(root, source);
		const text = statIfThere(location)?.isFile() === true ? readTextIfThere(location) : undefined;
		const patterns = text === undefined ? undefined : parseAttributes(text);
		if (patterns === undefined) {
			continue;
		}
		const folder = source.slice(0, -'.gitattributes'.length);
		const prefix = Buffer.byteLength(folder);
		for (const kind of kinds) {
			const rules = new IgnorePatterns(patterns[kind], false);
			for (const file of patterns[kind].length === 0 ? [] : files) {
				const verdict = file.startsWith(folder) ? rules.test(ignorePath(file, false), prefix) : undefined;
				if (verdict?.ignored === true) {
					marked.set(file, kind);
				} else if (verdict !== undefined && marked.get(file) === kind) {
					marked.delete(file);
				}
			}
		}
	}
	return marked;
}

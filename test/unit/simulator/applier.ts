import { equal } from 'node:assert/strict';

/**
 * Applies the edit blocks of an answer the plain way: each search text must stand exactly once. Deliberately shares
 * nothing with the product's own reading of blocks.
 */
export function applyBlocks(files: Readonly<Record<string, string>>, answer: string): Record<string, string> {
	const result: Record<string, string> = { ...files };
	const lines = answer.split('\n');
	for (let at = 0; at < lines.length; at++) {
		const fence = /^`{3,}$/.exec(lines[at]!)?.[0];
		const kind = /^<{7} (\w+)$/.exec(lines[at + 1] ?? '')?.[1];
		if (fence === undefined || kind === undefined) {
			continue;
		}
		const path = lines[at - 1]!;
		const end = lines.indexOf(fence, at + 1);
		const body = lines.slice(at + 2, end - 1);
		const text = (part: readonly string[]) => part.map((line) => `${line}\n`).join('');
		if (kind === 'SEARCH') {
			const middle = body.indexOf('=======');
			const search = text(body.slice(0, middle));
			equal(result[path]!.split(search).length, 2, `the search text stands once in ${path}: ${search}`);
			const replacement = text(body.slice(middle + 1));
			result[path] = result[path]!.replace(search, () => replacement);
		} else if (kind === 'WRITE') {
			result[path] = text(body);
		} else if (kind === 'RENAME') {
			result[body[0]!] = result[path]!;
			Reflect.deleteProperty(result, path);
		} else {
			equal(kind, 'DELETE');
			Reflect.deleteProperty(result, path);
		}
		at = end;
	}
	return result;
}

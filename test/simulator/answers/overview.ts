import type { Answer } from './types';
import { fencedCode } from './fence';
import { quoteLine } from './symbols';

/** What a repository is, in the words of its own read-me and by its folders; undefined without a read-me. */
export function overview(files: ReadonlyMap<string, string>): Answer | undefined {
	const readMe = [...files.keys()]
		.filter((path) => /(?:^|\/)readme(?:\.\w+)?$/i.test(path))
		.sort((a, b) => a.split('/').length - b.split('/').length)[0];
	if (readMe === undefined) {
		return undefined;
	}
	const lines = files.get(readMe)!.split('\n');
	const first = Math.max(
		0,
		lines.findIndex((line) => /\p{L}{3}/u.test(line)),
	);
	const last = Math.min(lines.length, first + 12);
	const folders = new Map<string, number>();
	for (const path of files.keys()) {
		const folder = path.includes('/') ? `${path.split('/')[0]!}/` : '(top level)';
		folders.set(folder, (folders.get(folder) ?? 0) + 1);
	}
	const list = [...folders].sort((a, b) => b[1] - a[1]).slice(0, 10);
	return {
		reasoning: `Reading ${readMe} and the folders of ${files.size} files.`,
		content: [
			`\`${readMe}:${first + 1}-${last}\` says what this is, ${quoteLine(lines[first]!)}:`,
			fencedCode(lines.slice(first, last).join('\n'), readMe),
			`The ${files.size} files by folder:\n${list.map(([folder, count]) => `- \`${folder}\`: ${count}`).join('\n')}`,
		].join('\n\n'),
	};
}

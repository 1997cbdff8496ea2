import { cpSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Packages of `node_modules` that hold the most text, with this project itself: what is there wherever this is run. */
export function defaultFolders(project: string): string[] {
	const modules = path.join(project, 'node_modules');
	const packages = readdirSync(modules)
		.filter((name) => !name.startsWith('.'))
		.flatMap((name) =>
			name.startsWith('@') ? readdirSync(path.join(modules, name)).map((each) => `${name}/${each}`) : name,
		)
		.map((name) => path.join(modules, name));
	const sized = packages.map((folder) => ({ folder, bytes: sourceBytes(folder) }));
	sized.sort((left, right) => right.bytes - left.bytes);
	return [project, ...sized.slice(0, 2).map(({ folder }) => folder)];
}

/** Bytes of what people write by hand, or nearly so. */
function sourceBytes(folder: string): number {
	let bytes = 0;
	for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		const status = /\.(?:ts|md|css|c|h|py)$/.test(file) ? lstatSync(path.join(folder, file)) : undefined;
		bytes += status?.isFile() === true ? status.size : 0;
	}
	return bytes;
}

/** Copies a tree several times side by side into a new folder, without its repository. */
export function multiplyTree(tree: string, times: number, target: string): void {
	for (let copy = 0; copy < times; copy++) {
		const folder = path.join(target, `copy-${copy}`);
		mkdirSync(folder, { recursive: true });
		cpSync(tree, folder, {
			recursive: true,
			filter: (file) => !/^(?:\.git|node_modules|\.vscode-test|out|dist)$/.test(path.basename(file)),
		});
	}
}

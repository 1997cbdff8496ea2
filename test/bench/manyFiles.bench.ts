/**
 * A workspace of very many small files: what looking at it costs, first and again.
 *
 * Usage: `npx esbuild test/bench/manyFiles.bench.ts --bundle --platform=node --format=esm --outfile=out/manyFiles.bench.mjs
 * "--banner:js=import{createRequire as r}from'node:module';const require=r(import.meta.url)"
 * && node out/manyFiles.bench.mjs [files]`
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listFiles } from '../../src/node/files/listFiles';
import { walk } from '../../src/node/files/walk';
import type { PackRequest } from '../../src/node/pack/request';
import { createPacker } from '../../src/node/pack/createPacker';
import { Skeletons } from '../../src/node/skeletons/skeletons';
import { loadTokenizer } from '../../src/node/vocabulary';

const count = Number(process.argv[2] ?? 100_000);
const { signal } = new AbortController();
const root = mkdtempSync(path.join(tmpdir(), 'longview-many-'));

function place(index: number): string {
	const group = Math.floor(index / 50);
	return path.join(root, 'src', `a${group % 20}`, `b${group % 97}`, `c${group}`, `file${index}.ts`);
}

const newPlace = `${place(count - 1)}.new.ts`;

async function timed<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
	const before = process.cpuUsage();
	const started = performance.now();
	const result = await run();
	const { user, system } = process.cpuUsage(before);
	const memory = process.memoryUsage().rss / 1_000_000;
	const columns = [
		name.padEnd(32),
		`${(performance.now() - started).toFixed(0).padStart(7)} ms`,
		`${((user + system) / 1000).toFixed(0).padStart(7)} ms computing`,
		`${memory.toFixed(0).padStart(6)} MB`,
	];
	console.log(columns.join('  '));
	return result;
}

try {
	for (let index = 0; index < count; index++) {
		const file = place(index);
		if (index % 50 === 0) {
			mkdirSync(path.dirname(file), { recursive: true });
		}
		writeFileSync(file, `export const value${index} = ${index};\nexport const name${index} = 'number ${index}';\n`);
	}
	execFileSync('git', ['init', '--quiet'], { cwd: root });
	// Without a commit git is asked for one each time.
	execFileSync(
		'git',
		['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--allow-empty', '-m', 'x'],
		{
			cwd: root,
		},
	);
	console.log(`${count} files`);
	const listed = await timed('list with git', () => listFiles(root, signal));
	const walked = await timed('list without git', () => walk(root, { signal }));
	console.log(listed.files.length === walked.files.length ? 'both list the same' : 'THE LISTS DIFFER');
	const tokenizer = loadTokenizer('src/core/tokens/vocabulary/vocabulary.bin');
	const packer = createPacker(new Skeletons('src/node/skeletons/grammars'), tokenizer, { commits: 1_000 });
	const request: PackRequest = {
		name: 'many',
		roots: [{ name: 'many', folder: root }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		budget: 900_000,
		secrets: { key: 'bench', allowed: [] },
	};
	const whole = { ...request, budget: 1_000_000_000 };
	await timed('first look', () => packer.scan(whole, undefined, signal));
	await timed('a look that finds no change', () => packer.scan(whole, undefined, signal));
	writeFileSync(place(17), 'export const changed = true;\n');
	await timed('an edit', () => packer.scan(whole, [place(17)], signal));
	writeFileSync(newPlace, 'export const created = true;\n');
	await timed('a new file', () => packer.scan(whole, [newPlace], signal));
	rmSync(newPlace);
	await timed('a file that is gone', () => packer.scan(whole, [newPlace], signal));
	const scan = await timed('shortened to the window', () => packer.scan(request, undefined, signal));
	await timed('shortened again', () => packer.scan(request, undefined, signal));
	for (let edit = 0; edit < 12; edit++) {
		writeFileSync(place(17), `export const changed = [${'1, '.repeat(edit)}];\n`);
		await timed('an edit beyond the window', () => packer.scan(request, [place(17)], signal));
	}
	writeFileSync(newPlace, 'export const created = true;\n');
	await timed('a new file beyond the window', () => packer.scan(request, [newPlace], signal));
	console.log(`${scan.tokens} tokens; ${scan.files.filter(({ tier }) => tier === 'full').length} in full`);
} finally {
	rmSync(root, { recursive: true, force: true });
}

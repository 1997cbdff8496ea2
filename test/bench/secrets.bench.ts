/**
 * Speed of the search for secrets, beside what else could do it and beside a loop that only adds the bytes up.
 *
 * Bundle and run: `npx esbuild test/bench/secrets.bench.ts --bundle --platform=node --outfile=out/secrets-bench.cjs
 * && node out/secrets-bench.cjs [folder]`. Without a folder it reads this repository's dependencies.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findSecrets, mayHoldSecrets } from '../../src/core/secrets/findSecrets';
import { tokenRules } from '../../src/core/secrets/rules/table';

const ROUNDS = 5;
const LIMIT = 40e6;
const LARGEST = 5e6;

interface SourceFile {
	readonly path: string;
	readonly bytes: Buffer;
}

function readFolder(folder: string): SourceFile[] {
	const files: SourceFile[] = [];
	let size = 0;
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
		const file = path.join(folder, name);
		const stat = statSync(file, { throwIfNoEntry: false });
		if (/(?:^|\/)\.git\//.test(name) || stat?.isFile() !== true || stat.size > LARGEST || size > LIMIT) {
			continue;
		}
		const bytes = readFileSync(file);
		if (!bytes.subarray(0, 8_000).includes(0)) {
			files.push({ path: name, bytes });
			size += bytes.length;
		}
	}
	return files;
}

/** Processor time of the fastest round, in milliseconds: the machine may be busy with other things. */
function measure(work: () => void): number {
	let least = Infinity;
	for (let round = 0; round < ROUNDS; round++) {
		const before = process.cpuUsage();
		work();
		const { user, system } = process.cpuUsage(before);
		least = Math.min(least, (user + system) / 1_000);
	}
	return least;
}

const files = readFolder(process.argv[2] ?? path.join(process.cwd(), 'node_modules'));
const size = files.reduce((total, { bytes }) => total + bytes.length, 0);
const report = (name: string, milliseconds: number) => {
	console.log(
		`${name.padEnd(44)} ${milliseconds.toFixed(0).padStart(6)} ms ${(size / 1e3 / milliseconds).toFixed(0)} MB/s`,
	);
};

console.log(`${files.length} files, ${(size / 1e6).toFixed(1)} MB; node ${process.version}`);
const suspects = files.filter((file) => mayHoldSecrets(file.bytes, file.path));
let sum = 0;
report(
	'adding the bytes up',
	measure(() => {
		for (const { bytes } of files) {
			for (let position = 0; position < bytes.length; position++) {
				sum = (sum + bytes[position]!) | 0;
			}
		}
	}),
);
report(
	'mayHoldSecrets on all files',
	measure(() => {
		for (const file of files) {
			mayHoldSecrets(file.bytes, file.path);
		}
	}),
);
report(
	'decoding and findSecrets where it may find some',
	measure(() => {
		for (const file of suspects) {
			findSecrets(file.bytes.toString('utf8'), file.path);
		}
	}),
);
const keywords = [
	...new Set(tokenRules.flatMap((rule) => rule.keywords)),
	'password',
	'secret',
	'token',
	'_key',
	'://',
];
const combined = new RegExp(keywords.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'gi');
report(
	'one expression of all keywords on Latin-1 text',
	measure(() => {
		for (const { bytes } of files) {
			for (const match of bytes.toString('latin1').matchAll(combined)) {
				sum = (sum + match.index) | 0;
			}
		}
	}),
);

const counts = new Map<string, number>();
for (const file of suspects) {
	for (const { rule } of findSecrets(file.bytes.toString('utf8'), file.path)) {
		counts.set(rule, (counts.get(rule) ?? 0) + 1);
	}
}
console.log(
	`${suspects.length} files decoded; found ${[...counts].map(([rule, count]) => `${rule} ${count}`).join(', ')}`,
);

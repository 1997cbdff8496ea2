/**
 * Speed and memory of packing, beside repomix in the same run: `npm run bench:pack [-- FOLDER…] [--rounds N] [--only PART]… [--files N]`,
 * where a part is `repomix`, `secrets`, `resident`, `growth` or `thread`, which is measured beside N files.
 *
 * Both are measured from the start of their process to its end, in turn. First runs find nothing that an earlier run has
 * counted, repeated ones what the run before has; first is compared with first, repeated with repeated. Then the share of
 * the search for secrets, what an edit costs while everything is resident, how time grows with the tree, and how long the
 * thread that asks is busy.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultFolders } from './pack/corpora';
import { measureHostThread } from './pack/hostThread';
import { measureCommands, runOnce, type MeasuredCommand, type ProcessResult } from './pack/measureProcess';
import { measureSecrets } from './pack/secretShare';
import { measureGrowth, measureResident } from './pack/resident';

const repomix = path.resolve('.cache/repomix-1.18.1/node_modules/repomix/bin/repomix.cjs');
const cli = path.resolve('dist/cli.js');

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			rounds: { type: 'string', default: '5' },
			only: { type: 'string', multiple: true },
			files: { type: 'string', default: '10000' },
		},
	});
	const wants = (part: string) => values.only?.includes(part) ?? true;
	const folders =
		positionals.length > 0 ? positionals.map((each) => path.resolve(each)) : defaultFolders(process.cwd());
	const scratch = mkdtempSync(path.join(tmpdir(), 'longview-bench-'));
	try {
		console.log(
			`node ${process.version}; medians of ${values.rounds} runs, peak memory of the process in MB (with its children), ` +
				'processor time without that of git',
		);
		const sizes = new Map<string, number>();
		if (wants('repomix')) {
			for (const folder of folders) {
				sizes.set(folder, await comparison(folder, scratch, Number(values.rounds)));
			}
		}
		const measureEach = async (measure: (folder: string) => Promise<string>) => {
			for (const folder of folders) {
				console.log(`  ${path.basename(folder).padEnd(24)} ${await measure(folder)}`);
			}
		};
		if (wants('secrets')) {
			console.log('\nLooking for secrets, of the processor time of a pack');
			await measureEach(measureSecrets);
		}
		if (wants('resident')) {
			console.log('\nResident: everything is known, then one open file is edited');
			await measureEach(measureResident);
		}
		if (wants('growth')) {
			const size = (folder: string) => sizes.get(folder) ?? 0;
			const smallest = folders.toSorted((left, right) => size(left) - size(right))[0]!;
			console.log(`\nGrowth: ${path.basename(smallest)}, several times side by side, in one process`);
			console.log((await measureGrowth(smallest, scratch)).map((line) => `  ${line}`).join('\n'));
		}
		if (wants('thread')) {
			console.log("\nThe asking thread, which is the extension host's: longest time it is kept from everything else");
			console.log((await measureHostThread(scratch, Number(values.files))).map((line) => `  ${line}`).join('\n'));
		}
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

/** @returns bytes of our pack */
async function comparison(folder: string, scratch: string, rounds: number): Promise<number> {
	const output = (name: string) => path.join(scratch, `${name}.txt`);
	const counts = path.join(scratch, 'token-counts.json');
	const repomixRun = (name: string, environment: Record<string, string>): MeasuredCommand => ({
		name: `repomix, ${name}`,
		args: [repomix, folder, '--quiet', '--output', output('repomix')],
		cwd: scratch,
		environment,
		output: output('repomix'),
	});
	const longviewRun = (name: string, cache: string): MeasuredCommand => ({
		name: `longview, ${name}`,
		args: [cli, 'pack', folder, '--out', output('longview')],
		cwd: scratch,
		environment: { LONGVIEW_CACHE: path.join(scratch, cache) },
		output: output('longview'),
	});
	const commands: MeasuredCommand[] = [
		{ ...longviewRun('first run', 'nothing-known'), forget: path.join(scratch, 'nothing-known') },
		longviewRun('repeated', 'known'),
		repomixRun('first run', { REPOMIX_TOKEN_CACHE: '0' }),
		repomixRun('repeated', { REPOMIX_TOKEN_CACHE_PATH: counts }),
	];
	// Fills the caches of the repeated runs, and the system's cache of files for all.
	await runOnce(commands);
	const results = await measureCommands(commands, rounds);
	console.log(`\n${folder}`);
	for (const result of results) {
		const same = results.find(({ name }) => name.startsWith('longview') && name.endsWith(result.name.split(', ')[1]!))!;
		console.log(`  ${describe(result, same)}`);
	}
	return results[0]!.outputBytes;
}

function describe(result: ProcessResult, ours: ProcessResult): string {
	const { name, seconds, fastest, megabytes, megabytesOfAll, cpuSeconds, outputBytes } = result;
	const facts =
		`${name.padEnd(20)} ${seconds.toFixed(2).padStart(6)} s (fastest ${fastest.toFixed(2)}), ` +
		`${cpuSeconds.toFixed(2)} s of processor, ${megabytes.toFixed(0).padStart(4)} MB (${megabytesOfAll.toFixed(0)}), ` +
		`writes ${(outputBytes / 1e6).toFixed(1)} MB`;
	return result === ours
		? facts
		: `${facts}: ${(seconds / ours.seconds).toFixed(1)}x the time, ` +
				`${(megabytes / ours.megabytes).toFixed(1)}x the memory, ` +
				`${(cpuSeconds / ours.cpuSeconds).toFixed(1)}x the processor time`;
}

await main();

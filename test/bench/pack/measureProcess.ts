import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

/** A command to be measured from the start of its process to its end. */
export interface MeasuredCommand {
	readonly name: string;
	/** Arguments for Node. */
	readonly args: readonly string[];
	readonly cwd: string;
	readonly environment: Readonly<Record<string, string>>;
	/** Where it writes. */
	readonly output: string;
}

export interface ProcessResult {
	readonly name: string;
	/** Seconds from start to end: the median, and the fastest. */
	readonly seconds: number;
	readonly fastest: number;
	/** Peak resident memory of the process itself, in MB. */
	readonly megabytes: number;
	/** The same with the Node processes it started, each at its own peak. */
	readonly megabytesOfAll: number;
	/** Processor time of all Node processes. */
	readonly cpuSeconds: number;
	readonly outputBytes: number;
}

interface Usage {
	readonly parent: number;
	readonly kilobytes: number;
	readonly cpuMicroseconds: number;
}

/** Loaded into measured processes: tells at their end what they took at most. */
const probe = `
const { writeFileSync } = require('node:fs');
process.on('exit', () => {
	const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
	const usage = { parent: process.ppid, kilobytes: maxRSS, cpuMicroseconds: userCPUTime + systemCPUTime };
	writeFileSync(process.env.LONGVIEW_BENCH_PROBES + '/' + process.pid + '.json', JSON.stringify(usage));
});
`;

/** Runs commands in turn, round after round, so that a busy machine is busy for each of them; memory in a round of its own. */
export async function measureCommands(commands: readonly MeasuredCommand[], rounds: number): Promise<ProcessResult[]> {
	const times = commands.map((): number[] => []);
	for (let round = 0; round < rounds; round++) {
		for (const [index, command] of commands.entries()) {
			const start = performance.now();
			await run(command, {});
			times[index]!.push((performance.now() - start) / 1_000);
		}
	}
	const results: ProcessResult[] = [];
	for (const [index, command] of commands.entries()) {
		const sorted = times[index]!.sort((left, right) => left - right);
		const usages = await probed(command);
		const own = usages.reduce((largest, usage) => (usage.parent === process.pid ? usage : largest), usages[0]!);
		results.push({
			name: command.name,
			seconds: sorted[Math.floor(sorted.length / 2)]!,
			fastest: sorted[0]!,
			megabytes: own.kilobytes / 1_024,
			megabytesOfAll: usages.reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1_024,
			cpuSeconds: usages.reduce((sum, { cpuMicroseconds }) => sum + cpuMicroseconds, 0) / 1e6,
			outputBytes: statSync(command.output).size,
		});
	}
	return results;
}

async function probed(command: MeasuredCommand): Promise<Usage[]> {
	const folder = mkdtempSync(path.join(tmpdir(), 'longview-probe-'));
	const script = path.join(folder, 'probe.cjs');
	try {
		writeFileSync(script, probe);
		await run(command, { NODE_OPTIONS: `--require ${JSON.stringify(script)}`, LONGVIEW_BENCH_PROBES: folder });
		return readdirSync(folder)
			.filter((name) => name.endsWith('.json'))
			.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Usage);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function run({ args, cwd, environment, name }: MeasuredCommand, more: Record<string, string>): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const env = { ...process.env, ...environment, ...more };
		const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
		let words = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			words += text;
		});
		child.once('error', reject);
		child.once('close', (code) => {
			if (code === 0) {
				resolve();
			} else {
				reject(new Error(`${name} ended with ${code}: ${words.slice(-2_000)}`));
			}
		});
	});
}

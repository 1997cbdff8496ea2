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
	/** A folder that is removed before each run. */
	readonly forget?: string;
}

export interface ProcessResult {
	readonly name: string;
	/** Seconds from start to end: the median, and the fastest. */
	readonly seconds: number;
	readonly fastest: number;
	/** Peak resident memory of the process itself, in MB; this and the rest are medians, too. */
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

interface Round {
	readonly seconds: number;
	readonly usages: readonly Usage[];
}

/** Runs commands once, for the caches they fill. */
export async function runOnce(commands: readonly MeasuredCommand[]): Promise<void> {
	for (const command of commands) {
		await run(command, {});
	}
}

/** Runs commands in turn, round after round, so that a busy machine is busy for each of them. */
export async function measureCommands(commands: readonly MeasuredCommand[], rounds: number): Promise<ProcessResult[]> {
	const measured = commands.map((): Round[] => []);
	for (let round = 0; round < rounds; round++) {
		for (const [index, command] of commands.entries()) {
			measured[index]!.push(await probed(command));
		}
	}
	return commands.map(({ name, output }, index) => {
		const own = ({ usages }: Round) => usages.find(({ parent }) => parent === process.pid) ?? usages[0]!;
		const sum = (round: Round, of: (usage: Usage) => number) => round.usages.reduce((all, usage) => all + of(usage), 0);
		const median = (of: (round: Round) => number) => {
			const sorted = measured[index]!.map(of).sort((left, right) => left - right);
			return sorted[Math.floor(sorted.length / 2)]!;
		};
		return {
			name,
			seconds: median(({ seconds }) => seconds),
			fastest: Math.min(...measured[index]!.map(({ seconds }) => seconds)),
			megabytes: median((round) => own(round).kilobytes / 1_024),
			megabytesOfAll: median((round) => sum(round, ({ kilobytes }) => kilobytes / 1_024)),
			cpuSeconds: median((round) => sum(round, ({ cpuMicroseconds }) => cpuMicroseconds / 1e6)),
			outputBytes: statSync(output).size,
		};
	});
}

function forget({ forget: folder }: MeasuredCommand): void {
	if (folder !== undefined) {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function probed(command: MeasuredCommand): Promise<Round> {
	const folder = mkdtempSync(path.join(tmpdir(), 'longview-probe-'));
	const script = path.join(folder, 'probe.cjs');
	try {
		writeFileSync(script, probe);
		forget(command);
		const start = performance.now();
		await run(command, { NODE_OPTIONS: `--require ${JSON.stringify(script)}`, LONGVIEW_BENCH_PROBES: folder });
		const seconds = (performance.now() - start) / 1_000;
		const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
		return { seconds, usages: files.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Usage) };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function run(command: MeasuredCommand, more: Record<string, string>): Promise<void> {
	const { args, cwd, environment, name } = command;
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

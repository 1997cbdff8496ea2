/** Milliseconds this process has computed: other processes do not disturb it. */
function processorTime(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** The median of the milliseconds each of the runs computes. */
export async function medianTime(runs: readonly (() => unknown)[]): Promise<number> {
	const times: number[] = [];
	for (const run of runs) {
		const started = processorTime();
		await run();
		times.push(processorTime() - started);
	}
	return times.sort((left, right) => left - right)[times.length >> 1]!;
}

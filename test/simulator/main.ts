import { parseArgs } from 'node:util';
import { dialectIds } from './dialects/dialects';
import type { RecordedRequest } from './records';
import { startSimulator } from './simulator';

/**
 * The command line of the simulator: prints its address as one line of JSON, then a line per request to stderr.
 * With a pace it also takes the time that reading uncached text takes the endpoint (a million tokens in 15 seconds).
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			pace: { type: 'string' },
			dialect: { type: 'string', default: 'deepseek' },
			vocabulary: { type: 'string' },
			'until-stdin-closes': { type: 'boolean', default: false },
		},
	});
	const dialect = dialectIds.find((id) => id === values.dialect);
	if (dialect === undefined) {
		throw new Error(`There is no dialect “${values.dialect}”; there are ${dialectIds.join(', ')}.`);
	}
	const simulator = await startSimulator({
		port: Number(values.port),
		dialect,
		...(values.pace === undefined ? {} : { charactersPerSecond: Number(values.pace), tokensPerSecond: 65_000 }),
		...(values.vocabulary === undefined ? {} : { vocabulary: values.vocabulary }),
		log: (record, milliseconds) => process.stderr.write(`${describe(record, milliseconds)}\n`),
	});
	const end = () => void simulator.close().then(() => process.exit(0));
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
	if (values['until-stdin-closes']) {
		process.stdin.resume().once('close', end).once('end', end);
	}
	process.stdout.write(`${JSON.stringify({ baseUrl: simulator.baseUrl })}\n`);
}

function describe(record: RecordedRequest, milliseconds: number): string {
	const { body, fault, method, outcome, path, status, usage } = record;
	const model =
		typeof body === 'object' && body !== null && 'model' in body ? JSON.stringify(body.model).slice(0, 60) : undefined;
	return [
		`${method} ${path} ${status ?? '-'} ${outcome}`,
		model,
		usage === undefined
			? undefined
			: `prompt ${usage.prompt_tokens} cached ${usage.prompt_cache_hit_tokens} answer ${usage.completion_tokens}`,
		fault === undefined ? undefined : `fault ${fault}`,
		`${milliseconds} ms`,
	]
		.filter((part) => part !== undefined)
		.join(', ');
}

main().catch((error: unknown) => {
	process.stderr.write(`${String(error)}\n`);
	process.exit(1);
});

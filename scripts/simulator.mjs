// `npm run simulator`: the stand-in for the DeepSeek API on its own, until Ctrl-C: `npm run simulator -- --port 8000`;
// `--dialect vllm` plays another kind of server.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { supervise } from './lib/processes.mjs';
import { startSimulator } from './lib/simulator.mjs';
import { say, sayFact, sayFailure } from './lib/terminal.mjs';

await supervise(
	async () => {
		const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, dialect: { type: 'string' } } });
		await ensureDependencies();
		say('Starting the simulator…');
		const simulator = await startSimulator({ port: Number(values.port), dialect: values.dialect });
		sayFact('Simulator', simulator.baseUrl);
		say('Any key is good. Ctrl-C ends it.');
		await simulator.ended;
		throw new Error('The simulator ended by itself.');
	},
	sayFailure,
	{ interruptedCode: 0 },
);

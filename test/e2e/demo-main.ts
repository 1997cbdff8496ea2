// Plays the demo on a folder: `node out/e2e/demo-main.mjs FOLDER`.
import { supervise } from '../../scripts/lib/processes.mjs';
import { say, sayFailure } from '../../scripts/lib/terminal.mjs';
import { playDemo } from './demo.js';
import { openStage } from './harness/stage.js';

await supervise(async () => {
	const folder = process.argv[2];
	if (folder === undefined) {
		throw new Error('The demo needs a folder.');
	}
	await playDemo({ stage: await openStage(1.5), folder, say });
}, sayFailure);

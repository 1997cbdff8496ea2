// `npm test`: runs every test there is, or those named: `npm test -- --only unit,e2e --grep "a title"`.
import { mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { cache, results, root } from './lib/paths.mjs';
import { runOrThrow, supervise } from './lib/processes.mjs';
import { bold, dim, green, red, say, sayFailure, seconds } from './lib/terminal.mjs';

/** @typedef {import('./lib/checks.mjs').Check} Check */

const total = { passed: 0, failed: 0, pending: 0, unsteady: 0 };

/** Memory that two VS Code windows with their browsers need beside each other, in bytes. */
const memoryForTwo = 6 * 1024 ** 3;

/**
 * Runs one check and tells what came of it.
 * @param {Check} check
 * @param {boolean} live Whether it prints as it goes, or only once it is done.
 */
async function perform({ name, run }, live) {
	const started = Date.now();
	/** @type {string[]} */
	const kept = [];
	if (live) {
		say(bold(name));
	}
	/** @param {string} text */
	const write = (text) => {
		if (live) {
			process.stdout.write(text);
		} else {
			kept.push(text);
		}
	};
	/** @type {import('./lib/mocha.mjs').Report} */
	let report = { passed: 0, failed: 1, pending: 0 };
	try {
		report = await run(write);
	} catch (error) {
		write(`${error instanceof Error ? error.message : String(error)}\n`);
	}
	total.passed += report.passed;
	total.failed += report.failed;
	total.pending += report.pending;
	total.unsteady += report.unsteady ?? 0;
	const counts = `${report.passed} passed${report.failed > 0 ? `, ${report.failed} failed` : ''}`;
	const mark = report.failed > 0 ? red('✗') : green('✓');
	say(`${mark} ${name.padEnd(20)} ${counts.padEnd(24)} ${dim(seconds(Date.now() - started))}`);
	process.stdout.write(kept.join(''));
}

/**
 * Runs checks beside each other.
 * @param {readonly Check[]} checks The first of them begin first.
 * @param {number} atOnce How many run at a time.
 */
async function performAll(checks, atOnce) {
	const waiting = [...checks];
	const worker = async () => {
		for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
			// Only one can print as it goes: that which begins first, where all the others are few.
			await perform(check, check === checks[0] && checks.length <= atOnce + 1);
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, checks.length) }, worker));
}

/** Builds the extension, and makes sure that there are VS Code and a browser to test it in. */
async function prepareEditor() {
	const { ensureHost } = await import('./lib/host.mjs');
	const { ensureBrowser } = await import('./lib/browser.mjs');
	await ensureHost();
	await ensureBrowser();
	await rm(path.join(results, 'failures'), { recursive: true, force: true });
	await runOrThrow(process.execPath, [path.join(root, 'esbuild.mjs')], { cwd: root });
}

/**
 * @param {readonly Check[]} all
 * @param {string | undefined} only
 */
function select(all, only) {
	const stages = [...new Set(all.map(({ stage }) => stage))];
	const wanted = only?.split(',') ?? stages;
	const unknown = wanted.filter((stage) => !stages.includes(stage));
	if (unknown.length > 0) {
		throw new Error(`There is no “${unknown.join('”, “')}”. Choose from: ${stages.join(', ')}.`);
	}
	return all.filter(({ stage }) => wanted.includes(stage));
}

await supervise(async () => {
	const started = Date.now();
	const { values } = parseArgs({ options: { only: { type: 'string' }, grep: { type: 'string' } } });
	if (values.grep !== undefined) {
		process.env['LONGVIEW_TEST_GREP'] = values.grep;
	}
	await ensureDependencies();
	await mkdir(cache, { recursive: true });
	const { checks } = await import('./lib/checks.mjs');
	const selected = select(checks, values.only);
	/** @param {Check['phase']} wanted */
	const inPhase = (wanted) => selected.filter(({ phase }) => phase === wanted);
	const cores = os.availableParallelism();
	const inEditor = inPhase('editor');
	const anywhere = inPhase('any');
	await performAll([...(inEditor.length > 0 ? [] : anywhere), ...inPhase('code')], Math.min(4, cores));
	if (inEditor.length > 0) {
		await prepareEditor();
		await performAll([...inEditor, ...anywhere], cores > 1 && os.totalmem() > memoryForTwo ? 2 : 1);
	}
	await performAll(inPhase('last'), 1);
	if (total.pending > 0) {
		say(`${total.pending} skipped`);
	}
	if (total.unsteady > 0) {
		say(red(`${total.unsteady} unsteady: passed at the second try only; see above why`));
	}
	say(dim(`in ${seconds(Date.now() - started)}`));
	say(bold(`${total.passed} passed, ${total.failed} failed`));
	if (total.failed > 0 || total.passed === 0) {
		process.exitCode = 1;
	}
}, sayFailure);

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { PackRequest } from '../../../src/node/pack/request';
import { createPackService } from '../../../src/node/workspace/createPackService';
import type { PackService } from '../../../src/node/workspace/packService';
import { multiplyTree } from './corpora';

const edits = 21;
/** Tokens that a pack for the model may have. */
const window = 800_000;
const never = new AbortController().signal;

function openService(): PackService {
	return createPackService({
		vocabularyFile: path.resolve('dist/vocabulary.bin'),
		packFolder: undefined,
		grammarFolder: path.resolve('dist/grammars'),
	});
}

function requestFor(folder: string): PackRequest {
	const name = path.basename(folder);
	return {
		name,
		roots: [{ name, folder }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		secrets: { key: '00'.repeat(32), allowed: [] },
	};
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; milliseconds: number }> {
	const start = performance.now();
	const result = await work();
	return { result, milliseconds: performance.now() - start };
}

/** What looking again costs after an edit of one open file: reading, redacting and counting it, and all totals anew. */
export async function measureResident(folder: string): Promise<string> {
	const service = openService();
	const request = requestFor(folder);
	const first = await timed(() => service.scan(request, undefined, never));
	const again = await timed(() => service.scan(request, undefined, never));
	const full = first.result.files.filter(({ tier }) => tier === 'full').sort((left, right) => left.bytes - right.bytes);
	const file = full[Math.floor(full.length * 0.9)];
	if (file === undefined) {
		return 'holds no text';
	}
	const absolute = path.join(folder, file.path);
	const text = readFileSync(absolute, 'utf8');
	const editsWithin = async (budget: Pick<PackRequest, 'budget'>): Promise<string> => {
		const times: number[] = [];
		for (let edit = 0; edit < edits; edit++) {
			const edited = { ...request, ...budget, unsaved: { [absolute]: `${text}// edit ${edit}\n` } };
			times.push((await timed(() => service.summary(edited, [absolute], never))).milliseconds);
		}
		times.sort((left, right) => left - right);
		return times[Math.floor(edits / 2)]!.toFixed(1);
	};
	const whole = await editsWithin({});
	const shortened =
		first.result.tokens > window ? `, ${await editsWithin({ budget: window })} ms shortened to the window` : '';
	return (
		`${whole} ms for an edit of ${file.path} (${file.bytes} bytes)${shortened}; ` +
		`${again.milliseconds.toFixed(0)} ms to look at all ${first.result.files.length} files again, ` +
		`${first.milliseconds.toFixed(0)} ms at first`
	);
}

/** Time to pack a tree once, twice, four and eight times as large. */
export async function measureGrowth(tree: string, scratch: string): Promise<string[]> {
	const lines: string[] = [];
	// The compiler has seen everything before the first time is taken.
	await openService().packNow(requestFor(tree), never);
	for (const times of [1, 2, 4, 8]) {
		const folder = path.join(scratch, `growth-${times}`);
		multiplyTree(tree, times, folder);
		const service = openService();
		const { result, milliseconds } = await timed(() => service.packNow(requestFor(folder), never));
		const megabytes = result.bytes.length / 1e6;
		lines.push(
			`${times}x: ${megabytes.toFixed(1).padStart(6)} MB in ${milliseconds.toFixed(0).padStart(5)} ms, ` +
				`${(milliseconds / megabytes).toFixed(1)} ms per MB`,
		);
	}
	return lines;
}

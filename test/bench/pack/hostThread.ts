import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { PackIndex } from '../../../src/core/context/packIndex';
import { packMessages } from '../../../src/core/conversation/request';
import { profileByName } from '../../../src/core/model/profiles/detect';
import { encodeRequest } from '../../../src/core/model/request/encodeRequest';
import type { PackRequest } from '../../../src/node/pack/request';
import type { WorkerSettings } from '../../../src/node/workers/messages';
import { packCodec } from '../../../src/node/workers/packMessage';
import { WorkerClient } from '../../../src/node/workers/workerClient';
import type { WorkspaceOperations } from '../../../src/node/workspace/operations';
import { WorkspacePacks } from '../../../src/node/workspace/workspacePacks';

const rounds = 5;
const never = new AbortController().signal;

/** A repository of many files, about as large as the window. */
function writeWorkspace(folder: string, files: number): void {
	for (let index = 0; index < files; index++) {
		const place = path.join(folder, `area-${index % 40}`, `part-${index % 400}`);
		mkdirSync(place, { recursive: true });
		const lines = Array.from(
			{ length: 8 },
			(_, line) => `export const value${line} = compute(${index}, 'line ${line}');`,
		);
		writeFileSync(path.join(place, `file-${index}.ts`), `${lines.join('\n')}\n`);
	}
	execFileSync('git', ['init', '--quiet'], { cwd: folder });
}

/**
 * How long the thread that asks the worker is kept from everything else, as the editor's extension host would be: the
 * longest delay of its event loop in each step. Other programs delay it, too, so the least of several rounds counts.
 */
export async function measureHostThread(scratch: string, files: number): Promise<string[]> {
	const folder = path.join(scratch, 'workspace');
	writeWorkspace(folder, files);
	const longest = new Map<string, number[]>();
	for (let round = 0; round < rounds; round++) {
		await oneRound(folder, path.join(scratch, `store-${round}`), files, (step, milliseconds) => {
			longest.set(step, [...(longest.get(step) ?? []), milliseconds]);
		});
	}
	return [...longest].map(([step, times]) => {
		const sorted = times.sort((left, right) => left - right);
		return `${step.padEnd(40)} ${sorted[0]!.toFixed(1).padStart(6)} ms (median ${sorted[Math.floor(rounds / 2)]!.toFixed(1)})`;
	});
}

async function oneRound(
	folder: string,
	store: string,
	files: number,
	report: (step: string, milliseconds: number) => void,
): Promise<void> {
	const settings: WorkerSettings = {
		vocabularyFile: path.resolve('dist/vocabulary.bin'),
		packFolder: store,
		grammarFolder: path.resolve('dist/grammars'),
	};
	const engine = new WorkerClient<WorkspaceOperations>(path.resolve('dist/worker.js'), settings, packCodec);
	const request: PackRequest = {
		name: 'workspace',
		roots: [{ name: 'workspace', folder }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		budget: 1_000_000,
		secrets: { key: '00'.repeat(32), allowed: [] },
	};
	let asked = request;
	const packs = new WorkspacePacks(engine, () => asked);
	const step = async <Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> => {
		const delay = monitorEventLoopDelay({ resolution: 1 });
		delay.enable();
		await wait(20);
		delay.reset();
		const result = await work();
		// The turn that the work ended in is measured when the next one begins.
		await wait(5);
		delay.disable();
		report(name, delay.max / 1e6);
		return result;
	};
	try {
		await step('nothing', () => wait(50));
		await step(`first look at ${files} files`, () => engine.call('summary', { request, changed: undefined }, never));
		const list = { kind: 'folder', path: '', sort: 'size' } as const;
		await step('a page of the Context view', () => engine.call('contextPage', { list, offset: 0, limit: 200 }, never));
		await step('the list of all files', () => engine.call('contextListing', undefined, never));
		const pack = await step('a pack for a new chat', () => packs.packForNew(never));
		await step('its index', () => new PackIndex(pack));
		await step('the body of a request', () =>
			encodeRequest(
				{
					model: 'm',
					messages: packMessages(pack),
					thinking: { enabled: true, effort: 'high' },
					maxTokens: 1_000,
				},
				profileByName('https://api.deepseek.com')!,
			),
		);
		const edited = path.join(folder, 'area-0', 'part-0', 'file-0.ts');
		asked = { ...request, unsaved: { [edited]: 'export const edited = true;\n' } };
		await step('a look after an edit', () => engine.call('summary', { request: asked, changed: [edited] }, never));
		const told = { packId: pack.id, overlay: new Map() };
		const changes = await step('what changed', () => packs.changesSince(told, never));
		await step('files in focus', () => packs.focus('Where is compute called with line 3?', told, changes, never));
		await step('a kept pack, read from disk', () => new WorkspacePacks(engine, () => asked).storedPack(pack.id));
	} finally {
		await engine.dispose();
	}
}

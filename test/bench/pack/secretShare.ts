import path from 'node:path';
import { createPacker } from '../../../src/node/pack/createPacker';
import type { PackRequest } from '../../../src/node/pack/request';
import { loadTokenizer } from '../../../src/node/vocabulary';

const leastRounds = 7;
const mostRounds = 60;
/** Milliseconds of packs that small trees are repeated for. */
const enough = 2_000;
const never = new AbortController().signal;
const withoutSkeletons = { skeleton: () => Promise.resolve(undefined) };

/**
 * What looking for secrets takes of a pack's processor time, once the compiler has seen everything: packs with and
 * without, in turn, and the fastest of each.
 */
export async function measureSecrets(folder: string): Promise<string> {
	const tokenizer = loadTokenizer(path.resolve('dist/vocabulary.bin'));
	const name = path.basename(folder);
	const without: PackRequest = {
		name,
		roots: [{ name, folder }],
		rules: { exclude: [], include: [] },
		unsaved: {},
	};
	const requests: readonly PackRequest[] = [{ ...without, secrets: { key: '00'.repeat(32), allowed: [] } }, without];
	const fastest = requests.map(() => Infinity);
	let spent = 0;
	for (let round = 0; round <= leastRounds || (spent < enough && round < mostRounds); round++) {
		for (const [index, request] of requests.entries()) {
			const packer = createPacker(withoutSkeletons, tokenizer, { commits: 1_000, once: true });
			const before = process.cpuUsage();
			await packer.pack(request, never);
			const { user, system } = process.cpuUsage(before);
			const milliseconds = (user + system) / 1_000;
			if (round > 0) {
				fastest[index] = Math.min(fastest[index]!, milliseconds);
			}
			spent += milliseconds;
		}
	}
	const [all, rest] = fastest as [number, number];
	return `${((100 * (all - rest)) / all).toFixed(0)} % (${all.toFixed(0)} ms with, ${rest.toFixed(0)} ms without)`;
}

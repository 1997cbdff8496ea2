import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createPacker } from '../../../src/node/pack/createPacker';
import type { PackRequest } from '../../../src/node/pack/request';
import { SecretVault, type SecretFilter } from '../../../src/node/pack/secretFilter';
import { loadTokenizer } from '../../../src/node/vocabulary';

const leastRounds = 7;
const mostRounds = 60;
/** Milliseconds of packs that small trees are repeated for. */
const enough = 2_000;
const never = new AbortController().signal;
const withoutSkeletons = { skeleton: () => Promise.resolve(undefined) };

/** Adds up how long it is searched for secrets, in milliseconds. */
class TimedVault extends SecretVault {
	spent = 0;

	override filter(settings: PackRequest['secrets']): SecretFilter {
		const inner = super.filter(settings);
		return {
			filter: (body, file) => {
				const start = performance.now();
				const filtered = inner.filter(body, file);
				this.spent += performance.now() - start;
				return filtered;
			},
		};
	}
}

/**
 * What looking for secrets takes of a pack's processor time: the fastest of each, once the compiler has seen everything.
 * The search itself is timed: two packs, with and without, differ by more than it takes, because starting git costs its
 * process several milliseconds more or less.
 */
export async function measureSecrets(folder: string): Promise<string> {
	const tokenizer = loadTokenizer(path.resolve('dist/vocabulary.bin'));
	const name = path.basename(folder);
	const request: PackRequest = {
		name,
		roots: [{ name, folder }],
		rules: { exclude: [], include: [] },
		unsaved: {},
		secrets: { key: '00'.repeat(32), allowed: [] },
	};
	let total = Infinity;
	let searched = Infinity;
	let spent = 0;
	for (let round = 0; round <= leastRounds || (spent < enough && round < mostRounds); round++) {
		const vault = new TimedVault();
		const packer = createPacker(withoutSkeletons, tokenizer, { commits: 1_000, once: true }, vault);
		const before = process.cpuUsage();
		await packer.pack(request, never);
		const { user, system } = process.cpuUsage(before);
		const milliseconds = (user + system) / 1_000;
		spent += milliseconds;
		if (round > 0) {
			total = Math.min(total, milliseconds);
			searched = Math.min(searched, vault.spent);
		}
	}
	return `${((100 * searched) / total).toFixed(0)} % (${searched.toFixed(1)} of ${total.toFixed(0)} ms)`;
}

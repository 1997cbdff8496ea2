import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Pack } from '../../core/context/types';
import { writeFileAtomically } from './atomicFile';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const extension = '.pack.gz';

/** Packs kept, the one used last first. */
const maximumPacks = 8;

/**
 * Frozen packs on disk, so that chats go on after a restart with the very bytes the endpoint has cached. A pack whose
 * text does not have its address is removed, never used.
 */
export class PackStore {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	async save(pack: Pack): Promise<void> {
		await writeFileAtomically(this.#file(pack.id), await compress(JSON.stringify(pack), { level: 1 }));
		await this.#prune();
	}

	async load(id: string): Promise<Pack | undefined> {
		if (!/^[0-9a-f]{64}$/.test(id)) {
			return undefined;
		}
		const file = this.#file(id);
		let compressed: Uint8Array;
		try {
			compressed = await readFile(file);
		} catch {
			return undefined;
		}
		try {
			const pack = JSON.parse((await decompress(compressed)).toString('utf8')) as Pack;
			if (createHash('sha256').update(pack.text).digest('hex') === id) {
				const now = new Date();
				await utimes(file, now, now);
				return pack;
			}
		} catch {
			// Corrupt: removed below.
		}
		await rm(file, { force: true });
		return undefined;
	}

	async #prune(): Promise<void> {
		const names = (await readdir(this.#folder)).filter((name) => name.endsWith(extension));
		if (names.length <= maximumPacks) {
			return;
		}
		const dated = await Promise.all(
			names.map(async (name) => {
				const file = path.join(this.#folder, name);
				return { file, time: (await stat(file)).mtimeMs };
			}),
		);
		dated.sort((left, right) => right.time - left.time);
		await Promise.all(dated.slice(maximumPacks).map(({ file }) => rm(file, { force: true })));
	}

	#file(id: string): string {
		return path.join(this.#folder, `${id}${extension}`);
	}
}

import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { jsonStringLiteral } from '../../core/common/jsonText';
import { SectionList } from '../../core/context/sections';
import type { Pack, PackContents, Section } from '../../core/context/types';
import type { ChangeLog } from '../../core/conversation/workspaceAccess';
import { writeFileAtomically } from './atomicFile';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const extension = '.pack';
const currentName = 'current.json';
/** Part of the first line: a store written by another version is not understood but replaced. */
const format = 'longview-pack-2';

/** How much a store keeps, what was used last first; the pack that is saved stays whatever its size. */
export interface PackStoreLimits {
	readonly packs: number;
	/** Bytes of compressed packs. */
	readonly bytes: number;
}

const defaultLimits: PackStoreLimits = { packs: 8, bytes: 256 * 1024 * 1024 };

/** A pack with what it was made of and by which rules. */
export interface FrozenPack {
	readonly pack: Pack;
	readonly contents: PackContents;
	/** Identifies the rules by which secrets were replaced. */
	readonly secretRules: string;
	/** Placeholders that were left in clear when it was made. */
	readonly allowedSecrets: readonly string[];
	/** Files that came first in it, as the question it was made for names them. Missing in packs of earlier versions. */
	readonly mentioned?: readonly string[];
}

/** Which pack new chats begin with, and how much it was used since it was frozen. */
export interface CurrentPack {
	readonly id: string;
	readonly chats: number;
	readonly turns: number;
	/** Milliseconds since the epoch of the last question. */
	readonly usedAt: number;
}

/** The log of changes of a pack, as it is kept. */
export interface StoredLog extends ChangeLog {
	/** Placeholders that were left in clear in it. */
	readonly allowedSecrets: readonly string[];
	/** Exact tokens of `text`. */
	readonly tokens: number;
}

interface Header extends Omit<FrozenPack, 'pack'> {
	readonly id: string;
	readonly name: string;
	readonly tokens: number;
	readonly sections: readonly Section[];
}

/**
 * Frozen packs on disk, so that chats go on after a restart with the very bytes the endpoint has cached. Whatever does
 * not match its checksum and address is removed, never used.
 */
export class PackStore {
	readonly #folder: string;
	readonly #limits: PackStoreLimits;

	constructor(folder: string, limits = defaultLimits) {
		this.#folder = folder;
		this.#limits = limits;
	}

	/** Where a pack is kept. */
	file(id: string): string {
		return path.join(this.#folder, `${id}${extension}`);
	}

	async has(id: string): Promise<boolean> {
		return (await stat(this.file(id)).catch(() => undefined)) !== undefined;
	}

	async save(frozen: FrozenPack): Promise<void> {
		const { pack, ...rest } = frozen;
		const { id, name, tokens, sections, bytes } = pack;
		const header: Header = { id, name, tokens, sections: [...sections], ...rest };
		const payload = await compress(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]), { level: 1 });
		const mark = Buffer.from(`${format} ${sha256(payload)}\n`, 'latin1');
		await writeFileAtomically(this.file(id), Buffer.concat([mark, payload]));
		await this.#prune(id);
	}

	/** @returns undefined when it is not there or damaged */
	async load(id: string): Promise<FrozenPack | undefined> {
		if (!/^[0-9a-f]{64}$/.test(id)) {
			return undefined;
		}
		const file = this.file(id);
		let stored: Buffer;
		try {
			stored = await readFile(file);
		} catch {
			return undefined;
		}
		const frozen = await decode(stored, id);
		if (!frozen) {
			await rm(file, { force: true }).catch(() => undefined);
			return undefined;
		}
		const now = new Date();
		// Only the order of pruning depends on it.
		await utimes(file, now, now).catch(() => undefined);
		return frozen;
	}

	/** What has been told since a pack was frozen; undefined when there is nothing or it is damaged. */
	async log(id: string): Promise<StoredLog | undefined> {
		try {
			const value = JSON.parse(await readFile(this.#logFile(id), 'utf8')) as Partial<StoredLog> & { check?: unknown };
			const { check, ...log } = value;
			return check === sha256(Buffer.from(JSON.stringify(log))) ? (log as StoredLog) : undefined;
		} catch {
			return undefined;
		}
	}

	async setLog(id: string, log: StoredLog): Promise<void> {
		const check = sha256(Buffer.from(JSON.stringify(log)));
		await writeFileAtomically(this.#logFile(id), JSON.stringify({ ...log, check }));
	}

	async current(): Promise<CurrentPack | undefined> {
		try {
			const value = JSON.parse(await readFile(path.join(this.#folder, currentName), 'utf8')) as Partial<CurrentPack>;
			const { id, chats, turns, usedAt } = value;
			return typeof id === 'string' && [chats, turns, usedAt].every((each) => Number.isFinite(each))
				? { id, chats: chats!, turns: turns!, usedAt: usedAt! }
				: undefined;
		} catch {
			return undefined;
		}
	}

	async setCurrent(current: CurrentPack): Promise<void> {
		await writeFileAtomically(path.join(this.#folder, currentName), JSON.stringify(current));
	}

	#logFile(id: string): string {
		return path.join(this.#folder, `${id}.log.json`);
	}

	async #prune(keep: string): Promise<void> {
		const names = (await readdir(this.#folder)).filter((name) => /\.pack(\.gz)?$/.test(name));
		const dated = await Promise.all(
			names.map(async (name) => {
				const file = path.join(this.#folder, name);
				const status = await stat(file).catch(() => undefined);
				return { file, time: status?.mtimeMs ?? 0, size: status?.size ?? 0 };
			}),
		);
		dated.sort((left, right) => right.time - left.time);
		let bytes = 0;
		const surplus = dated.filter(({ file, size }, index) => {
			bytes += size;
			return file !== this.file(keep) && (index >= this.#limits.packs || bytes > this.#limits.bytes);
		});
		await Promise.all(
			surplus.flatMap(({ file }) => [
				rm(file, { force: true }),
				rm(file.replace(/\.pack(\.gz)?$/, '.log.json'), { force: true }),
			]),
		);
	}
}

function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

async function decode(stored: Buffer, id: string): Promise<FrozenPack | undefined> {
	const end = stored.indexOf(0x0a);
	const payload = stored.subarray(end + 1);
	if (end === -1 || stored.toString('latin1', 0, end) !== `${format} ${sha256(payload)}`) {
		return undefined;
	}
	try {
		const content = await decompress(payload);
		const headerEnd = content.indexOf(0x0a);
		const header = JSON.parse(content.toString('utf8', 0, headerEnd)) as Header;
		const bytes = new Uint8Array(content.subarray(headerEnd + 1));
		if (header.id !== id || sha256(bytes) !== id) {
			return undefined;
		}
		const { name, tokens, sections, ...rest } = header;
		return {
			pack: { id, name, bytes, json: jsonStringLiteral(bytes), tokens, sections: new SectionList(sections) },
			...rest,
		};
	} catch {
		return undefined;
	}
}

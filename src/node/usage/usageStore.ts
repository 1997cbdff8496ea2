import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { SerialQueue } from '../../core/common/serialQueue';
import { parseRecord, type UsageRecord } from '../../core/usage/records';
import type { UsageData } from '../../core/usage/summary';
import { byDayAndModel, dayModels, type DayModel } from '../../core/usage/totals';
import { writeFileAtomically } from '../storage/atomicFile';

export interface UsageStoreLimits {
	/** A file of records is closed when it has grown to this many bytes. */
	readonly fileBytes: number;
	/** Files kept record by record. */
	readonly files: number;
	/** Milliseconds a file must have been left alone before it is folded: no window can be writing to it then. */
	readonly quiet: number;
}

const defaultLimits: UsageStoreLimits = { fileBytes: 256 * 1024, files: 8, quiet: 60_000 };

/** What was read of a file of records. */
interface ReadFile {
	/** Size and time of the file that was read. */
	readonly version: string;
	readonly records: readonly UsageRecord[];
}

/**
 * Records of usage in numbered files of lines, written by all windows of a user at once. There is no lock: a line is
 * appended in one write, only the last file grows, and a file is folded into its sums, which are the same whoever makes
 * them, long after the next has been begun.
 */
export class UsageStore {
	readonly #folder: string;
	readonly #limits: UsageStoreLimits;
	readonly #read = new Map<number, ReadFile>();
	readonly #folded = new Map<number, readonly DayModel[]>();
	/** One thing after the other in this window. */
	readonly #queue = new SerialQueue();

	constructor(folder: string, limits: Partial<UsageStoreLimits> = {}) {
		this.#folder = folder;
		this.#limits = { ...defaultLimits, ...limits };
	}

	/** Writes a record down and folds what has become too much. */
	append(record: UsageRecord): Promise<void> {
		return this.#queue.run(async () => {
			await mkdir(this.#folder, { recursive: true });
			const numbers = await this.#numbers('jsonl');
			let last = numbers.at(-1) ?? Math.max(0, ...(await this.#numbers('json'))) + 1;
			if ((await sizeOf(this.#recordsFile(last))) >= this.#limits.fileBytes) {
				last++;
			}
			// The line feed before it ends a line that a crash has cut.
			await appendFile(this.#recordsFile(last), `\n${JSON.stringify(record)}\n`, { mode: 0o600 });
			await this.#fold(await this.#numbers('jsonl'));
		});
	}

	/** All that is known, by every window. Lines and files that are damaged are passed over. */
	read(): Promise<UsageData> {
		return this.#queue.run(async () => {
			const [recorded, folded] = [await this.#numbers('jsonl'), await this.#numbers('json')];
			// A window may have ended between writing the sums of a file and taking the file away.
			const both = new Set(folded);
			const files = await Promise.all(
				recorded.filter((number) => !both.has(number)).map((number) => this.#records(number)),
			);
			const sums = await Promise.all(folded.map((number) => this.#sums(number)));
			this.#forgetOthers(recorded, folded);
			return { records: files.flatMap((file) => file?.records ?? []), folded: byDayAndModel([], sums.flat()) };
		});
	}

	/** Forgets everything, for all windows. */
	clear(): Promise<void> {
		return this.#queue.run(async () => {
			await rm(this.#folder, { recursive: true, force: true });
			this.#forgetOthers([], []);
		});
	}

	/** Undefined when the file is gone: another window has folded or cleared it. */
	async #records(number: number): Promise<ReadFile | undefined> {
		try {
			const file = this.#recordsFile(number);
			const { size, mtimeMs } = await stat(file);
			const version = `${size} ${mtimeMs}`;
			const known = this.#read.get(number);
			if (known?.version === version) {
				return known;
			}
			const records = (await readFile(file, 'utf8')).split('\n').map(parseRecord);
			const read = { version, records: records.filter((record) => record !== undefined) };
			this.#read.set(number, read);
			return read;
		} catch {
			return undefined;
		}
	}

	async #sums(number: number): Promise<readonly DayModel[]> {
		const known = this.#folded.get(number);
		if (known) {
			return known;
		}
		try {
			const sums = v.parse(dayModels, JSON.parse(await readFile(this.#sumsFile(number), 'utf8')));
			this.#folded.set(number, sums);
			return sums;
		} catch {
			return [];
		}
	}

	/** Turns the oldest files into their sums. */
	async #fold(numbers: readonly number[]): Promise<void> {
		for (const number of numbers.slice(0, -this.#limits.files)) {
			const file = this.#recordsFile(number);
			const { mtimeMs } = (await stat(file).catch(() => undefined)) ?? { mtimeMs: Infinity };
			// The file system tells parts of a millisecond, the clock does not.
			if (Date.now() - Math.floor(mtimeMs) >= this.#limits.quiet) {
				const read = await this.#records(number);
				if (read) {
					await writeFileAtomically(this.#sumsFile(number), JSON.stringify(byDayAndModel(read.records)));
					await rm(file, { force: true });
				}
			}
		}
	}

	/** Numbers of the files with an ending, in their order. */
	async #numbers(ending: 'jsonl' | 'json'): Promise<number[]> {
		const names = await readdir(this.#folder).catch(() => []);
		return names
			.map((name) => /^(?:usage|sums)-(\d{1,9})\.(jsonl|json)$/.exec(name))
			.filter((match) => match?.[2] === ending)
			.map((match) => Number(match![1]))
			.sort((left, right) => left - right);
	}

	#forgetOthers(recorded: readonly number[], folded: readonly number[]): void {
		[...this.#read.keys()].filter((each) => !recorded.includes(each)).forEach((each) => this.#read.delete(each));
		[...this.#folded.keys()].filter((each) => !folded.includes(each)).forEach((each) => this.#folded.delete(each));
	}

	#recordsFile(number: number): string {
		return path.join(this.#folder, `usage-${number}.jsonl`);
	}

	#sumsFile(number: number): string {
		return path.join(this.#folder, `sums-${number}.json`);
	}
}

async function sizeOf(file: string): Promise<number> {
	return (await stat(file).catch(() => undefined))?.size ?? 0;
}

import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CountSource, KnownCounts, TextCount } from '../pack/knownCounts';
import type { PackRequest } from '../pack/request';

const magic = Buffer.from('longview counts 1\n', 'latin1');
/** Bytes of a SHA-256 in hexadecimal digits. */
const digestLength = 64;
const headLength = magic.length + 2 * digestLength;
/** A text's name, then two numbers of four bytes. */
const nameLength = 38;
const recordLength = nameLength + 8;

/** Days after which what no run has written anew is thrown away. */
const longestKept = 60;
/** Bytes that all files of a folder may take; a file of the tree takes 46. The oldest go first. */
const mostBytes = 64 * 1024 * 1024;

/**
 * What earlier runs counted, in one file for each folder and settings. It holds digests and numbers, no texts, names or
 * secrets, and is readable for its owner alone. What is damaged, or was written by another version, is as good as
 * nothing: it is counted anew.
 */
export class CountCache implements KnownCounts {
	readonly #file: string;
	readonly #maker: string;
	readonly #known: Map<string, TextCount>;
	/** What this run met: the rest is not kept. */
	readonly #met = new Map<string, TextCount>();
	#isNew = false;

	/**
	 * @param folder where all such files lie
	 * @param subject what was counted, and by which settings: each has its own file
	 * @param maker 64 hexadecimal digits that change with anything that may count otherwise
	 */
	constructor(folder: string, subject: string, maker: string) {
		this.#file = path.join(folder, `${hash('sha256', subject, 'hex').slice(0, 32)}.counts`);
		this.#maker = maker;
		this.#known = readCounts(this.#file, maker);
	}

	get isEmpty(): boolean {
		return this.#known.size === 0;
	}

	get(name: string): TextCount | undefined {
		const found = this.#known.get(name);
		if (found) {
			this.#met.set(name, found);
		}
		return found;
	}

	set(name: string, count: TextCount): void {
		this.#isNew = true;
		this.#met.set(name, count);
	}

	/** Writes what this run met, when any of it is new. What cannot be written is not kept. */
	save(): void {
		if (!this.#isNew) {
			return;
		}
		const records = Buffer.allocUnsafe(this.#met.size * recordLength);
		let at = 0;
		for (const [name, { tokens, lines }] of this.#met) {
			records.write(name, at, nameLength, 'latin1');
			records.writeUInt32LE(tokens, at + nameLength);
			records.writeUInt32LE(lines, at + nameLength + 4);
			at += recordLength;
		}
		const folder = path.dirname(this.#file);
		const temporary = `${this.#file}.${process.pid}.tmp`;
		try {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			const head = Buffer.from(this.#maker + hash('sha256', records, 'hex'), 'latin1');
			writeFileSync(temporary, Buffer.concat([magic, head, records]), { mode: 0o600 });
			renameSync(temporary, this.#file);
			forgetOld(folder);
		} catch {
			removeQuietly(temporary);
		}
	}
}

function removeQuietly(file: string): void {
	try {
		rmSync(file, { force: true });
	} catch {
		// It lies where nothing can be written.
	}
}

function readCounts(file: string, maker: string): Map<string, TextCount> {
	const counts = new Map<string, TextCount>();
	let bytes: Buffer;
	try {
		bytes = readFileSync(file);
	} catch {
		return counts;
	}
	const records = bytes.subarray(headLength);
	const isOurs =
		bytes.length >= headLength &&
		bytes.subarray(0, magic.length).equals(magic) &&
		bytes.toString('latin1', magic.length, magic.length + digestLength) === maker &&
		bytes.toString('latin1', magic.length + digestLength, headLength) === hash('sha256', records, 'hex');
	if (!isOurs || records.length % recordLength !== 0) {
		return counts;
	}
	for (let at = 0; at < records.length; at += recordLength) {
		counts.set(records.toString('latin1', at, at + nameLength), {
			tokens: records.readUInt32LE(at + nameLength),
			lines: records.readUInt32LE(at + nameLength + 4),
		});
	}
	return counts;
}

/** Throws away what belongs to folders that nobody packs any more, and the oldest of what is too much. */
function forgetOld(folder: string): void {
	const oldest = Date.now() - longestKept * 24 * 3_600_000;
	const files = readdirSync(folder)
		.filter((name) => /\.(?:counts|tmp)$/.test(name))
		.map((name) => {
			const file = path.join(folder, name);
			const stats = statSync(file, { throwIfNoEntry: false });
			return { file, at: stats?.mtimeMs ?? Infinity, bytes: stats?.size ?? 0 };
		})
		.sort((left, right) => right.at - left.at);
	let bytes = 0;
	for (const each of files) {
		bytes += each.bytes;
		if (each.at < oldest || bytes > mostBytes) {
			removeQuietly(each.file);
		}
	}
}

/** The counts of workspaces that are looked at again and again: each is asked for its counts once. */
export class CountStore implements CountSource {
	readonly #folder: string;
	readonly #maker: () => string;

	/**
	 * @param folder where all such files lie
	 * @param maker see `CountCache`
	 */
	constructor(folder: string, maker: () => string) {
		this.#folder = folder;
		this.#maker = maker;
	}

	open({ roots, rules, secrets }: PackRequest): CountCache | undefined {
		const subject = JSON.stringify([roots, rules, secrets?.allowed]);
		try {
			return new CountCache(this.#folder, subject, this.#maker());
		} catch {
			// The program's own file was replaced under it: all is counted anew.
			return undefined;
		}
	}

	keep(counts: CountCache): void {
		counts.save();
	}
}

/** A `maker` for counts: it differs whenever a program does. @throws Error when its file cannot be read */
export function makerOf(program: string): string {
	return hash('sha256', readFileSync(program), 'hex');
}

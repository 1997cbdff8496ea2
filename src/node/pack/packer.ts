import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import path from 'node:path';
import { assemblePack, packTokens } from '../../core/context/assemble';
import { countLines, normaliseText, renderSection } from '../../core/context/layout';
import { createPathRules, looksMinified, type ContextRules } from '../../core/context/rules';
import type { ContextFile, OmitReason, Pack } from '../../core/context/types';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { listFiles } from '../files/listFiles';
import { FileReader, type OmissionReason } from '../files/readFile';

/** A folder of the workspace. */
export interface PackRoot {
	/** Shown before the paths when there are several roots; must then be unique. */
	readonly name: string;
	/** Absolute path of the folder. */
	readonly folder: string;
}

export interface PackRequest {
	/** Name of the workspace. */
	readonly name: string;
	readonly roots: readonly PackRoot[];
	readonly rules: ContextRules;
	/** Texts of unsaved editors by absolute path: they count instead of what is on disk. */
	readonly unsaved: Readonly<Record<string, string>>;
}

/** What a scan found, before any text is laid out. */
export interface Scan {
	readonly files: readonly ContextFile[];
	/** Exact tokens of the pack these files would make. */
	readonly tokens: number;
	readonly notes: readonly string[];
}

interface Known {
	readonly stamp: string;
	readonly file: ContextFile;
}

/** A file that can be read again as it was counted. */
interface Located extends Place {
	readonly file: ContextFile;
}

/** Where a workspace file lies. */
interface Place {
	/** The reader of the file's root. */
	readonly reader: FileReader;
	/** Path below the root, `/` separated. */
	readonly relative: string;
	readonly absolute: string;
}

const omitReasons: Readonly<Record<OmissionReason, OmitReason>> = {
	binary: 'binary',
	'too-large': 'too large',
	unreadable: 'unreadable',
	symlink: 'symbolic link',
	'symlink-outside': 'symbolic link',
	'not-a-file': 'not a regular file',
	encoding: 'binary',
};

/**
 * Scans a workspace and builds its pack. Keeps what it learned about each file, so that a later scan reads only files
 * whose size or times changed. All file access is synchronous: run it in a worker where a thread must stay free.
 */
export class Packer {
	readonly #counter: TokenCounter;
	readonly #known = new Map<string, Known>();

	constructor(counter: TokenCounter) {
		this.#counter = counter;
	}

	/** Lists and counts the workspace's files, without keeping their texts. */
	async scan(request: PackRequest, signal: AbortSignal): Promise<Scan> {
		const { located, notes } = await this.#locate(request, signal);
		const files = located.map((each) => each.file);
		return { files, tokens: packTokens(request.name, files, this.#counter), notes };
	}

	/** The normalised text of one file now; undefined when it is gone or not text. */
	read(request: PackRequest, file: string): string | undefined {
		const place = placeOf(request, file);
		return place && readNormalised(request, place);
	}

	/**
	 * Builds the pack. A file that changes while it is read is counted as it was read: what is counted is what is laid
	 * out.
	 */
	async pack(request: PackRequest, signal: AbortSignal): Promise<Pack> {
		const { located, notes } = await this.#locate(request, signal);
		const files: ContextFile[] = [];
		const texts = new Map<string, string>();
		for (const { file, ...place } of located) {
			if (file.tier !== 'full') {
				files.push(file);
				continue;
			}
			signal.throwIfAborted();
			const text = readNormalised(request, place);
			if (text === undefined) {
				files.push(omit(file.path, 'unreadable', 'vanished while it was packed', file.bytes));
			} else {
				const hash = hashText(text);
				files.push(hash === file.hash ? file : this.#count(file.path, text, file.bytes));
				texts.set(file.path, text);
			}
		}
		const unaddressed = assemblePack(
			request.name,
			files,
			(file) => ({ path: file.path, text: texts.get(file.path)! }),
			notes,
			this.#counter,
		);
		return { id: createHash('sha256').update(unaddressed.text).digest('hex'), ...unaddressed };
	}

	async #locate(request: PackRequest, signal: AbortSignal): Promise<{ located: Located[]; notes: string[] }> {
		const located: Located[] = [];
		const notes: string[] = [];
		const decide = createPathRules(request.rules, (pattern) =>
			notes.push(`The pattern ${JSON.stringify(pattern)} in the settings cannot be understood and has no effect.`),
		);
		const seen = new Set<string>();
		for (const root of request.roots) {
			const listing = await listFiles(root.folder, signal);
			const reader = new FileReader(root.folder);
			const prefix = request.roots.length > 1 ? `${root.name}/` : '';
			notes.push(...listing.notes.map((note) => (prefix === '' ? note : `${root.name}: ${note}`)));
			for (const relative of listing.files) {
				signal.throwIfAborted();
				const place = { reader, relative, absolute: path.join(root.folder, relative) };
				seen.add(place.absolute);
				const decision = decide(relative);
				const file = decision
					? omit(prefix + relative, decision.reason, decision.detail, sizeOf(place.absolute))
					: this.#examine(request, prefix + relative, place);
				located.push({ file, ...place });
			}
		}
		for (const absolute of this.#known.keys()) {
			if (!seen.has(absolute)) {
				this.#known.delete(absolute);
			}
		}
		located.sort((left, right) => (left.file.path < right.file.path ? -1 : 1));
		return { located, notes };
	}

	#examine(request: PackRequest, file: string, place: Place): ContextFile {
		const { absolute } = place;
		const unsaved = request.unsaved[absolute];
		if (unsaved !== undefined) {
			return this.#count(file, normaliseText(unsaved), Buffer.byteLength(unsaved));
		}
		const stamp = stampOf(absolute);
		const known = this.#known.get(absolute);
		if (known !== undefined && known.stamp === stamp && known.file.path === file) {
			return known.file;
		}
		const examined = this.#read(file, place);
		if (stamp !== undefined) {
			this.#known.set(absolute, { stamp, file: examined });
		}
		return examined;
	}

	#read(file: string, place: Place): ContextFile {
		const content = place.reader.read(place.relative);
		if (content.kind === 'omitted') {
			return omit(file, omitReasons[content.reason], content.detail, content.size ?? 0);
		}
		const text = normaliseText(decodeUtf8(content.bytes));
		if (looksMinified(text.length, countLines(text))) {
			return omit(file, 'minified', 'very long lines', content.size);
		}
		return this.#count(file, text, content.size);
	}

	#count(file: string, text: string, bytes: number): ContextFile {
		return {
			path: file,
			tier: 'full',
			reason: 'whole file',
			detail: '',
			bytes,
			tokens: this.#counter.countText(renderSection(file, text).text),
			hash: hashText(text),
		};
	}
}

function placeOf(request: PackRequest, file: string): Place | undefined {
	const root =
		request.roots.length === 1 ? request.roots[0] : request.roots.find((each) => file.startsWith(`${each.name}/`));
	if (!root) {
		return undefined;
	}
	const relative = request.roots.length === 1 ? file : file.slice(root.name.length + 1);
	return { reader: new FileReader(root.folder), relative, absolute: path.join(root.folder, relative) };
}

function readNormalised(request: PackRequest, place: Place): string | undefined {
	const unsaved = request.unsaved[place.absolute];
	if (unsaved !== undefined) {
		return normaliseText(unsaved);
	}
	const content = place.reader.read(place.relative);
	return content.kind === 'text' ? normaliseText(decodeUtf8(content.bytes)) : undefined;
}

function decodeUtf8(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function omit(file: string, reason: OmitReason, detail: string, bytes: number): ContextFile {
	return { path: file, tier: 'path', reason, detail, bytes, tokens: 0, hash: '' };
}

function sizeOf(absolute: string): number {
	return lstatSync(absolute, { throwIfNoEntry: false })?.size ?? 0;
}

/** Changes whenever the file's content can have changed; undefined when the file cannot be examined. */
function stampOf(absolute: string): string | undefined {
	try {
		const status = lstatSync(absolute, { bigint: true });
		return `${status.size}:${status.mtimeNs}:${status.ctimeNs}:${status.ino}`;
	} catch {
		return undefined;
	}
}

/** Identifies a normalised text. */
export function hashText(text: string): string {
	return createHash('sha1').update(text).digest('base64url');
}

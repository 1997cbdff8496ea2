import { createHash } from 'node:crypto';
import { listDifference } from '../../core/common/listDifference';
import { renderClosing } from '../../core/context/layout';
import { packTokens } from '../../core/context/packTokens';
import { SectionList } from '../../core/context/sections';
import type { ContextFile, Pack } from '../../core/context/types';
import type { Redaction } from '../../core/secrets/redact';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import type { VirtualFiles } from '../files/virtualFiles';
import { FileTexts, neutraliseBytes, placeOf } from './fileTexts';
import { surveyedPath, type SurveyedFile } from './fileExaminer';
import type { Fitter, FittedFiles } from './fitter';
import { hashBytes } from './hashBytes';
import type { CountSource } from './knownCounts';
import { PackTotals } from './packTotals';
import { KeptSections, PackWriter } from './packWriter';
import type { PackRequest } from './request';
import type { SecretFilter, SecretVault } from './secretFilter';
import { SectionBuffer, type SectionBytes } from './sectionBuffer';
import { Surveyor } from './surveyor';
import type { TextKnowledge } from './textKnowledge';
import { Turns } from './turns';

/** What a scan found, before any text is laid out. */
export interface Scan extends FittedFiles {
	/** Exact tokens of the pack these files would make. */
	readonly tokens: number;
	/** The secrets replaced in each file that holds any, by path. */
	readonly redactions: ReadonlyMap<string, readonly Redaction[]>;
}

/** A file's text as the model may see it now. */
export interface CurrentText {
	/** Normalised, secrets replaced; a part of it where `part` says so. */
	readonly text: string;
	readonly part: { readonly tier: 'head' | 'skeleton'; readonly lines: number } | undefined;
}

/** A pack before it is prepared for sending. */
export type PlainPack = Omit<Pack, 'json'>;

/** A pack whose bytes lie in pieces: what only writes them out need not hold them twice, nor name them. */
export type PackInParts = Omit<PlainPack, 'bytes' | 'id'> & {
	readonly parts: readonly Buffer[];
	readonly id: () => string;
};

/** Scans a workspace and builds its pack, in the calling thread. */
export class Packer {
	readonly #counter: TokenCounter;
	readonly #totals: PackTotals;
	readonly #surveyor: Surveyor;
	readonly #fitter: Fitter;
	readonly #vault: SecretVault;
	readonly #virtual: VirtualFiles;
	readonly #buffer = new SectionBuffer();
	/** The secrets of the last scan, and the files they were found in. */
	#redacted: { readonly files: readonly SurveyedFile[]; readonly redactions: Scan['redactions'] } | undefined;

	constructor(counter: TokenCounter, fitter: Fitter, vault: SecretVault, virtual: VirtualFiles, counts?: CountSource) {
		this.#counter = counter;
		this.#totals = new PackTotals(counter);
		this.#surveyor = new Surveyor(counter, virtual, counts);
		this.#virtual = virtual;
		this.#fitter = fitter;
		this.#vault = vault;
	}

	/**
	 * Lists and counts the workspace's files and chooses how much of each stands in the pack, without keeping texts.
	 * @param changed absolute paths of the files that changed since the last scan, when nothing else did
	 * @throws the signal's reason
	 */
	async scan(request: PackRequest, changed: readonly string[] | undefined, signal: AbortSignal): Promise<Scan> {
		return await this.#scan(request, this.#vault.filter(request.secrets), changed, signal, undefined);
	}

	/**
	 * Builds the pack. A file that changes while it is read is counted as it was read: what is counted is what is laid
	 * out.
	 * @param from `last-look` where the files have just been looked at: they are not listed anew
	 * @throws the signal's reason
	 */
	async pack(
		request: PackRequest,
		signal: AbortSignal,
		from: 'last-look' | 'now' = 'now',
	): Promise<{ readonly pack: PlainPack; readonly scan: Scan }> {
		const { pack, scan } = await this.packInParts(request, signal, from);
		const { id, parts, ...facts } = pack;
		return { pack: { ...facts, id: id(), bytes: Buffer.concat(parts) }, scan };
	}

	/** Like `pack`. @throws the signal's reason */
	async packInParts(
		request: PackRequest,
		signal: AbortSignal,
		from: 'last-look' | 'now' = 'now',
	): Promise<{ readonly pack: PackInParts; readonly scan: Scan }> {
		const secrets = this.#vault.filter(request.secrets);
		const kept = new KeptSections(request.budget);
		const scanning = this.#scan(request, secrets, from === 'last-look' ? [] : undefined, signal, kept);
		// Git tells the history while the files are read.
		const [scan, history] = await Promise.all([scanning, this.#fitter.history(request, signal)]);
		const texts = new FileTexts(request, secrets, this.#virtual);
		const writer = new PackWriter(request.name);
		const changed = new Map<string, ContextFile>();
		const turns = new Turns(signal);
		for (const file of this.#fitter.arrange(scan.files, history)) {
			if (turns.isOver) {
				await turns.next();
			}
			const section = kept.take(file);
			if (section) {
				writer.add(file, section);
				continue;
			}
			const read = await this.#section(request, texts, file);
			if (read) {
				const current = read.hash === file.hash ? file : this.#recounted(file, read.section, read.hash);
				if (current !== file) {
					changed.set(file.path, current);
				}
				writer.addCopy(current, read.section);
			} else {
				changed.set(file.path, vanished(file));
			}
		}
		const current = changed.size === 0 ? scan : this.#corrected(request, scan, changed);
		const parts = writer.finish(renderClosing(current.files, current.unlisted));
		const { name } = request;
		const { tokens } = current;
		const sections = new SectionList(writer.sections);
		return { pack: { id: () => digestOf(parts), name, parts, tokens, sections }, scan: current };
	}

	/** The files with a section in a pack made now, in its order. @throws the signal's reason */
	async order(scan: Scan, request: PackRequest, signal: AbortSignal): Promise<readonly ContextFile[]> {
		return this.#fitter.arrange(scan.files, await this.#fitter.history(request, signal));
	}

	/** What the texts of the workspace tell about each other. @throws the signal's reason */
	async knowledge(request: PackRequest, signal: AbortSignal): Promise<TextKnowledge> {
		const survey = await this.#surveyor.survey(request, this.#vault.filter(request.secrets), [], signal);
		return await this.#fitter.knowledge(survey, request, signal);
	}

	/** What the model may see of a file now, at the tier a scan gave it; undefined when it is gone or not text. */
	async read(request: PackRequest, file: ContextFile): Promise<CurrentText | undefined> {
		const shown = await this.#shown(
			request,
			new FileTexts(request, this.#vault.filter(request.secrets), this.#virtual),
			file,
		);
		if (!shown) {
			return undefined;
		}
		const part = shown.tier === 'full' ? undefined : { tier: shown.tier, lines: shown.lines };
		return { text: shown.body.toString('utf8'), part };
	}

	/** The whole text of a file, secrets replaced, whatever its tier; undefined when it is gone or not text. */
	readWhole(request: PackRequest, file: string): string | undefined {
		const place = placeOf(request.roots, file);
		const texts = new FileTexts(request, this.#vault.filter(request.secrets), this.#virtual);
		const text = place && texts.read(place, true);
		return text?.kind === 'text' && text.form === 'full' ? text.body.toString('utf8') : undefined;
	}

	async #scan(
		request: PackRequest,
		secrets: SecretFilter,
		changed: readonly string[] | undefined,
		signal: AbortSignal,
		kept: KeptSections | undefined,
	): Promise<Scan> {
		const survey = await this.#surveyor.survey(request, secrets, changed, signal, (path, section, hash) =>
			kept?.keep(path, section, hash),
		);
		const fitted = await this.#fitter.fit(survey, request, signal);
		const tokens = fitted.tokens ?? this.#totals.count(request.name, fitted.files, fitted.unlisted);
		return { ...fitted, tokens, redactions: this.#redactionsOf(survey.files) };
	}

	#redactionsOf(files: readonly SurveyedFile[]): Scan['redactions'] {
		const last = this.#redacted;
		const difference = last && listDifference(last.files, files, surveyedPath);
		const isSame =
			difference?.removed.every((at) => last!.files[at]!.replaced.length === 0) === true &&
			difference.added.every((at) => files[at]!.replaced.length === 0);
		const redactions =
			last && isSame
				? last.redactions
				: new Map(
						files.filter(({ replaced }) => replaced.length > 0).map(({ place, replaced }) => [place.path, replaced]),
					);
		this.#redacted = { files, redactions };
		return redactions;
	}

	async #section(request: PackRequest, texts: FileTexts, file: ContextFile) {
		const shown = await this.#shown(request, texts, file);
		return (
			shown && {
				hash: shown.hash,
				section: this.#buffer.write(file.path, neutraliseBytes(shown.body), shown.tier, shown.lines),
			}
		);
	}

	async #shown(request: PackRequest, texts: FileTexts, file: ContextFile) {
		const place = placeOf(request.roots, file.path);
		const text = place && texts.read(place, file.tier !== 'head');
		if (text?.kind !== 'text') {
			return undefined;
		}
		const { body, lines } = text;
		const hash = hashBytes(body);
		if (file.tier !== 'skeleton') {
			return { body, lines, hash, tier: text.form };
		}
		const skeleton = await this.#fitter.skeleton(file.path, hash, body, lines);
		return skeleton && { body: Buffer.from(skeleton.text, 'utf8'), lines, hash, tier: 'skeleton' as const };
	}

	#recounted(file: ContextFile, section: SectionBytes, hash: string): ContextFile {
		return { ...file, hash, tokens: this.#counter.count(section.bytes) };
	}

	/** A scan after some files were found otherwise when they were laid out. */
	#corrected(request: PackRequest, scan: Scan, changed: ReadonlyMap<string, ContextFile>): Scan {
		const files = scan.files.map((file) => changed.get(file.path) ?? file);
		return { ...scan, files, tokens: packTokens(request.name, files, scan.unlisted, this.#counter) };
	}
}

function digestOf(parts: readonly Buffer[]): string {
	const digest = createHash('sha256');
	parts.forEach((part) => digest.update(part));
	return digest.digest('hex');
}

function vanished(file: ContextFile): ContextFile {
	const detail = 'it vanished while it was packed';
	return { ...file, tier: 'path', reason: 'unreadable', detail, tokens: 0, fullTokens: 0, hash: '', redactions: 0 };
}

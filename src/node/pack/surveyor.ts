import path from 'node:path';
import { SerialQueue } from '../../core/common/serialQueue';
import { createPathRules, type ContextRules } from '../../core/context/rules';
import type { MarkedKind } from '../../core/context/rules/attributes';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { listFiles, type FileList } from '../files/listFiles';
import type { VirtualFiles } from '../files/virtualFiles';
import {
	FileExaminer,
	isSameStamp,
	omittedFile,
	stampOf,
	statusOf,
	type FileStamp,
	type SectionReceiver,
	type SurveyedFile,
} from './fileExaminer';
import { FileTexts } from './fileTexts';
import type { CountSource, KnownCounts } from './knownCounts';
import { absoluteOf, type PackRequest, type PackRoot, type Place } from './request';
import type { SecretFilter } from './secretFilter';
import { SectionBuffer } from './sectionBuffer';
import { Turns } from './turns';

/** What a look at the workspace found. */
export interface Survey {
	/** By path. */
	readonly files: readonly SurveyedFile[];
	readonly notes: readonly string[];
}

interface Known {
	readonly stamp: FileStamp | undefined;
	/** Text of the unsaved editor it was read from. */
	readonly unsaved: string | undefined;
	readonly forced: boolean;
	/** What a `.gitattributes` file said. */
	readonly marked: MarkedKind | undefined;
	readonly surveyed: SurveyedFile;
	/** The number of the last look that found the stamp unchanged. */
	confirmed: number;
}

/** Milliseconds of a turn while git is listing: it waits whenever nobody takes what it has listed. */
const longestTurnBesideGit = 4;

/**
 * Looks at a workspace: lists, reads and counts. Keeps what it learned about each file, so that a later look reads only
 * files whose size or times changed; a look that was stopped has learned something, too. File access is synchronous: run
 * it in a worker where a thread must stay free.
 */
export class Surveyor {
	readonly #counter: TokenCounter;
	readonly #virtual: VirtualFiles;
	readonly #source: CountSource | undefined;
	/** What is known of plain texts from before, until a first look has ended under the rules of `#key`. */
	#counts: KnownCounts | undefined;
	readonly #buffer = new SectionBuffer();
	/** One look at a time: two of them under different rules would take each other's files for their own. */
	readonly #queue = new SerialQueue();
	/** What is known under the rules of `#key`. */
	readonly #known = new Map<string, Known>();
	/** Absolute paths of those that were read from an unsaved editor. */
	readonly #unsaved = new Set<string>();
	#key: string | undefined;
	#looks = 0;
	#last: { readonly key: string; readonly survey: Survey } | undefined;

	/** @param source tells what is known of plain texts before the first look */
	constructor(counter: TokenCounter, virtual: VirtualFiles, source?: CountSource) {
		this.#counter = counter;
		this.#source = source;
		this.#virtual = virtual;
	}

	/**
	 * @param changed absolute paths of files that changed since the last survey, when nothing else did; undefined when
	 *   the workspace must be listed anew
	 * @param receive gets the sections of files that had to be read
	 * @throws the signal's reason
	 */
	survey(
		request: PackRequest,
		secrets: SecretFilter,
		changed: readonly string[] | undefined,
		signal: AbortSignal,
		receive?: SectionReceiver,
	): Promise<Survey> {
		return this.#queue.run(async () => {
			signal.throwIfAborted();
			return await this.#survey(request, secrets, changed, signal, receive);
		});
	}

	async #survey(
		request: PackRequest,
		secrets: SecretFilter,
		changed: readonly string[] | undefined,
		signal: AbortSignal,
		receive: SectionReceiver | undefined,
	): Promise<Survey> {
		const key = surveyKey(request);
		const last = this.#last?.key === key ? this.#last.survey : undefined;
		let survey = changed && last && this.#update(last, request, secrets, changed);
		if (!survey) {
			if (this.#key !== key) {
				this.#known.clear();
				this.#unsaved.clear();
				this.#key = key;
				this.#counts = this.#source?.open(request);
			}
			// Until the look has ended, more may be known than the last one found.
			this.#last = undefined;
			survey = await this.#look(request, secrets, signal, receive);
			if (this.#counts) {
				this.#source?.keep(this.#counts);
				this.#counts = undefined;
			}
		}
		this.#last = { key, survey };
		return survey;
	}

	async #look(
		request: PackRequest,
		secrets: SecretFilter,
		signal: AbortSignal,
		receive: SectionReceiver | undefined,
	): Promise<Survey> {
		this.#looks++;
		const listings = request.roots.map((root) => this.#list(root, signal));
		// What is thrown is met when its root's turn comes.
		for (const listing of listings) {
			listing.catch(() => undefined);
		}
		await this.#confirmKnown(signal);
		const notes: string[] = [];
		const texts = new FileTexts(request, secrets, this.#virtual, this.#counts);
		const examiner = new FileExaminer(this.#counter, this.#buffer, texts, receive, this.#counts);
		const unsaved = unsavedOf(request);
		const files: SurveyedFile[] = [];
		const found = new Set<string>();
		const turns = new Turns(signal);
		const bad = new Set<string>();
		for (const [index, root] of request.roots.entries()) {
			const rules = rulesOf(request, root);
			const decide = createPathRules(rules, (pattern) => bad.add(pattern));
			const dependsOnSiblings = Object.values(rules.filesExclude ?? {}).some((value) => typeof value === 'object');
			const rootName = request.roots.length > 1 ? root.name : undefined;
			const listing = await listings[index]!;
			const prefix = rootName === undefined ? '' : `${rootName}/`;
			const base = path.join(root.folder, path.sep);
			notes.push(...listing.notes.map((note) => (prefix === '' ? note : `${root.name}: ${note}`)));
			for (const exclusion of listing.excluded) {
				const place = placeBelow(root, base, prefix, exclusion.path);
				const size = exclusion.path.endsWith('/') ? 0 : this.#sizeOf(place);
				const file = omittedFile(place.path, exclusion.reason, exclusion.detail, size);
				files.push({ place, file, lines: 0, replaced: [] });
			}
			for (const relative of listing.files) {
				if (turns.isOver) {
					await turns.next();
				}
				const place = placeBelow(root, base, prefix, relative);
				const marked = listing.marked.get(relative);
				const before = this.#known.get(place.absolute);
				// The rules are the same as then, and so is what they say: of this root, where one lies within another.
				const isSame = before !== undefined && before.marked === marked && before.surveyed.place.path === place.path;
				if (isSame && !dependsOnSiblings) {
					files.push(this.#learn(place, before, examiner, unsaved));
					found.add(place.absolute);
					continue;
				}
				const facts = {
					rootName,
					marked,
					hasSibling: (name: string) => this.#isThere(root, path.posix.join(path.posix.dirname(relative), name)),
				};
				const decision = decide(relative, facts);
				if (decision) {
					const file = omittedFile(place.path, decision.reason, decision.detail, this.#sizeOf(place));
					files.push({ place, file, lines: 0, replaced: [] });
					continue;
				}
				const forced = decide.includes(relative, facts);
				files.push(this.#learn(place, { forced, marked }, examiner, unsaved));
				found.add(place.absolute);
			}
		}
		signal.throwIfAborted();
		for (const pattern of bad) {
			notes.unshift(`The pattern ${JSON.stringify(pattern)} in the settings cannot be understood and has no effect.`);
		}
		this.#forgetAllBut(found);
		files.sort((left, right) => (left.place.path < right.place.path ? -1 : 1));
		return { files, notes };
	}

	/** Examines a file unless it is known to be as it was; what is learned outlasts a look that is stopped. */
	#learn(
		place: Place,
		known: Pick<Known, 'forced' | 'marked'>,
		examiner: FileExaminer,
		unsaved: ReadonlyMap<string, string>,
	): SurveyedFile {
		const examined = this.#examine(place, known, examiner, unsaved);
		this.#remember(place.absolute, examined);
		return examined.surveyed;
	}

	#remember(absolute: string, known: Known): void {
		this.#known.set(absolute, known);
		if (known.unsaved === undefined) {
			this.#unsaved.delete(absolute);
		} else {
			this.#unsaved.add(absolute);
		}
	}

	#forgetAllBut(found: ReadonlySet<string>): void {
		for (const absolute of this.#known.keys()) {
			if (!found.has(absolute)) {
				this.#known.delete(absolute);
				this.#unsaved.delete(absolute);
			}
		}
	}

	async #list(root: PackRoot, signal: AbortSignal): Promise<FileList> {
		return root.virtual === true ? this.#virtual.list(root.folder) : await listFiles(root.folder, signal);
	}

	/** Asks for the stamps of known files while git, which takes about as long, lists them. */
	async #confirmKnown(signal: AbortSignal): Promise<void> {
		const turns = new Turns(signal, longestTurnBesideGit);
		for (const [absolute, known] of this.#known) {
			if (known.unsaved !== undefined || known.surveyed.place.root.virtual === true) {
				continue;
			}
			if (known.stamp !== undefined && isSameStamp(known.stamp, stampOf(statusOf(absolute)))) {
				known.confirmed = this.#looks;
			}
			if (turns.isOver) {
				await turns.next();
			}
		}
	}

	/** @returns undefined when more changed than the contents of known files */
	#update(last: Survey, request: PackRequest, secrets: SecretFilter, changed: readonly string[]): Survey | undefined {
		if (changed.some((absolute) => /^\.(\w*ignore|aiexclude|gitattributes)$/.test(path.basename(absolute)))) {
			return undefined;
		}
		// What the last look confirmed has to be asked for again.
		this.#looks++;
		const unsaved = unsavedOf(request);
		const touched = new Set([...changed, ...unsaved.keys(), ...this.#unsaved]);
		const texts = new FileTexts(request, secrets, this.#virtual);
		const examiner = new FileExaminer(this.#counter, this.#buffer, texts, undefined);
		const replacements = new Map<SurveyedFile, SurveyedFile>();
		for (const absolute of touched) {
			const known = this.#known.get(absolute);
			if (!known) {
				if (changed.includes(absolute)) {
					return undefined;
				}
				continue;
			}
			const now = this.#examine(known.surveyed.place, known, examiner, unsaved);
			if (now === known) {
				continue;
			}
			if (now.stamp === undefined && now.unsaved === undefined) {
				return undefined;
			}
			this.#remember(absolute, now);
			replacements.set(known.surveyed, now.surveyed);
		}
		return replacements.size === 0 ? last : { files: replaced(last.files, replacements), notes: last.notes };
	}

	#examine(
		place: Place,
		{ forced, marked }: Pick<Known, 'forced' | 'marked'>,
		examiner: FileExaminer,
		texts: ReadonlyMap<string, string>,
	): Known {
		const unsaved = texts.size === 0 ? undefined : texts.get(place.absolute);
		const isOnDisk = unsaved === undefined && place.root.virtual !== true;
		const known = this.#known.get(place.absolute);
		const confirmed = this.#looks;
		if (known === undefined && isOnDisk) {
			const surveyed = examiner.examine(place, forced);
			const opened = examiner.status;
			if (opened) {
				return { stamp: stampOf(opened), unsaved, forced, marked, surveyed, confirmed };
			}
		}
		const isSame =
			known?.forced === forced &&
			known.marked === marked &&
			known.unsaved === unsaved &&
			known.surveyed.place.path === place.path;
		if (isSame && unsaved === undefined && isOnDisk && known.confirmed === confirmed) {
			return known;
		}
		const stamp = isOnDisk
			? stampOf(statusOf(place.absolute))
			: unsaved === undefined
				? this.#stampOf(place)
				: undefined;
		if (isSame && isSameStamp(known.stamp, stamp) && (unsaved !== undefined || stamp !== undefined)) {
			return known;
		}
		return { stamp, unsaved, forced, marked, surveyed: examiner.examine(place, forced), confirmed };
	}

	/** Of a file in a virtual folder. */
	#stampOf({ root, relative }: Place): FileStamp | undefined {
		const stamp = this.#virtual.stamp(root.folder, relative);
		return stamp === undefined ? undefined : [stamp];
	}

	#sizeOf({ root, relative, absolute }: Place): number {
		return root.virtual === true ? this.#virtual.size(root.folder, relative) : (statusOf(absolute)?.size ?? 0);
	}

	#isThere(root: PackRoot, relative: string): boolean {
		return root.virtual === true
			? this.#virtual.stamp(root.folder, relative) !== undefined
			: statusOf(absoluteOf(root, relative)) !== undefined;
	}
}

/** @param files by path */
function replaced(
	files: readonly SurveyedFile[],
	replacements: ReadonlyMap<SurveyedFile, SurveyedFile>,
): readonly SurveyedFile[] {
	const all = [...files];
	for (const [before, after] of replacements) {
		all[placeOf(files, before)] = after;
	}
	return all;
}

/** Where a file stands among files that are sorted by path. */
function placeOf(files: readonly SurveyedFile[], file: SurveyedFile): number {
	const wanted = file.place.path;
	let low = 0;
	let high = files.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (files[middle]!.place.path < wanted) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	// Roots may have the same name, and so their files.
	return files.indexOf(file, low);
}

/** As a map: asking an object by each path would make a lasting name of every one. */
function unsavedOf({ unsaved }: PackRequest): ReadonlyMap<string, string> {
	return new Map(Object.entries(unsaved));
}

/** @param base the root's folder, ending with a separator: joining it to each path anew takes long */
function placeBelow(root: PackRoot, base: string, prefix: string, relative: string): Place {
	const below = path.sep === '/' ? relative : relative.replaceAll('/', path.sep);
	const absolute = root.virtual === true ? absoluteOf(root, relative) : base + below;
	return { path: prefix + relative, root, relative, absolute };
}

/** The rules for one root: its own settings of the editor among them. */
function rulesOf({ rules }: PackRequest, { editor }: PackRoot): ContextRules {
	return editor ? { ...rules, filesExclude: editor.filesExclude } : rules;
}

/** What a survey depends on besides the files. */
export function surveyKey(request: PackRequest): string {
	return JSON.stringify([request.roots, request.rules, request.secrets]);
}

import path from 'node:path';
import { SerialQueue } from '../../core/common/serialQueue';
import { createPathRules, type ContextRules } from '../../core/context/rules';
import type { MarkedKind } from '../../core/context/rules/attributes';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { listFiles, type FileList } from '../files/listFiles';
import type { Exclusion } from '../files/ignoreFiles';
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
import { placeIn, relistRoots, type RelistedRoot, type RootLook } from './rootLook';
import type { SecretFilter } from './secretFilter';
import { SectionBuffer } from './sectionBuffer';
import { byPath, changedList, filesAt } from './surveyedList';
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

/** What the last look found. */
interface Last {
	readonly key: string;
	readonly survey: Survey;
	readonly roots: readonly RootLook[];
}

/** Reads what has to be read in one look. */
interface Pass {
	readonly examiner: FileExaminer;
	/** Texts of unsaved editors by absolute path. */
	readonly unsaved: ReadonlyMap<string, string>;
	/** Absolute paths of files that are known, as far as the look has come. */
	readonly found: Set<string>;
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
	#last: Last | undefined;

	/** @param source tells what is known of plain texts before the first look */
	constructor(counter: TokenCounter, virtual: VirtualFiles, source?: CountSource) {
		this.#counter = counter;
		this.#source = source;
		this.#virtual = virtual;
	}

	/**
	 * @param changed absolute paths of what came, changed or went since the last survey, when nothing else did; undefined
	 *   when the workspace must be listed anew
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
		const last = this.#last?.key === key ? this.#last : undefined;
		const updated = changed && last && (await this.#update(last, request, secrets, changed, signal));
		if (updated) {
			this.#last = { ...last, survey: updated };
			return updated;
		}
		if (this.#key !== key) {
			this.#known.clear();
			this.#unsaved.clear();
			this.#key = key;
			this.#counts = this.#source?.open(request);
		}
		// Until the look has ended, more may be known than the last one found.
		this.#last = undefined;
		const { survey, roots } = await this.#look(request, secrets, signal, receive);
		if (this.#counts) {
			this.#source?.keep(this.#counts);
			this.#counts = undefined;
		}
		this.#last = { key, survey, roots };
		return survey;
	}

	async #look(
		request: PackRequest,
		secrets: SecretFilter,
		signal: AbortSignal,
		receive: SectionReceiver | undefined,
	): Promise<Omit<Last, 'key'>> {
		this.#looks++;
		const listings = request.roots.map((root) => this.#list(root, signal));
		// What is thrown is met when its root's turn comes.
		for (const listing of listings) {
			listing.catch(() => undefined);
		}
		await this.#confirmKnown(signal);
		const notes: string[] = [];
		const texts = new FileTexts(request, secrets, this.#virtual, this.#counts);
		const pass: Pass = {
			examiner: new FileExaminer(this.#counter, this.#buffer, texts, receive, this.#counts),
			unsaved: unsavedOf(request),
			found: new Set(),
		};
		const files: SurveyedFile[] = [];
		const roots: RootLook[] = [];
		const turns = new Turns(signal);
		const bad = new Set<string>();
		for (const [index, root] of request.roots.entries()) {
			const rules = rulesOf(request, root);
			const list = await listings[index]!;
			const look: RootLook = {
				root,
				rootName: request.roots.length > 1 ? root.name : undefined,
				base: path.join(root.folder, path.sep),
				decide: createPathRules(rules, (pattern) => bad.add(pattern)),
				dependsOnSiblings: Object.values(rules.filesExclude ?? {}).some((value) => typeof value === 'object'),
				list,
			};
			roots.push(look);
			notes.push(...list.notes.map((note) => (look.rootName === undefined ? note : `${root.name}: ${note}`)));
			for (const exclusion of list.excluded) {
				files.push(this.#excluded(look, exclusion));
			}
			for (const relative of list.files) {
				if (turns.isOver) {
					await turns.next();
				}
				files.push(this.#listed(look, relative, list.marked.get(relative), pass));
			}
		}
		signal.throwIfAborted();
		for (const pattern of bad) {
			notes.unshift(`The pattern ${JSON.stringify(pattern)} in the settings cannot be understood and has no effect.`);
		}
		this.#forgetAllBut(pass.found);
		files.sort(byPath);
		return { survey: { files, notes }, roots };
	}

	#excluded(look: RootLook, exclusion: Exclusion): SurveyedFile {
		return this.#omitted(placeIn(look, exclusion.path), exclusion, exclusion.path.endsWith('/'));
	}

	#omitted(place: Place, { reason, detail }: Pick<Exclusion, 'reason' | 'detail'>, isFolder: boolean): SurveyedFile {
		const size = isFolder ? 0 : this.#sizeOf(place);
		return { place, file: omittedFile(place.path, reason, detail, size), lines: 0, replaced: [] };
	}

	/** A listed file: left out by its path, or examined unless it is known to be as it was. */
	#listed(look: RootLook, relative: string, marked: MarkedKind | undefined, pass: Pass): SurveyedFile {
		const { root, rootName, decide } = look;
		const place = placeIn(look, relative);
		const before = this.#known.get(place.absolute);
		// The rules are the same as then, and so is what they say: of this root, where one lies within another.
		const isSame = before !== undefined && before.marked === marked && before.surveyed.place.path === place.path;
		if (isSame && !look.dependsOnSiblings) {
			return this.#learn(place, before, pass);
		}
		const facts = {
			rootName,
			marked,
			hasSibling: (name: string) => this.#isThere(root, path.posix.join(path.posix.dirname(relative), name)),
		};
		const decision = decide(relative, facts);
		return decision
			? this.#omitted(place, decision, false)
			: this.#learn(place, { forced: decide.includes(relative, facts), marked }, pass);
	}

	/** Examines a file unless it is known to be as it was; what is learned outlasts a look that is stopped. */
	#learn(place: Place, known: Pick<Known, 'forced' | 'marked'>, { examiner, unsaved, found }: Pass): SurveyedFile {
		const examined = this.#examine(place, known, examiner, unsaved);
		this.#remember(place.absolute, examined);
		found.add(place.absolute);
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

	#forget(absolute: string): void {
		this.#known.delete(absolute);
		this.#unsaved.delete(absolute);
	}

	#forgetAllBut(found: ReadonlySet<string>): void {
		for (const absolute of this.#known.keys()) {
			if (!found.has(absolute)) {
				this.#forget(absolute);
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

	/** @returns undefined where only a look at everything can tell @throws the signal's reason */
	async #update(
		{ survey, roots }: Last,
		request: PackRequest,
		secrets: SecretFilter,
		changed: readonly string[],
		signal: AbortSignal,
	): Promise<Survey | undefined> {
		if (changed.some((absolute) => /^\.(\w*ignore|aiexclude|gitattributes)$/.test(path.basename(absolute)))) {
			return undefined;
		}
		// Before anything is learned: stopped here, all is as it was.
		const relisted = await relistRoots(
			roots,
			survey.files,
			changed.filter((absolute) => !this.#isStillThere(absolute)),
			signal,
		);
		if (!relisted) {
			return undefined;
		}
		// What the last look confirmed has to be asked for again.
		this.#looks++;
		const texts = new FileTexts(request, secrets, this.#virtual);
		const examiner = new FileExaminer(this.#counter, this.#buffer, texts, undefined);
		const pass: Pass = { examiner, unsaved: unsavedOf(request), found: new Set() };
		const changes = this.#takeRelisted(relisted, survey.files, pass);
		for (const absolute of new Set([...changed, ...pass.unsaved.keys(), ...this.#unsaved])) {
			const known = this.#known.get(absolute);
			const now = known && this.#examine(known.surveyed.place, known, examiner, pass.unsaved);
			if (!now || now === known) {
				continue;
			}
			if (now.stamp === undefined && now.unsaved === undefined) {
				return undefined;
			}
			this.#remember(absolute, now);
			changes.replaced.set(known.surveyed, now.surveyed);
		}
		const { replaced, removed, added } = changes;
		if (replaced.size === 0 && removed.size === 0 && added.length === 0) {
			return survey;
		}
		const files = changedList(survey.files, changes);
		// What is said of a folder in which nothing is listed is found by looking at it.
		return files.length === 0 ? undefined : { files, notes: survey.notes };
	}

	/** Whether this is a known file, and still a file or a link. */
	#isStillThere(absolute: string): boolean {
		const place = this.#known.get(absolute)?.surveyed.place;
		if (place === undefined) {
			return false;
		}
		const status = place.root.virtual === true ? undefined : statusOf(absolute);
		return place.root.virtual === true
			? this.#stampOf(place) !== undefined
			: status?.isFile() === true || status?.isSymbolicLink() === true;
	}

	/** @param files of the last look */
	#takeRelisted(relisted: readonly RelistedRoot[], files: readonly SurveyedFile[], pass: Pass) {
		const replaced = new Map<SurveyedFile, SurveyedFile>();
		const removed = new Set<SurveyedFile>();
		const added: SurveyedFile[] = [];
		for (const { look, paths, entries } of relisted) {
			const before = new Map<string, SurveyedFile>();
			for (const relative of paths) {
				for (const file of filesAt(files, placeIn(look, relative).path)) {
					before.set(file.place.relative, file);
				}
			}
			for (const [relative, entry] of entries) {
				const was = before.get(relative);
				const now =
					entry.kind === 'file'
						? this.#listed(look, relative, entry.marked, pass)
						: this.#excluded(look, entry.exclusion);
				before.delete(relative);
				if (!was) {
					added.push(now);
				} else if (was !== now && (this.#known.get(now.place.absolute)?.surveyed === now || !isSaidAlike(was, now))) {
					replaced.set(was, now);
				}
			}
			for (const file of before.values()) {
				removed.add(file);
				this.#forget(file.place.absolute);
			}
		}
		return { replaced, removed, added };
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

/** Whether the same is said of files that were not examined. */
function isSaidAlike({ file: before }: SurveyedFile, { file: after }: SurveyedFile): boolean {
	return (
		before.hash === '' &&
		before.reason === after.reason &&
		before.detail === after.detail &&
		before.bytes === after.bytes
	);
}

/** As a map: asking an object by each path would make a lasting name of every one. */
function unsavedOf({ unsaved }: PackRequest): ReadonlyMap<string, string> {
	return new Map(Object.entries(unsaved));
}

/** The rules for one root: its own settings of the editor among them. */
function rulesOf({ rules }: PackRequest, { editor }: PackRoot): ContextRules {
	return editor ? { ...rules, filesExclude: editor.filesExclude } : rules;
}

/** What a survey depends on besides the files. */
export function surveyKey(request: PackRequest): string {
	return JSON.stringify([request.roots, request.rules, request.secrets]);
}

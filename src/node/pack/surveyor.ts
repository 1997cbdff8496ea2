import path from 'node:path';
import { SerialQueue } from '../../core/common/serialQueue';
import { createPathRules, type ContextRules } from '../../core/context/rules';
import type { MarkedKind } from '../../core/context/rules/attributes';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { listFiles, type FileList } from '../files/listFiles';
import type { Exclusion } from '../files/ignoreFiles';
import { isRuleFile } from '../files/relist';
import type { VirtualFiles } from '../files/virtualFiles';
import { FileExaminer, omittedFile, type SectionReceiver, type SurveyedFile } from './fileExaminer';
import { FileTexts } from './fileTexts';
import type { CountSource, KnownCounts } from './knownCounts';
import { isThere, KnownFiles, sizeAt, type ExaminedAs } from './knownFiles';
import type { PackRequest, PackRoot, Place } from './request';
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
	/** Under the rules of `#key`. */
	readonly #known: KnownFiles;
	#key: string | undefined;
	#last: Last | undefined;

	/** @param source tells what is known of plain texts before the first look */
	constructor(counter: TokenCounter, virtual: VirtualFiles, source?: CountSource) {
		this.#counter = counter;
		this.#source = source;
		this.#virtual = virtual;
		this.#known = new KnownFiles(virtual);
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
		this.#known.beginLook();
		const listings = request.roots.map((root) => this.#list(root, signal));
		// What is thrown is met when its root's turn comes.
		for (const listing of listings) {
			listing.catch(() => undefined);
		}
		await this.#known.confirm(signal);
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
		this.#known.forgetAllBut(pass.found);
		files.sort(byPath);
		return { survey: { files, notes }, roots };
	}

	#excluded(look: RootLook, exclusion: Exclusion): SurveyedFile {
		return this.#omitted(placeIn(look, exclusion.path), exclusion, exclusion.path.endsWith('/'));
	}

	#omitted(place: Place, { reason, detail }: Pick<Exclusion, 'reason' | 'detail'>, isFolder: boolean): SurveyedFile {
		const size = isFolder ? 0 : sizeAt(place, this.#virtual);
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
			hasSibling: (name: string) => isThere(root, path.posix.join(path.posix.dirname(relative), name), this.#virtual),
		};
		const decision = decide(relative, facts);
		return decision
			? this.#omitted(place, decision, false)
			: this.#learn(place, { forced: decide.includes(relative, facts), marked }, pass);
	}

	/** Examines a file unless it is known to be as it was; what is learned outlasts a look that is stopped. */
	#learn(place: Place, known: ExaminedAs, { examiner, unsaved, found }: Pass): SurveyedFile {
		const examined = this.#known.examine(place, known, examiner, unsaved);
		this.#known.remember(place.absolute, examined);
		found.add(place.absolute);
		return examined.surveyed;
	}

	async #list(root: PackRoot, signal: AbortSignal): Promise<FileList> {
		return root.virtual === true ? this.#virtual.list(root.folder) : await listFiles(root.folder, signal);
	}

	/** @returns undefined where only a look at everything can tell @throws the signal's reason */
	async #update(
		{ survey, roots }: Last,
		request: PackRequest,
		secrets: SecretFilter,
		changed: readonly string[],
		signal: AbortSignal,
	): Promise<Survey | undefined> {
		if (changed.some(isRuleFile)) {
			return undefined;
		}
		// Before anything is learned: stopped here, all is as it was.
		const relisted = await relistRoots(
			roots,
			survey.files,
			changed.filter((absolute) => !this.#known.isStillThere(absolute)),
			signal,
		);
		if (!relisted) {
			return undefined;
		}
		this.#known.beginLook();
		const texts = new FileTexts(request, secrets, this.#virtual);
		const examiner = new FileExaminer(this.#counter, this.#buffer, texts, undefined);
		const pass: Pass = { examiner, unsaved: unsavedOf(request), found: new Set() };
		const changes = this.#takeRelisted(relisted, survey.files, pass);
		for (const absolute of new Set([...changed, ...pass.unsaved.keys(), ...this.#known.unsaved])) {
			const known = this.#known.get(absolute);
			const now = known && this.#known.examine(known.surveyed.place, known, examiner, pass.unsaved);
			if (!now || now === known) {
				continue;
			}
			if (now.stamp === undefined && now.unsaved === undefined) {
				return undefined;
			}
			this.#known.remember(absolute, now);
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
				this.#known.forget(file.place.absolute);
			}
		}
		return { replaced, removed, added };
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

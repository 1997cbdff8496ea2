import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createPathRules, type ContextRules } from '../../core/context/rules';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { listFiles } from '../files/listFiles';
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
import type { PackRequest, PackRoot, Place } from './request';
import type { SecretFilter } from './secretFilter';
import { SectionBuffer } from './sectionBuffer';

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
	readonly surveyed: SurveyedFile;
}

/** Milliseconds after which other messages get their turn. */
const longestTurn = 50;

/**
 * Looks at a workspace: lists, reads and counts. Keeps what it learned about each file, so that a later look reads only
 * files whose size or times changed. File access is synchronous: run it in a worker where a thread must stay free.
 */
export class Surveyor {
	readonly #counter: TokenCounter;
	readonly #buffer = new SectionBuffer();
	#known = new Map<string, Known>();
	#last: { readonly key: string; readonly survey: Survey } | undefined;

	constructor(counter: TokenCounter) {
		this.#counter = counter;
	}

	/**
	 * @param changed absolute paths of files that changed since the last survey, when nothing else did; undefined when
	 *   the workspace must be listed anew
	 * @param receive gets the sections of files that had to be read
	 * @throws the signal's reason
	 */
	async survey(
		request: PackRequest,
		secrets: SecretFilter,
		changed: readonly string[] | undefined,
		signal: AbortSignal,
		receive?: SectionReceiver,
	): Promise<Survey> {
		const key = keyOf(request);
		const last = this.#last?.key === key ? this.#last.survey : undefined;
		const survey =
			(changed && last && this.#update(last, request, secrets, changed)) ??
			(await this.#look(request, secrets, key, signal, receive));
		this.#last = { key, survey };
		return survey;
	}

	async #look(
		request: PackRequest,
		secrets: SecretFilter,
		key: string,
		signal: AbortSignal,
		receive: SectionReceiver | undefined,
	): Promise<Survey> {
		if (this.#last !== undefined && this.#last.key !== key) {
			this.#known.clear();
		}
		const notes: string[] = [];
		const examiner = new FileExaminer(this.#counter, this.#buffer, new FileTexts(request.unsaved, secrets), receive);
		const files: SurveyedFile[] = [];
		const known = new Map<string, Known>();
		let pause = Date.now() + longestTurn;
		const bad = new Set<string>();
		for (const root of request.roots) {
			const decide = createPathRules(rulesOf(request, root), (pattern) => bad.add(pattern));
			const rootName = request.roots.length > 1 ? root.name : undefined;
			const listing = await listFiles(root.folder, signal);
			const prefix = rootName === undefined ? '' : `${rootName}/`;
			const base = path.join(root.folder, path.sep);
			notes.push(...listing.notes.map((note) => (prefix === '' ? note : `${root.name}: ${note}`)));
			for (const exclusion of listing.excluded) {
				const place = placeBelow(root, base, prefix, exclusion.path);
				const size = exclusion.path.endsWith('/') ? 0 : sizeOf(place);
				const file = omittedFile(place.path, exclusion.reason, exclusion.detail, size);
				files.push({ place, file, lines: 0, replaced: [] });
			}
			for (const relative of listing.files) {
				if (Date.now() > pause) {
					await nextTurn();
					signal.throwIfAborted();
					pause = Date.now() + longestTurn;
				}
				const place = placeBelow(root, base, prefix, relative);
				const facts = {
					rootName,
					marked: listing.marked.get(relative),
					hasSibling: (name: string) => isThere(path.join(path.dirname(place.absolute), name)),
				};
				const decision = decide(relative, facts);
				if (decision) {
					const file = omittedFile(place.path, decision.reason, decision.detail, sizeOf(place));
					files.push({ place, file, lines: 0, replaced: [] });
					continue;
				}
				const examined = this.#examine(place, decide.includes(relative, facts), examiner, request);
				known.set(place.absolute, examined);
				files.push(examined.surveyed);
			}
		}
		signal.throwIfAborted();
		for (const pattern of bad) {
			notes.unshift(`The pattern ${JSON.stringify(pattern)} in the settings cannot be understood and has no effect.`);
		}
		this.#known = known;
		files.sort((left, right) => (left.place.path < right.place.path ? -1 : 1));
		return { files, notes };
	}

	/** @returns undefined when more changed than the contents of known files */
	#update(last: Survey, request: PackRequest, secrets: SecretFilter, changed: readonly string[]): Survey | undefined {
		if (changed.some((absolute) => /^\.(\w*ignore|aiexclude|gitattributes)$/.test(path.basename(absolute)))) {
			return undefined;
		}
		const touched = new Set([...changed, ...Object.keys(request.unsaved)]);
		for (const [absolute, known] of this.#known) {
			if (known.unsaved !== undefined) {
				touched.add(absolute);
			}
		}
		const examiner = new FileExaminer(this.#counter, this.#buffer, new FileTexts(request.unsaved, secrets), undefined);
		const replacements = new Map<SurveyedFile, SurveyedFile>();
		for (const absolute of touched) {
			const known = this.#known.get(absolute);
			if (!known) {
				if (changed.includes(absolute)) {
					return undefined;
				}
				continue;
			}
			const now = this.#examine(known.surveyed.place, known.forced, examiner, request);
			if (now === known) {
				continue;
			}
			if (now.stamp === undefined && now.unsaved === undefined) {
				return undefined;
			}
			this.#known.set(absolute, now);
			replacements.set(known.surveyed, now.surveyed);
		}
		return replacements.size === 0
			? last
			: { files: last.files.map((file) => replacements.get(file) ?? file), notes: last.notes };
	}

	#examine(place: Place, forced: boolean, examiner: FileExaminer, request: PackRequest): Known {
		const unsaved = request.unsaved[place.absolute];
		const status = unsaved === undefined ? statusOf(place.absolute) : undefined;
		const stamp = stampOf(status);
		const known = this.#known.get(place.absolute);
		if (
			known?.forced === forced &&
			known.unsaved === unsaved &&
			isSameStamp(known.stamp, stamp) &&
			(unsaved !== undefined || stamp !== undefined) &&
			known.surveyed.place.path === place.path
		) {
			return known;
		}
		return { stamp, unsaved, forced, surveyed: examiner.examine(place, forced, status) };
	}
}

/** @param base the root's folder, ending with a separator */
function placeBelow(root: PackRoot, base: string, prefix: string, relative: string): Place {
	const below = path.sep === '/' ? relative : relative.replaceAll('/', path.sep);
	return { path: prefix + relative, root, relative, absolute: base + below };
}

/** The rules for one root: its own settings of the editor among them. */
function rulesOf({ rules }: PackRequest, { editor }: PackRoot): ContextRules {
	return editor ? { ...rules, filesExclude: editor.filesExclude } : rules;
}

function isThere(absolute: string): boolean {
	return statusOf(absolute) !== undefined;
}

function sizeOf(place: Place): number {
	return statusOf(place.absolute)?.size ?? 0;
}

/** What a survey depends on besides the files. */
function keyOf(request: PackRequest): string {
	return JSON.stringify([request.roots, request.rules, request.secrets]);
}

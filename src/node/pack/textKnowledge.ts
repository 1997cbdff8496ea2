import { SerialQueue } from '../../core/common/serialQueue';
import { keepsPlaces, listDifference } from '../../core/common/listDifference';
import type { ContextFile } from '../../core/context/types';
import { FocusIndex } from '../../core/focus/focusIndex';
import { matchMentions } from '../../core/focus/matchMentions';
import { fileKind } from '../../core/ranking/fileKinds';
import { ImportGraph, type ImportLinks } from '../../core/ranking/importGraph';
import { rankFiles, ranksAlike, type RankContext, type RankedFile, type RankInput } from '../../core/ranking/rankFiles';
import type { FileTexts } from './fileTexts';
import type { HistoryLookUp } from './packOrder';
import type { PackRequest } from './request';
import { surveyedPath, type SurveyedFile } from './fileExaminer';
import { Turns } from './turns';

/** Texts longer than this hold nothing that a person wrote, in bytes. */
const longestText = 1_000_000;

/** A ranking with all it was made of. */
interface Ranking {
	/** Links, history and chosen files: other objects may give another order. */
	readonly conditions: readonly unknown[];
	readonly files: readonly SurveyedFile[];
	/** One per file. */
	readonly inputs: RankInput[];
	readonly ranked: Ranked;
}

export interface Ranked {
	/** The most important first. */
	readonly list: readonly RankedFile[];
	/** Where each of them stands among the files that were given. */
	readonly indices: readonly number[];
	/** The other way round: where each given file stands in `list`. */
	readonly ranks: Uint32Array;
}

/** What texts tell about each other without a model: their words, and what they import. Each text is looked at once. */
export class TextKnowledge {
	readonly index = new FocusIndex();
	readonly #graph = new ImportGraph();
	readonly #hashes = new Map<string, string>();
	/** The files that some names mean, as long as no file comes or goes. */
	#named: { readonly names: string; readonly paths: readonly string[] } | undefined;
	#links: ImportLinks | undefined;
	#ranking: Ranking | undefined;
	readonly #queue = new SerialQueue();
	/** What `learn` looked at last, to its end. */
	#learned: readonly SurveyedFile[] | undefined;

	/** Who imports whom, as of the last `learn`. */
	get links(): ImportLinks {
		return (this.#links ??= this.#graph.build());
	}

	/** Looks at the texts that are new or changed, one call after the other. @throws the signal's reason */
	learn(files: readonly SurveyedFile[], texts: FileTexts, signal: AbortSignal): Promise<void> {
		return this.#queue.run(() => this.#learn(files, texts, signal));
	}

	async #learn(files: readonly SurveyedFile[], texts: FileTexts, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		const before = this.#learned;
		// Stopped half-way, something of both would be known.
		this.#learned = undefined;
		if (before) {
			const { removed, added } = listDifference(before, files, surveyedPath);
			const gone = removed.map((place) => before[place]!.file.path);
			await this.#learnAll(
				added.map((place) => files[place]!),
				new Set(gone),
				texts,
				signal,
			);
		} else {
			await this.#learnAll(files, new Set(this.#hashes.keys()), texts, signal);
		}
		this.#learned = files;
	}

	/** @param gone paths of what was known, and is not any more unless it is among the files */
	async #learnAll(
		files: readonly SurveyedFile[],
		gone: Set<string>,
		texts: FileTexts,
		signal: AbortSignal,
	): Promise<void> {
		const turns = new Turns(signal);
		for (const { file, place } of files) {
			if (file.hash === '') {
				// Kept back by now: what was known of it is forgotten like a file that is gone.
				continue;
			}
			gone.delete(file.path);
			if (this.#hashes.get(file.path) === file.hash) {
				continue;
			}
			if (turns.isOver) {
				await turns.next();
			}
			const read = texts.read(place, true, true);
			const body = read.kind === 'text' && read.body.length <= longestText ? read.body : undefined;
			const text = body?.toString('utf8') ?? '';
			if (this.#graph.update(file.path, text)) {
				this.#links = undefined;
			}
			this.index.update(file.path, text, file.fullTokens);
			if (!this.#hashes.has(file.path)) {
				this.#named = undefined;
			}
			this.#hashes.set(file.path, file.hash);
		}
		for (const path of gone) {
			if (!this.#hashes.delete(path)) {
				continue;
			}
			this.#graph.delete(path);
			this.index.delete(path);
			this.#links = undefined;
			this.#named = undefined;
		}
	}

	/** All files, the most important first; learn before. The same object as long as none would have another place. */
	rank(files: readonly SurveyedFile[], history: HistoryLookUp, request: PackRequest): Ranked {
		const { links } = this;
		const { pinned = [], open = [] } = request;
		const mentioned = this.#mentioned(request);
		const { newest } = history;
		const context = { newest, pinned: new Set(pinned), mentioned: new Set(mentioned), open: new Set(open) };
		const conditions = [links, history, JSON.stringify([pinned, mentioned, open])];
		const last = this.#ranking;
		if (last?.conditions.every((each, index) => each === conditions[index]) === true) {
			if (this.#ranksAlike(last, files, history, context)) {
				this.#ranking = { ...last, files };
				return last.ranked;
			}
		}
		const inputs = files.map(({ file }) => this.#input(file, history));
		const list = rankFiles(inputs, context);
		const indices = new Map(files.map(({ file }, index) => [file.path, index]));
		const ranked = {
			list,
			indices: list.map(({ path }) => indices.get(path)!),
			ranks: new Uint32Array(files.length),
		};
		ranked.indices.forEach((index, rank) => (ranked.ranks[index] = rank));
		this.#ranking = { conditions, files, inputs, ranked };
		return ranked;
	}

	/** The files that are named; a folder names none of its files in particular. */
	#mentioned({ mentioned = [] }: PackRequest): readonly string[] {
		const names = JSON.stringify(mentioned);
		if (this.#named?.names === names) {
			return this.#named.paths;
		}
		const mentions = mentioned.map((path) => ({ path, line: undefined }));
		const paths = matchMentions(mentions, this.index)
			.filter(({ kind }) => kind === 'file')
			.map(({ file }) => file.path);
		this.#named = { names, paths };
		return paths;
	}

	/** Brings the inputs up to date. @returns whether they give the same order for the same reasons */
	#ranksAlike(
		{ files: before, inputs }: Ranking,
		files: readonly SurveyedFile[],
		history: HistoryLookUp,
		context: RankContext,
	): boolean {
		const difference = listDifference(before, files, surveyedPath);
		return (
			keepsPlaces(difference, before, files) &&
			difference.added.every((at) => {
				const input = this.#input(files[at]!.file, history);
				const isAlike = ranksAlike(inputs[at]!, input, context);
				inputs[at] = input;
				return isAlike;
			})
		);
	}

	#input({ path, fullTokens }: ContextFile, history: HistoryLookUp): RankInput {
		const { lastChange, commits } = history.of(path);
		const kind = this.index.get(path)?.kind ?? fileKind(path);
		return { path, kind, tokens: fullTokens, lastChange, commits, imports: this.links.facts(path) };
	}
}

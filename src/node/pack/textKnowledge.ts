import { setImmediate as nextTurn } from 'node:timers/promises';
import { FocusIndex } from '../../core/focus/focusIndex';
import { fileKind } from '../../core/ranking/fileKinds';
import { ImportGraph, type ImportLinks } from '../../core/ranking/importGraph';
import { rankFiles, type RankedFile } from '../../core/ranking/rankFiles';
import type { FileTexts } from './fileTexts';
import type { HistoryLookUp } from './packOrder';
import type { PackRequest } from './request';
import type { SurveyedFile } from './fileExaminer';

/** Texts longer than this hold nothing that a person wrote, in bytes. */
const longestText = 1_000_000;
/** Milliseconds after which other messages get their turn. */
const longestTurn = 50;

/** What texts tell about each other without a model: their words, and what they import. Each text is looked at once. */
export class TextKnowledge {
	readonly index = new FocusIndex();
	readonly #graph = new ImportGraph();
	readonly #hashes = new Map<string, string>();
	#links: ImportLinks | undefined;

	/** Who imports whom, as of the last `learn`. */
	get links(): ImportLinks {
		return (this.#links ??= this.#graph.build());
	}

	/** Looks at the texts that are new or changed. @throws the signal's reason */
	async learn(files: readonly SurveyedFile[], texts: FileTexts, signal: AbortSignal): Promise<void> {
		const gone = new Set(this.#hashes.keys());
		let pause = Date.now() + longestTurn;
		for (const { file, place } of files) {
			gone.delete(file.path);
			if (file.hash === '' || this.#hashes.get(file.path) === file.hash) {
				continue;
			}
			if (Date.now() > pause) {
				await nextTurn();
				signal.throwIfAborted();
				pause = Date.now() + longestTurn;
			}
			const read = texts.read(place, true);
			const body = read.kind === 'text' && read.body.length <= longestText ? read.body : undefined;
			const text = body?.toString('utf8') ?? '';
			this.#graph.update(file.path, text);
			this.index.update(file.path, text, file.fullTokens);
			this.#hashes.set(file.path, file.hash);
			this.#links = undefined;
		}
		for (const path of gone) {
			this.#hashes.delete(path);
			this.#graph.delete(path);
			this.index.delete(path);
			this.#links = undefined;
		}
	}

	/** All files, the most important first; learn before. */
	rank(files: readonly SurveyedFile[], history: HistoryLookUp, request: PackRequest): readonly RankedFile[] {
		const { links, index } = this;
		return rankFiles(
			files.map(({ file }) => ({
				path: file.path,
				kind: index.get(file.path)?.kind ?? fileKind(file.path),
				tokens: file.fullTokens,
				...history.of(file.path),
				imports: links.facts(file.path),
			})),
			{
				newest: history.newest,
				pinned: new Set(request.pinned),
				mentioned: new Set(),
				open: new Set(request.open),
			},
		);
	}
}

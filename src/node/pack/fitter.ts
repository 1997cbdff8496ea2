import { keepsPlaces, listDifference, noteDifference } from '../../core/common/listDifference';
import { FolderSummariser } from '../../core/context/ladder/folderSummaries';
import { chooseTiers } from '../../core/context/ladder';
import type { LadderTier } from '../../core/context/ladder/types';
import { renderOpening } from '../../core/context/layout';
import type { ContextFile } from '../../core/context/types';
import { RecentCounts } from '../../core/tokens/recentCounts';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import type { VirtualFiles } from '../files/virtualFiles';
import { surveyedPath, type SurveyedFile } from './fileExaminer';
import { FileTexts } from './fileTexts';
import { LadderColumns } from './ladderColumns';
import { inStableOrder, type HistoryLookUp, type PackOrder } from './packOrder';
import { PackTotals } from './packTotals';
import type { PackRequest } from './request';
import type { SecretVault } from './secretFilter';
import { SectionBuffer } from './sectionBuffer';
import { ShownFiles } from './shownFiles';
import { SkeletonCache, type CountedSkeleton, type SkeletonSource } from './skeletonCache';
import type { Survey } from './surveyor';
import { firstPlace, hasPath } from './surveyedList';
import { TextKnowledge, type Ranked } from './textKnowledge';

/** How much of each file stands in the pack. */
export interface FittedFiles {
	/** Every file of the workspace, by path. */
	readonly files: readonly ContextFile[];
	/** Lines about files that are not even listed. */
	readonly unlisted: readonly string[];
	readonly notes: readonly string[];
	/** Exact tokens of their pack, where they are known already. */
	readonly tokens?: number;
}

/** The files of a survey without a budget. */
interface WholeFiles {
	readonly surveyed: readonly SurveyedFile[];
	/** One for each. */
	readonly files: readonly ContextFile[];
}

/** Lines about folders whose tokens are remembered. */
const mostLines = 10_000;

const nothingUnlisted: readonly string[] = [];

/** Tokens kept for the tags around the list of omitted files. */
const listTags = 16;

/** Chooses how much of each file stands in the pack, so that it fits the budget. */
export class Fitter {
	readonly #counter: TokenCounter;
	readonly #around: RecentCounts;
	readonly #skeletons: SkeletonCache;
	readonly #order: PackOrder;
	readonly #knowledge = new TextKnowledge();
	/** What was counted for files that are still the same ones. */
	readonly #countedLines = new Map<string, number>();
	#whole: WholeFiles = { surveyed: [], files: [] };
	readonly #wholeTotals: PackTotals;
	readonly #columns = new LadderColumns((line) => this.#counter.countText(line));
	readonly #shown = new ShownFiles();
	readonly #folders = new FolderSummariser((line) => this.#lineTokensOf(line));
	readonly #vault: SecretVault;
	readonly #virtual: VirtualFiles;

	constructor(
		counter: TokenCounter,
		skeletons: SkeletonSource,
		order: PackOrder,
		vault: SecretVault,
		virtual: VirtualFiles,
	) {
		this.#vault = vault;
		this.#virtual = virtual;
		this.#counter = counter;
		this.#around = new RecentCounts(counter);
		this.#wholeTotals = new PackTotals(counter);
		this.#skeletons = new SkeletonCache(skeletons, counter, new SectionBuffer());
		this.#order = order;
	}

	/** @throws the signal's reason */
	async fit(survey: Survey, request: PackRequest, signal: AbortSignal): Promise<FittedFiles> {
		const files = this.#wholeOf(survey);
		const tokens = this.#wholeTotals.count(request.name, files, nothingUnlisted);
		if (request.budget === undefined || tokens <= request.budget) {
			return { files, unlisted: nothingUnlisted, notes: survey.notes, tokens };
		}
		const around = this.#around.countText(renderOpening(request.name));
		return await this.#shorten(survey, request, request.budget - around - listTags, signal);
	}

	/** All files as they would be packed without a budget: the same object when they are the same ones. */
	#wholeOf({ files: surveyed }: Survey): readonly ContextFile[] {
		const last = this.#whole;
		if (last.surveyed === surveyed) {
			return last.files;
		}
		const difference = listDifference(last.surveyed, surveyed, surveyedPath);
		let files: readonly ContextFile[];
		if (keepsPlaces(difference, last.surveyed, surveyed)) {
			const { added } = difference;
			const replaced = added.length === 0 ? last.files : [...last.files];
			added.forEach((place) => ((replaced as ContextFile[])[place] = surveyed[place]!.file));
			noteDifference(last.files, replaced, difference);
			files = replaced;
		} else {
			files = surveyed.map(({ file }) => file);
		}
		this.#whole = { surveyed, files };
		return files;
	}

	/** What the history tells about the files. @throws the signal's reason */
	history(request: PackRequest, signal: AbortSignal): Promise<HistoryLookUp> {
		return this.#order.lookUp(request, signal);
	}

	/** The files with a section, in the order of the pack. */
	arrange(files: readonly ContextFile[], history: HistoryLookUp): ContextFile[] {
		return inStableOrder(
			files.filter(({ tier }) => tier !== 'path' && tier !== 'none'),
			history,
		);
	}

	/** What the texts of a survey tell about each other. @throws the signal's reason */
	async knowledge(survey: Survey, request: PackRequest, signal: AbortSignal): Promise<TextKnowledge> {
		const texts = new FileTexts(request, this.#vault.filter(request.secrets), this.#virtual);
		await this.#knowledge.learn(survey.files, texts, signal);
		return this.#knowledge;
	}

	/** The skeleton of a text; undefined when there is none worth showing. */
	skeleton(path: string, hash: string, body: Buffer, lines: number): Promise<CountedSkeleton | undefined> {
		return this.#skeletons.get(path, hash, () => body, lines);
	}

	async #shorten(survey: Survey, request: PackRequest, budget: number, signal: AbortSignal): Promise<FittedFiles> {
		const texts = new FileTexts(request, this.#vault.filter(request.secrets), this.#virtual);
		const knowledge = await this.knowledge(survey, request, signal);
		const ranked = knowledge.rank(survey.files, await this.#order.lookUp(request, signal), request);
		const ladder = this.#columns.of(survey.files, ranked);
		const { folders, unfitted, ...result } = await chooseTiers({
			files: ladder,
			budget: Math.max(0, budget),
			skeletonTokens: (rank) => this.#skeletonTokens(ranked.indices[rank]!, survey, texts),
			lineTokens: (line) => this.#lineTokensOf(line),
			folders: this.#folders,
			overrides: pinnedAmong(survey.files, ranked, request.pinned ?? []),
			signal,
		});
		const files = this.#shown.show(this.#wholeOf(survey), ranked, ladder, result);
		const notes = [...survey.notes];
		if (unfitted.length > 0) {
			notes.push(`Pinned files that do not fit in full: ${unfitted.slice(0, 10).join(', ')}.`);
		}
		return { files, unlisted: folders.map(({ line }) => line), notes };
	}

	/** Of a line about a folder. */
	#lineTokensOf(line: string): number {
		let tokens = this.#countedLines.get(line);
		if (tokens === undefined) {
			tokens = this.#counter.countText(`${line}\n`);
			if (this.#countedLines.size >= mostLines) {
				this.#countedLines.clear();
			}
			this.#countedLines.set(line, tokens);
		}
		return tokens;
	}

	async #skeletonTokens(place: number, { files }: Survey, texts: FileTexts): Promise<number | undefined> {
		const surveyed = files[place]!;
		const skeleton = await this.#skeletonOf(surveyed, texts);
		this.#columns.learn(place, surveyed, skeleton?.tokens);
		return skeleton?.tokens;
	}

	async #skeletonOf({ place, file, lines }: SurveyedFile, texts: FileTexts): Promise<CountedSkeleton | undefined> {
		let text: ReturnType<FileTexts['read']> | undefined;
		return await this.#skeletons.get(
			file.path,
			file.hash,
			() => {
				text = texts.read(place, true, true);
				return text.kind === 'text' ? text.body : Buffer.alloc(0);
			},
			lines,
		);
	}
}

function pinnedAmong(
	files: readonly SurveyedFile[],
	{ ranks }: Ranked,
	pinned: readonly string[],
): ReadonlyMap<number, LadderTier> {
	const places = pinned.filter((path) => hasPath(files, path)).map((path) => firstPlace(files, path));
	return new Map(places.map((place): [number, LadderTier] => [ranks[place]!, 'full']));
}

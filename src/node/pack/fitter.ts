import { differingPlaces } from '../../core/common/differingPlaces';
import { chooseTiers } from '../../core/context/ladder';
import type { LadderChoice, LadderFile, LadderTier } from '../../core/context/ladder/types';
import { FolderSummariser } from '../../core/context/ladder/folderSummaries';
import { explainTier } from '../../core/context/ladder/explainTier';
import { omittedLine, renderClosing, renderOpening } from '../../core/context/layout';
import type { ContextFile } from '../../core/context/types';
import { RecentCounts } from '../../core/tokens/recentCounts';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import type { VirtualFiles } from '../files/virtualFiles';
import { FileTexts } from './fileTexts';
import { inStableOrder, type HistoryLookUp, type PackOrder } from './packOrder';
import type { PackRequest } from './request';
import type { SecretVault } from './secretFilter';
import { SectionBuffer } from './sectionBuffer';
import { SkeletonCache, type CountedSkeleton, type SkeletonSource } from './skeletonCache';
import type { SurveyedFile } from './fileExaminer';
import type { Survey } from './surveyor';
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
	readonly sum: number;
	/** Tokens behind the last section. */
	readonly closing: number;
}

/** A file at a tier, with all that its explanation was made of. */
interface ShownFile {
	readonly file: ContextFile;
	readonly choice: LadderChoice;
	readonly reasons: readonly string[];
	/** Files that were ranked. */
	readonly total: number;
	readonly shown: ContextFile;
}

/** What the ladder was given last. */
interface LadderInput {
	readonly ranked: Ranked;
	readonly files: readonly SurveyedFile[];
	/** In the order of the ranking. */
	readonly ladder: readonly LadderFile[];
}

/** Lines about folders whose tokens are remembered. */
const mostLines = 10_000;

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
	#whole: WholeFiles | undefined;
	#lastLadder: LadderInput | undefined;
	/** By the file's place among those surveyed. */
	readonly #chosen: ShownFile[] = [];
	readonly #folders = new FolderSummariser((line) => this.#lineTokensOf(line));
	/** By the file's place among those surveyed. */
	readonly #countedSkeletons: { readonly file: ContextFile; readonly tokens: number | undefined }[] = [];
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
		this.#skeletons = new SkeletonCache(skeletons, counter, new SectionBuffer());
		this.#order = order;
	}

	/** @throws the signal's reason */
	async fit(survey: Survey, request: PackRequest, signal: AbortSignal): Promise<FittedFiles> {
		const { files, sum, closing } = this.#wholeOf(survey);
		const around = this.#around.countText(renderOpening(request.name));
		const whole = around + closing + sum;
		if (request.budget === undefined || whole <= request.budget) {
			return { files, unlisted: [], notes: survey.notes, tokens: whole };
		}
		return await this.#shorten(survey, request, request.budget - around - listTags, signal);
	}

	/** All files as they would be packed without a budget: after an edit, what it changed of the last time. */
	#wholeOf({ files: surveyed }: Survey): WholeFiles {
		const last = this.#whole;
		const places = last && differingPlaces(last.surveyed, surveyed);
		let whole: WholeFiles;
		if (last && places?.every((place) => hasText(last.files[place]!) && hasText(surveyed[place]!.file)) === true) {
			const files = [...last.files];
			let { sum } = last;
			for (const place of places) {
				const { file } = surveyed[place]!;
				sum += file.tokens - files[place]!.tokens;
				files[place] = file;
			}
			whole = { ...last, surveyed, files: places.length === 0 ? last.files : files, sum };
		} else {
			const files = surveyed.map(({ file }) => file);
			const sum = files.reduce((total, file) => total + file.tokens, 0);
			whole = { surveyed, files, sum, closing: this.#around.countText(renderClosing(files)) };
		}
		this.#whole = whole;
		return whole;
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
		const { choices, folders, unfitted } = await chooseTiers({
			files: this.#ladderFiles(ranked, survey.files),
			budget: Math.max(0, budget),
			skeletonTokens: (_, index) => this.#skeletonTokens(ranked.indices[index]!, survey, texts),
			lineTokens: (line) => this.#lineTokensOf(line),
			folders: this.#folders,
			overrides: new Map((request.pinned ?? []).map((path): [string, LadderTier] => [path, 'full'])),
			signal,
		});
		this.#chosen.length = Math.min(this.#chosen.length, survey.files.length);
		this.#countedSkeletons.length = Math.min(this.#countedSkeletons.length, survey.files.length);
		const files = [...this.#wholeOf(survey).files];
		for (let rank = 0; rank < choices.length; rank++) {
			const index = ranked.indices[rank]!;
			files[index] = this.#withTier(index, files[index]!, choices[rank]!, ranked.list[rank]!.reasons, choices.length);
		}
		const notes = [...survey.notes];
		if (unfitted.length > 0) {
			notes.push(`Pinned files that do not fit in full: ${unfitted.slice(0, 10).join(', ')}.`);
		}
		return { files, unlisted: folders.map(({ line }) => line), notes };
	}

	/** The files as the ladder wants them: for those that are still the same ones, the same objects. */
	#ladderFiles(ranked: Ranked, files: readonly SurveyedFile[]): readonly LadderFile[] {
		const last = this.#lastLadder?.ranked === ranked ? this.#lastLadder : undefined;
		const ladderFile = ({ file }: SurveyedFile): LadderFile => ({
			path: file.path,
			fullTokens: file.tier === 'path' ? undefined : file.tokens,
			pathTokens: this.#counter.countText(
				omittedLine({ path: file.path, reason: file.tier === 'path' ? file.reason : 'beyond the budget' }),
			),
		});
		const places = last && differingPlaces(last.files, files);
		let ladder: LadderFile[];
		if (last && places) {
			// A copy: another look may still be choosing tiers for the files before.
			ladder = [...last.ladder];
			for (const index of places) {
				ladder[ranked.ranks[index]!] = ladderFile(files[index]!);
			}
		} else {
			ladder = ranked.indices.map((index) => ladderFile(files[index]!));
		}
		this.#lastLadder = { ranked, files, ladder };
		return ladder;
	}

	/** A file at the tier that was chosen: the same object when the choice is the same as last time. */
	#withTier(
		index: number,
		file: ContextFile,
		choice: LadderChoice,
		reasons: readonly string[],
		total: number,
	): ContextFile {
		const last = this.#chosen[index];
		if (last?.file === file && last.total === total && last.reasons === reasons && isSameChoice(last.choice, choice)) {
			return last.shown;
		}
		const shown = withTier(file, choice, explainTier(choice, total, reasons));
		this.#chosen[index] = { file, choice, reasons, total, shown };
		return shown;
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

	#skeletonTokens(
		index: number,
		{ files }: Survey,
		texts: FileTexts,
	): Promise<number | undefined> | number | undefined {
		const surveyed = files[index]!;
		const { file } = surveyed;
		// Of other files only a part is shown in any case.
		if (file.tier !== 'full') {
			return undefined;
		}
		const counted = this.#countedSkeletons[index];
		return counted?.file === file
			? counted.tokens
			: this.#skeletonOf(surveyed, texts).then((skeleton) => {
					this.#countedSkeletons[index] = { file, tokens: skeleton?.tokens };
					return skeleton?.tokens;
				});
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

function isSameChoice(left: LadderChoice, right: LadderChoice): boolean {
	return (
		left.tier === right.tier &&
		left.tokens === right.tokens &&
		left.fullTokens === right.fullTokens &&
		left.rank === right.rank
	);
}

function withTier(file: ContextFile, choice: LadderChoice, explanation: string): ContextFile {
	if (file.tier === 'path') {
		return choice.tier === 'none' ? { ...file, tier: 'none' } : file;
	}
	switch (choice.tier) {
		case 'full':
			return { ...file, detail: file.detail === '' ? explanation : `${file.detail}; ${explanation}` };
		case 'skeleton':
			return { ...file, tier: 'skeleton', reason: 'beyond the budget', detail: explanation, tokens: choice.tokens };
		case 'path':
		case 'none':
			return { ...file, tier: choice.tier, reason: 'beyond the budget', detail: explanation, tokens: 0 };
	}
}

/** False for a file that has a line in the list of omitted ones. */
function hasText({ tier }: ContextFile): boolean {
	return tier !== 'path' && tier !== 'none';
}

import { chooseTiers, type LadderChoice, type LadderFile, type LadderTier } from '../../core/context/ladder';
import { explainTier } from '../../core/context/ladder/explainTier';
import { omittedLine, renderClosing, renderOpening } from '../../core/context/layout';
import type { ContextFile } from '../../core/context/types';
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
import { TextKnowledge } from './textKnowledge';

/** How much of each file stands in the pack. */
export interface FittedFiles {
	/** Every file of the workspace, by path. */
	readonly files: readonly ContextFile[];
	/** Lines about files that are not even listed. */
	readonly unlisted: readonly string[];
	readonly notes: readonly string[];
}

/** A file at a tier, with all that its explanation was made of. */
interface ShownFile {
	readonly choice: LadderChoice;
	readonly reasons: readonly string[];
	/** Files that were ranked. */
	readonly total: number;
	readonly shown: ContextFile;
}

/** Tokens kept for the tags around the list of omitted files. */
const listTags = 16;

/** Chooses how much of each file stands in the pack, so that it fits the budget. */
export class Fitter {
	readonly #counter: TokenCounter;
	readonly #skeletons: SkeletonCache;
	readonly #order: PackOrder;
	readonly #knowledge = new TextKnowledge();
	/** What was counted for files that are still the same ones. */
	readonly #countedLines = new WeakMap<ContextFile, number>();
	readonly #chosen = new WeakMap<ContextFile, ShownFile>();
	readonly #countedSkeletons = new WeakMap<ContextFile, number | undefined>();
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
		this.#skeletons = new SkeletonCache(skeletons, counter, new SectionBuffer());
		this.#order = order;
	}

	/** @throws the signal's reason */
	async fit(survey: Survey, request: PackRequest, signal: AbortSignal): Promise<FittedFiles> {
		const files = survey.files.map(({ file }) => file);
		const around = this.#counter.countText(renderOpening(request.name));
		const whole = around + this.#counter.countText(renderClosing(files)) + sum(files);
		if (request.budget === undefined || whole <= request.budget) {
			return { files, unlisted: [], notes: survey.notes };
		}
		return await this.#shorten(survey, request, request.budget - around - listTags, signal);
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
		const byPath = new Map<string, SurveyedFile>();
		const ladder = ranked.indices.map((index): LadderFile => {
			const surveyed = survey.files[index]!;
			const { file } = surveyed;
			if (file.tier === 'full') {
				byPath.set(file.path, surveyed);
			}
			return {
				path: file.path,
				fullTokens: file.tier === 'path' ? undefined : file.tokens,
				pathTokens: this.#lineTokens(file),
			};
		});
		const { choices, folders, unfitted } = await chooseTiers({
			files: ladder,
			budget: Math.max(0, budget),
			skeletonTokens: (path) => this.#skeletonTokens(byPath.get(path), texts),
			lineTokens: (line) => this.#counter.countText(`${line}\n`),
			overrides: new Map((request.pinned ?? []).map((path): [string, LadderTier] => [path, 'full'])),
			signal,
		});
		const files = survey.files.map(({ file }) => file);
		for (const [rank, choice] of choices.entries()) {
			const index = ranked.indices[rank]!;
			files[index] = this.#withTier(files[index]!, choice, ranked.list[rank]!.reasons, choices.length);
		}
		const notes = [...survey.notes];
		if (unfitted.length > 0) {
			notes.push(`Pinned files that do not fit in full: ${unfitted.slice(0, 10).join(', ')}.`);
		}
		return { files, unlisted: folders.map(({ line }) => line), notes };
	}

	/** A file at the tier that was chosen: the same object when the choice is the same as last time. */
	#withTier(file: ContextFile, choice: LadderChoice, reasons: readonly string[], total: number): ContextFile {
		const last = this.#chosen.get(file);
		if (last?.total === total && last.reasons === reasons && isSameChoice(last.choice, choice)) {
			return last.shown;
		}
		const shown = withTier(file, choice, explainTier(choice, total, reasons));
		this.#chosen.set(file, { choice, reasons, total, shown });
		return shown;
	}

	/** Of a file's line in the list of what is left out. */
	#lineTokens(file: ContextFile): number {
		let tokens = this.#countedLines.get(file);
		if (tokens === undefined) {
			const reason = file.tier === 'path' ? file.reason : 'beyond the budget';
			tokens = this.#counter.countText(omittedLine({ path: file.path, reason }));
			this.#countedLines.set(file, tokens);
		}
		return tokens;
	}

	/** @param surveyed undefined for a file of which only a part is shown in any case */
	#skeletonTokens(
		surveyed: SurveyedFile | undefined,
		texts: FileTexts,
	): Promise<number | undefined> | number | undefined {
		if (surveyed === undefined) {
			return undefined;
		}
		const { file } = surveyed;
		return this.#countedSkeletons.has(file)
			? this.#countedSkeletons.get(file)
			: this.#skeletonOf(surveyed, texts).then((skeleton) => {
					this.#countedSkeletons.set(file, skeleton?.tokens);
					return skeleton?.tokens;
				});
	}

	async #skeletonOf({ place, file, lines }: SurveyedFile, texts: FileTexts): Promise<CountedSkeleton | undefined> {
		let text: ReturnType<FileTexts['read']> | undefined;
		return await this.#skeletons.get(
			file.path,
			file.hash,
			() => {
				text = texts.read(place, true);
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

function sum(files: readonly ContextFile[]): number {
	return files.reduce((total, file) => total + file.tokens, 0);
}

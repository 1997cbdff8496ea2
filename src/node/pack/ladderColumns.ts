import { keepsPlaces, listDifference, movedColumn } from '../../core/common/listDifference';
import { noText, notAsked, type LadderFiles } from '../../core/context/ladder/ladderFiles';
import { omittedLine } from '../../core/context/layout';
import type { ContextFile } from '../../core/context/types';
import { surveyedPath, type SurveyedFile } from './fileExaminer';
import type { Ranked } from './textKnowledge';

/**
 * Tokens of a section that a skeleton may stand for. Of less, a part saves no more than a line or two: not worth the bodies,
 * nor reading and parsing tens of thousands of such files.
 */
const smallestShortened = 64;

/** Numbers about surveyed files, by their place. */
interface Columns {
	readonly surveyed: readonly SurveyedFile[];
	readonly fullTokens: Int32Array;
	readonly pathTokens: Int32Array;
	readonly skeletonTokens: Int32Array;
}

/** What the ladder is told of the files, look after look: of those that are still the same ones, it is known. */
export class LadderColumns {
	readonly #countLine: (line: string) => number;
	#columns: Columns = {
		surveyed: [],
		fullTokens: new Int32Array(),
		pathTokens: new Int32Array(),
		skeletonTokens: new Int32Array(),
	};
	#last: { readonly ranked: Ranked; readonly files: LadderFiles } | undefined;

	/** @param countLine tokens of a line in the list of omitted files */
	constructor(countLine: (line: string) => number) {
		this.#countLine = countLine;
	}

	/**
	 * The files in the order of their ranking. What a ladder learns of skeletons while others are looked at goes into its
	 * own columns alone: give it to `learn`, too.
	 */
	of(surveyed: readonly SurveyedFile[], ranked: Ranked): LadderFiles {
		const before = this.#columns;
		const difference = listDifference(before.surveyed, surveyed, surveyedPath);
		const { added } = difference;
		const isInPlace = keepsPlaces(difference, before.surveyed, surveyed);
		const move = (column: Int32Array) => (isInPlace ? column : movedColumn(column, difference, notAsked));
		this.#columns = {
			surveyed,
			fullTokens: move(before.fullTokens),
			pathTokens: move(before.pathTokens),
			skeletonTokens: move(before.skeletonTokens),
		};
		added.forEach((place) => this.#take(place, surveyed[place]!.file));
		const last = this.#last?.ranked === ranked ? this.#last.files : undefined;
		const files = last && isInPlace ? this.#patched(last, ranked, added) : this.#inOrder(ranked);
		this.#last = { ranked, files };
		return files;
	}

	/** Takes in how many tokens a file's skeleton has. @param place among the files that were looked at then */
	learn(place: number, surveyed: SurveyedFile, tokens: number | undefined): void {
		if (this.#columns.surveyed[place] === surveyed) {
			this.#columns.skeletonTokens[place] = tokens ?? noText;
			if (this.#last) {
				this.#last.files.skeletonTokens[this.#last.ranked.ranks[place]!] = tokens ?? noText;
			}
		}
	}

	#take(place: number, file: ContextFile): void {
		const { fullTokens, pathTokens, skeletonTokens } = this.#columns;
		const isOmitted = file.tier === 'path';
		fullTokens[place] = isOmitted ? noText : file.tokens;
		pathTokens[place] = this.#countLine(
			omittedLine({ path: file.path, reason: isOmitted ? file.reason : 'beyond the budget' }),
		);
		// Of other files than whole ones only a part is shown in any case.
		skeletonTokens[place] = file.tier === 'full' && file.tokens >= smallestShortened ? notAsked : noText;
	}

	#patched(last: LadderFiles, { ranks }: Ranked, places: readonly number[]): LadderFiles {
		if (places.length === 0) {
			return last;
		}
		const { fullTokens, pathTokens, skeletonTokens } = this.#columns;
		const files = {
			paths: last.paths,
			fullTokens: last.fullTokens.slice(),
			pathTokens: last.pathTokens.slice(),
			skeletonTokens: last.skeletonTokens.slice(),
		};
		for (const place of places) {
			const rank = ranks[place]!;
			files.fullTokens[rank] = fullTokens[place]!;
			files.pathTokens[rank] = pathTokens[place]!;
			files.skeletonTokens[rank] = skeletonTokens[place]!;
		}
		return files;
	}

	#inOrder({ list, indices }: Ranked): LadderFiles {
		const { fullTokens, pathTokens, skeletonTokens } = this.#columns;
		const inOrder = (column: Int32Array) => Int32Array.from(indices, (place) => column[place]!);
		return {
			paths: list.map(({ path }) => path),
			fullTokens: inOrder(fullTokens),
			pathTokens: inOrder(pathTokens),
			skeletonTokens: inOrder(skeletonTokens),
		};
	}
}

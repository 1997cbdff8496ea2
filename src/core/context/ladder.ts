import { noText } from './ladder/ladderFiles';
import { Spending } from './ladder/spending';
import { FolderSummariser, type FolderSummary } from './ladder/folderSummaries';
import type { LadderRequest, LadderResult } from './ladder/types';

/** Far beyond the budget, about this share of it goes to whole files, the rest to skeletons and the list. */
const fullShare = 1 / 2;
/** The list of paths takes at most this share while there is text to send instead. */
const listShare = 1 / 10;
/** What the list keeps for folders' lines when not every path fits. */
const folderShare = 1 / 50;
/** What a skeleton usually takes of the whole text; decides only where to begin asking. */
const usualSkeleton = 1 / 4;
/** When so many skeletons in a row did not fit, no more are asked for. */
const patience = 24;

/**
 * Chooses for each file how much of it is sent, within a budget.
 *
 * What fits is sent whole. When a little does not fit, the least important files become skeletons, from the end of the
 * ranking up. When much does not fit, the most important files get about half of the budget in full; the next ones
 * become skeletons as long as there is room; then come paths, and for the rest a line per folder with a number. A file
 * too large for what is left is passed over, so of two files of the same sizes the more important one never gets less.
 * The same input always gives the same choice.
 *
 * @throws the signal's reason, or what `skeletonTokens` throws
 */
export async function chooseTiers(request: LadderRequest): Promise<LadderResult> {
	const { overrides, files } = request;
	const spending = new Spending(request);
	const unfitted: string[] = [];
	const texts: number[] = [];
	const skeletonWanted: number[] = [];
	const listed: number[] = [];
	const excluded = new Set<number>();
	for (let index = 0; index < files.paths.length; index++) {
		const hasText = files.fullTokens[index] !== noText;
		const wanted = overrides?.get(index);
		if (wanted === 'none') {
			excluded.add(index);
		} else if (!hasText || wanted === 'path') {
			listed.push(index);
		} else if (wanted === 'skeleton') {
			skeletonWanted.push(index);
		} else if (wanted !== 'full') {
			texts.push(index);
		} else if (!spending.takeFull(index)) {
			unfitted.push(files.paths[index]!);
			skeletonWanted.push(index);
		}
	}
	await takeSkeletons(skeletonWanted, spending, 0);
	await chooseTexts(texts, listed, spending);

	const folders = chooseLines(excluded, request.folders ?? new FolderSummariser(request.lineTokens), spending);
	const { tiers, taken, budget, left } = spending;
	return { tiers, taken, folders, tokens: budget - left, unfitted };
}

/** Whole files and skeletons of the files nothing was decided about. */
async function chooseTexts(texts: readonly number[], listed: readonly number[], spending: Spending): Promise<void> {
	const { budget } = spending;
	const { fullTokens, pathTokens } = spending.files;
	const reserved = Math.min(sumOf(listed, pathTokens), Math.floor(budget * listShare), spending.left);
	const room = spending.left - reserved;
	const total = sumOf(texts, fullTokens);
	if (total <= room) {
		texts.forEach((index) => spending.takeFull(index));
		return;
	}
	const half = Math.floor(room * fullShare);
	const isLittleTooMuch = half + (total - half) * usualSkeleton <= room;
	if (isLittleTooMuch && (await shrinkFromTheEnd(texts, room, total, half, spending))) {
		promote(texts, reserved, spending);
		return;
	}
	let forFull = half;
	const rest: number[] = [];
	for (const index of texts) {
		const wholly = fullTokens[index]!;
		if (wholly <= forFull && spending.takeFull(index)) {
			forFull -= wholly;
		} else {
			rest.push(index);
		}
	}
	const forList = Math.min(sumOf(rest, pathTokens) + sumOf(listed, pathTokens), Math.floor(budget * listShare));
	await takeSkeletons(rest, spending, Math.min(forList, spending.left));
	promote(rest, forList, spending);
}

/**
 * Gives skeletons to as many of the least important files as it takes for all to fit; files without one get their
 * path.
 * @returns false, having decided nothing, when that is not enough or leaves less than half of the room to whole files
 */
async function shrinkFromTheEnd(
	texts: readonly number[],
	room: number,
	total: number,
	half: number,
	spending: Spending,
): Promise<boolean> {
	const { fullTokens, pathTokens, skeletonTokens } = spending.files;
	const shrunk = new Set<number>();
	let tokens = total;
	let full = total;
	let first = texts.length;
	while (tokens > room) {
		if (first === 0) {
			return false;
		}
		const index = texts[--first]!;
		const wholly = fullTokens[index]!;
		full -= wholly;
		if (full < half) {
			return false;
		}
		const asked = spending.askSkeleton(index);
		const skeleton = typeof asked === 'object' ? await asked : asked;
		const least = skeleton === noText ? pathTokens[index]! : skeleton;
		if (least < wholly) {
			shrunk.add(index);
			tokens += least - wholly;
		}
	}
	for (const index of texts) {
		const skeleton = skeletonTokens[index]!;
		if (!shrunk.has(index)) {
			spending.takeFull(index);
		} else if (skeleton !== noText) {
			spending.take(index, 'skeleton', skeleton);
		} else {
			spending.take(index, 'path', pathTokens[index]!);
		}
	}
	return true;
}

/** Gives skeletons as long as they leave `reserved` tokens; a file whose skeleton is no smaller comes in full. */
async function takeSkeletons(indices: readonly number[], spending: Spending, reserved: number): Promise<void> {
	const { fullTokens, pathTokens } = spending.files;
	let misses = 0;
	for (const index of indices) {
		if (misses >= patience || spending.left - reserved <= pathTokens[index]!) {
			return;
		}
		const asked = spending.askSkeleton(index);
		const skeleton = typeof asked === 'object' ? await asked : asked;
		if (skeleton === noText) {
			continue;
		}
		const isSmaller = skeleton < fullTokens[index]!;
		const tokens = isSmaller ? skeleton : fullTokens[index]!;
		if (tokens > spending.left - reserved) {
			misses++;
		} else {
			misses = 0;
			spending.take(index, isSmaller ? 'skeleton' : 'full', tokens);
		}
	}
}

/** What is left over lets the most important of the skeletons be whole files after all. */
function promote(indices: readonly number[], reserved: number, spending: Spending): void {
	if (!indices.every((index) => spending.isDecided(index))) {
		return;
	}
	for (const index of indices) {
		const { fullTokens } = spending.files;
		if (spending.is(index, 'skeleton') && fullTokens[index]! - spending.taken[index]! <= spending.left - reserved) {
			spending.release(index);
			spending.takeFull(index);
		}
	}
}

/** Lists the paths of what has no text, and the folders of what does not even fit as a path. */
function chooseLines(excluded: ReadonlySet<number>, summariser: FolderSummariser, spending: Spending): FolderSummary[] {
	const { budget } = spending;
	const { paths, pathTokens } = spending.files;
	const rest: number[] = [];
	for (let index = 0; index < paths.length; index++) {
		if (!spending.isDecided(index) && !excluded.has(index)) {
			rest.push(index);
		}
	}
	const all = sumOf(rest, pathTokens);
	const forList = Math.min(spending.left, Math.floor(budget * listShare));
	const reserved = all <= forList ? 0 : Math.min(forList, Math.floor(budget * folderShare));
	let forPaths = forList - reserved;
	const isCounted = new Uint8Array(paths.length);
	for (const index of rest) {
		const tokens = pathTokens[index]!;
		if (tokens <= forPaths) {
			spending.take(index, 'path', tokens);
			forPaths -= tokens;
		} else {
			isCounted[index] = 1;
		}
	}
	const folders = summariser.summarise(paths, isCounted, forPaths + reserved);
	spending.left -= folders.reduce((sum, { tokens }) => sum + tokens, 0);
	return folders;
}

function sumOf(indices: readonly number[], tokens: Int32Array): number {
	let sum = 0;
	for (const index of indices) {
		sum += tokens[index]!;
	}
	return sum;
}

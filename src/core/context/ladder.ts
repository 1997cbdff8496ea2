import { noText } from './ladder/ladderFiles';
import { Spending, way } from './ladder/spending';
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
	const skeletonWanted: number[] = [];
	if (overrides && overrides.size > 0) {
		for (let index = 0; index < files.paths.length; index++) {
			const wanted = overrides.get(index);
			if (wanted === 'none') {
				spending.ways[index] = way.excluded;
			} else if (wanted === 'path') {
				spending.ways[index] = way.listed;
			} else if (wanted !== undefined && spending.ways[index] === way.text) {
				spending.ways[index] = way.chosen;
				if (wanted === 'skeleton') {
					skeletonWanted.push(index);
				} else if (!spending.takeFull(index)) {
					unfitted.push(files.paths[index]!);
					skeletonWanted.push(index);
				}
			}
		}
	}
	await takeSkeletons(skeletonWanted, spending, 0);
	await chooseTexts(spending);

	const folders = chooseLines(request.folders ?? new FolderSummariser(request.lineTokens), spending);
	const { tiers, taken, budget, left } = spending;
	return { tiers, taken, folders, tokens: budget - left, unfitted };
}

/** Whole files and skeletons of the files nothing was decided about. */
async function chooseTexts(spending: Spending): Promise<void> {
	const { budget, ways } = spending;
	const { fullTokens, pathTokens } = spending.files;
	let forListed = 0;
	let total = 0;
	for (let index = 0; index < ways.length; index++) {
		if (ways[index] === way.listed) {
			forListed += pathTokens[index]!;
		} else if (ways[index] === way.text) {
			total += fullTokens[index]!;
		}
	}
	const reserved = Math.min(forListed, Math.floor(budget * listShare), spending.left);
	const room = spending.left - reserved;
	const half = Math.floor(room * fullShare);
	const isLittleTooMuch = half + (total - half) * usualSkeleton <= room;
	if (total <= room || (isLittleTooMuch && (await shrinkFromTheEnd(room, total, half, spending)))) {
		for (let index = 0; index < ways.length; index++) {
			if (ways[index] === way.text && !spending.isDecided(index)) {
				spending.takeFull(index);
			}
		}
		promote(reserved, spending);
		return;
	}
	let forFull = half;
	let forRest = 0;
	let restCount = 0;
	const rest = new Int32Array(ways.length);
	for (let index = 0; index < ways.length; index++) {
		if (ways[index] === way.text) {
			const wholly = fullTokens[index]!;
			if (wholly <= forFull && spending.takeFull(index)) {
				forFull -= wholly;
				ways[index] = way.whole;
			} else {
				forRest += pathTokens[index]!;
				rest[restCount++] = index;
			}
		}
	}
	const forList = Math.min(forRest + forListed, Math.floor(budget * listShare));
	await takeSkeletons(rest.subarray(0, restCount), spending, Math.min(forList, spending.left));
	promote(forList, spending);
}

/**
 * Gives skeletons to as many of the least important files as it takes for all to fit; files without one get their
 * path.
 * @returns false, having decided nothing, when that is not enough or leaves less than half of the room to whole files
 */
async function shrinkFromTheEnd(room: number, total: number, half: number, spending: Spending): Promise<boolean> {
	const { ways } = spending;
	const { fullTokens, pathTokens, skeletonTokens } = spending.files;
	const shrunk: number[] = [];
	let tokens = total;
	let full = total;
	let first = ways.length;
	while (tokens > room) {
		first = first === 0 ? -1 : ways.lastIndexOf(way.text, first - 1);
		if (first === -1) {
			return false;
		}
		const index = first;
		const wholly = fullTokens[index]!;
		full -= wholly;
		if (full < half) {
			return false;
		}
		const asked = spending.askSkeleton(index);
		const skeleton = typeof asked === 'object' ? await asked : asked;
		const least = skeleton === noText ? pathTokens[index]! : skeleton;
		if (least < wholly) {
			shrunk.push(index);
			tokens += least - wholly;
		}
	}
	for (const index of shrunk) {
		const skeleton = skeletonTokens[index]!;
		if (skeleton !== noText) {
			spending.take(index, 'skeleton', skeleton);
		} else {
			spending.take(index, 'path', pathTokens[index]!);
		}
	}
	return true;
}

/** Gives skeletons as long as they leave `reserved` tokens; a file whose skeleton is no smaller comes in full. */
async function takeSkeletons(indices: ArrayLike<number>, spending: Spending, reserved: number): Promise<void> {
	const { fullTokens, pathTokens } = spending.files;
	let misses = 0;
	for (let at = 0; at < indices.length; at++) {
		const index = indices[at]!;
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

/** What is left over lets the most important of the skeletons be whole files after all, when every text was given one. */
function promote(reserved: number, spending: Spending): void {
	const { ways, files, taken } = spending;
	for (let index = 0; index < ways.length; index++) {
		if (ways[index] === way.text && !spending.isDecided(index)) {
			return;
		}
	}
	for (let index = 0; index < ways.length; index++) {
		const isSkeleton = ways[index] === way.text && spending.is(index, 'skeleton');
		if (isSkeleton && files.fullTokens[index]! - taken[index]! <= spending.left - reserved) {
			spending.release(index);
			spending.takeFull(index);
		}
	}
}

/** Lists the paths of what has no text, and the folders of what does not even fit as a path. */
function chooseLines(summariser: FolderSummariser, spending: Spending): FolderSummary[] {
	const { budget, ways } = spending;
	const { paths, pathTokens } = spending.files;
	const isCounted = new Uint8Array(ways.length);
	let all = 0;
	for (let index = 0; index < ways.length; index++) {
		if (ways[index] !== way.excluded && !spending.isDecided(index)) {
			isCounted[index] = 1;
			all += pathTokens[index]!;
		}
	}
	const forList = Math.min(spending.left, Math.floor(budget * listShare));
	const reserved = all <= forList ? 0 : Math.min(forList, Math.floor(budget * folderShare));
	let forPaths = forList - reserved;
	for (let index = 0; index < ways.length; index++) {
		const tokens = pathTokens[index]!;
		if (isCounted[index] === 1 && tokens <= forPaths) {
			spending.take(index, 'path', tokens);
			forPaths -= tokens;
			isCounted[index] = 0;
		}
	}
	const folders = summariser.summarise(paths, isCounted, forPaths + reserved);
	spending.left -= folders.reduce((sum, { tokens }) => sum + tokens, 0);
	return folders;
}

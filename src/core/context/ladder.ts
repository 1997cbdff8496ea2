import { Spending, type Account } from './ladder/spending';
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
	const { overrides } = request;
	const spending = new Spending(request);
	const { accounts } = spending;
	const unfitted: string[] = [];
	const texts: Account[] = [];
	const skeletonWanted: Account[] = [];
	const listed: Account[] = [];
	const excluded = new Set<Account>();
	for (const account of accounts) {
		const { path, fullTokens } = account.file;
		const wanted = overrides?.get(path);
		if (wanted === 'none') {
			excluded.add(account);
			continue;
		}
		if (wanted === 'full' && fullTokens !== undefined && !spending.takeFull(account)) {
			unfitted.push(path);
			skeletonWanted.push(account);
		} else if (account.tier === undefined) {
			(fullTokens === undefined || wanted === 'path' ? listed : wanted === 'skeleton' ? skeletonWanted : texts).push(
				account,
			);
		}
	}
	await takeSkeletons(skeletonWanted, spending, 0);
	await chooseTexts(texts, listed, spending);

	const folders = chooseLines(
		accounts.filter((account) => account.tier === undefined && !excluded.has(account)),
		request.folders ?? new FolderSummariser(request.lineTokens),
		spending,
	);
	const choices = accounts.map(({ file, index, tier, tokens }) => ({
		path: file.path,
		tier: tier ?? ('none' as const),
		tokens,
		fullTokens: file.fullTokens,
		rank: index + 1,
	}));
	return { choices, folders, tokens: spending.budget - spending.left, unfitted };
}

/** Whole files and skeletons of the files nothing was decided about. */
async function chooseTexts(texts: readonly Account[], listed: readonly Account[], spending: Spending): Promise<void> {
	const { budget } = spending;
	const reserved = Math.min(pathTokens(listed), Math.floor(budget * listShare), spending.left);
	const room = spending.left - reserved;
	const total = texts.reduce((sum, { file }) => sum + file.fullTokens!, 0);
	if (total <= room) {
		texts.forEach((account) => spending.takeFull(account));
		return;
	}
	const half = Math.floor(room * fullShare);
	const isLittleTooMuch = half + (total - half) * usualSkeleton <= room;
	if (isLittleTooMuch && (await shrinkFromTheEnd(texts, room, total, half, spending))) {
		promote(texts, reserved, spending);
		return;
	}
	let forFull = half;
	const rest: Account[] = [];
	for (const account of texts) {
		const fullTokens = account.file.fullTokens!;
		if (fullTokens <= forFull && spending.takeFull(account)) {
			forFull -= fullTokens;
		} else {
			rest.push(account);
		}
	}
	const forList = Math.min(pathTokens(rest) + pathTokens(listed), Math.floor(budget * listShare));
	await takeSkeletons(rest, spending, Math.min(forList, spending.left));
	promote(rest, forList, spending);
}

/**
 * Gives skeletons to as many of the least important files as it takes for all to fit; files without one get their
 * path.
 * @returns false, having decided nothing, when that is not enough or leaves less than half of the room to whole files
 */
async function shrinkFromTheEnd(
	texts: readonly Account[],
	room: number,
	total: number,
	half: number,
	spending: Spending,
): Promise<boolean> {
	let tokens = total;
	let full = total;
	let first = texts.length;
	while (tokens > room) {
		if (first === 0) {
			return false;
		}
		const account = texts[--first]!;
		const { file } = account;
		const wholly = file.fullTokens!;
		full -= wholly;
		if (full < half) {
			return false;
		}
		const asked = spending.askSkeleton(account);
		const skeleton = typeof asked === 'object' ? await asked : asked;
		const least = skeleton ?? file.pathTokens;
		if (least < wholly) {
			account.isShrunk = true;
			tokens += least - wholly;
		}
	}
	for (const account of texts) {
		const { isShrunk, skeleton } = account;
		if (!isShrunk) {
			spending.takeFull(account);
		} else if (skeleton !== undefined) {
			spending.take(account, 'skeleton', skeleton);
		} else {
			spending.take(account, 'path', account.file.pathTokens);
		}
	}
	return true;
}

/** Gives skeletons as long as they leave `reserved` tokens; a file whose skeleton is no smaller comes in full. */
async function takeSkeletons(accounts: readonly Account[], spending: Spending, reserved: number): Promise<void> {
	let misses = 0;
	for (const account of accounts) {
		const { file } = account;
		if (misses >= patience || spending.left - reserved <= file.pathTokens) {
			return;
		}
		const asked = spending.askSkeleton(account);
		const skeleton = typeof asked === 'object' ? await asked : asked;
		if (skeleton === undefined) {
			continue;
		}
		const isSmaller = skeleton < file.fullTokens!;
		const tokens = isSmaller ? skeleton : file.fullTokens!;
		if (tokens > spending.left - reserved) {
			misses++;
		} else {
			misses = 0;
			spending.take(account, isSmaller ? 'skeleton' : 'full', tokens);
		}
	}
}

/** What is left over lets the most important of the skeletons be whole files after all. */
function promote(accounts: readonly Account[], reserved: number, spending: Spending): void {
	if (!accounts.every(({ tier }) => tier !== undefined)) {
		return;
	}
	for (const account of accounts) {
		const { fullTokens } = account.file;
		if (account.tier === 'skeleton' && fullTokens! - account.tokens <= spending.left - reserved) {
			spending.release(account);
			spending.takeFull(account);
		}
	}
}

/** Lists the paths of what has no text, and the folders of what does not even fit as a path. */
function chooseLines(rest: readonly Account[], summariser: FolderSummariser, spending: Spending): FolderSummary[] {
	const { budget } = spending;
	const all = pathTokens(rest);
	const forList = Math.min(spending.left, Math.floor(budget * listShare));
	const reserved = all <= forList ? 0 : Math.min(forList, Math.floor(budget * folderShare));
	let forPaths = forList - reserved;
	const uncounted: string[] = [];
	for (const account of rest) {
		const { path, pathTokens: tokens } = account.file;
		if (tokens <= forPaths) {
			spending.take(account, 'path', tokens);
			forPaths -= tokens;
		} else {
			uncounted.push(path);
		}
	}
	const folders = summariser.summarise(uncounted, forPaths + reserved);
	spending.left -= folders.reduce((sum, { tokens }) => sum + tokens, 0);
	return folders;
}

function pathTokens(accounts: readonly Account[]): number {
	return accounts.reduce((sum, { file }) => sum + file.pathTokens, 0);
}

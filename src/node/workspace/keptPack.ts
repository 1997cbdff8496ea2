import { renderChanges, type FileChange } from '../../core/context/delta';
import { decideRebase, expectedUse, shouldRewriteLog } from '../../core/context/rebase';
import type { ToldChange } from '../../core/conversation/conversation';
import type { ToldText } from '../../core/conversation/workspaceAccess';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import type { Packer, Scan } from '../pack/packer';
import type { PackRequest } from '../pack/request';
import { secretRulesVersion } from '../pack/secretFilter';
import type { CurrentPack, FrozenPack, StoredLog } from '../storage/packStore';
import { commonPrefixTokens } from './comparePack';
import { holdsKeptBack, workspaceChanges } from './workspaceChanges';

/**
 * Milliseconds in which an endpoint is expected to keep a prefix. It says hours to days: taking a warm cache for a cold
 * one costs a whole pack, the other way round only the changes.
 */
const cacheLifetime = 24 * 60 * 60 * 1_000;

const emptyLog: StoredLog = { text: '', told: [], allowedSecrets: [], tokens: 0 };

export interface KeptPackInput {
	readonly packer: Packer;
	readonly counter: TokenCounter;
	readonly request: PackRequest;
	readonly current: CurrentPack & { readonly frozen: FrozenPack };
	/** What new chats on it were told so far. */
	readonly log: StoredLog | undefined;
	readonly scan: Scan;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/**
 * Decides whether a new chat goes on with the frozen pack.
 * @returns the log such a chat begins with, brought up to date; undefined when a new pack is better
 * @throws the signal's reason
 */
export async function logOfKeptPack(input: KeptPackInput, signal: AbortSignal): Promise<StoredLog | undefined> {
	const { packer, counter, request, current, scan, now } = input;
	const { frozen } = current;
	const { pack } = frozen;
	if (!secretsAllow(frozen, request)) {
		return undefined;
	}
	const changesSince = (overlay: ReadonlyMap<string, ToldText>) =>
		workspaceChanges(packer, request, frozen, { packId: pack.id, overlay }, scan, signal);
	const usable = input.log !== undefined && logAllows(input.log, input, scan) ? input.log : undefined;
	const log = usable ?? emptyLog;
	const latest = blockOf(await changesSince(overlayOf(log.told)), counter);
	const net = log.text === '' ? latest : blockOf(await changesSince(new Map()), counter);
	const conditions = {
		price: request.economy?.price,
		packTokens: pack.tokens,
		capacity: request.economy?.capacity ?? Infinity,
		...expectedUse(current),
		cacheIsWarm: now - current.usedAt < cacheLifetime,
	};
	const logTokens = log.tokens + latest.tokens;
	const rewrite = shouldRewriteLog({
		...conditions,
		logTokens,
		unsentTokens: latest.tokens,
		netTokens: net.tokens,
	});
	const deltaTokens = rewrite ? net.tokens : logTokens;
	const { decision } = decideRebase({
		...conditions,
		newPackTokens: scan.tokens,
		deltaTokens,
		sharedDeltaTokens: deltaTokens,
		unsentDeltaTokens: rewrite ? net.tokens : latest.tokens,
		commonPrefixTokens: commonPrefixTokens(frozen, await packer.order(scan, request, signal)),
		holdsExcluded: holdsKeptBack(packer, request, pathsOf(frozen), scan),
	});
	if (decision === 'rebase') {
		return undefined;
	}
	const allowedSecrets = request.secrets?.allowed ?? [];
	return rewrite
		? { ...net, allowedSecrets }
		: {
				text: log.text + latest.text,
				told: [...overlaid(log.told, latest.told)],
				tokens: logTokens,
				allowedSecrets: [...new Set([...log.allowedSecrets, ...allowedSecrets])],
			};
}

/** False when the pack was made while other secrets were found, or more was left in clear than now. */
export function secretsAllow(made: Pick<FrozenPack, 'secretRules' | 'allowedSecrets'>, request: PackRequest): boolean {
	return made.secretRules === secretRulesVersion(request.secrets) && allowedNow(made.allowedSecrets, request);
}

/** What is known of files once the changes of a log were told. */
export function overlayOf(told: readonly ToldChange[]): Map<string, ToldText> {
	return new Map(told.map(({ path, text, part }) => [path, { text, part: part === true }]));
}

function logAllows(log: StoredLog, { packer, request }: KeptPackInput, scan: Scan): boolean {
	const paths = log.told.filter(({ text }) => text !== undefined).map(({ path }) => path);
	return allowedNow(log.allowedSecrets, request) && !holdsKeptBack(packer, request, paths, scan);
}

function allowedNow(placeholders: readonly string[], request: PackRequest): boolean {
	return placeholders.every((placeholder) => request.secrets?.allowed.includes(placeholder) === true);
}

function pathsOf({ pack }: FrozenPack): string[] {
	return [...pack.sections.paths()];
}

function blockOf(changes: readonly FileChange[], counter: TokenCounter) {
	const text = renderChanges(changes);
	const told = changes.map(({ path, after, part }): ToldChange => ({
		path,
		text: after,
		...(part ? { part: true } : {}),
	}));
	return { text, told, tokens: counter.countText(text) };
}

/** The later of two lists wins, path by path. */
function overlaid(before: readonly ToldChange[], after: readonly ToldChange[]): Iterable<ToldChange> {
	return new Map([...before, ...after].map((change) => [change.path, change])).values();
}

import { setTimeout as wait } from 'node:timers/promises';
import { commands, l10n, ProgressLocation, window, workspace, type LogOutputChannel } from 'vscode';
import { formatCount } from '../../core/common/format';
import type { Pack } from '../../core/context/types';
import type { PackProspect } from '../../core/conversation/workspaceAccess';
import { endpointTokens } from '../../core/conversation/request';
import { prefixSize, warmUp, type WarmUpReceipt } from '../../core/conversation/warmUp';
import type { RequestLedger } from '../../core/ledger/ledger';
import { isModelError } from '../../core/model/errors';
import type { CacheDomain } from '../../core/model/packReads';
import { promptPrice } from '../../core/model/promptPrice';
import type { ModelClient } from '../../core/model/types';
import type { LimitPassed } from '../../core/usage/monthlyLimit';
import type { PromptCache } from '../chat/promptCache';
import type { EndpointService } from '../endpoint/endpointService';
import { stoppable } from '../common/stoppable';
import { settings } from '../settings';
import type { WarmUpRecorder } from '../usage/usageRecorder';
import type { SpendingLimit } from '../usage/usageService';
import type { Consent } from '../workspace/consent';
import { diskFolders } from '../workspace/folders';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { moneyWords, receiptWords, warmUpQuestion } from './warmUpWords';

export interface WarmUpOptions {
	readonly context: Pick<WorkspaceContext, 'packs'>;
	readonly endpoint: EndpointService;
	readonly consent: Consent;
	readonly ledger: RequestLedger;
	readonly cache: PromptCache;
	readonly usage: SpendingLimit & WarmUpRecorder;
	readonly log: LogOutputChannel;
}

/** Has the endpoint read the repository ahead of the first question. */
export class WarmUpCache {
	readonly #options: WarmUpOptions;
	#running = false;

	constructor(options: WarmUpOptions) {
		this.#options = options;
	}

	/** Says what it costs, asks, and warms up. @throws LongviewError when it fails */
	async ask(): Promise<void> {
		const { endpoint, consent, context, cache } = this.#options;
		if (this.#running) {
			void window.showInformationMessage(l10n.t('The cache is being warmed up already.'));
			return;
		}
		const client = await endpoint.client();
		const prospect = await stoppable(l10n.t('Longview: counting what would be sent…'), (signal) =>
			context.packs.prospect(undefined, 'now', signal),
		);
		if (!prospect) {
			return;
		}
		const domain = this.#domain(client);
		const tokens = await this.#size(domain, prospect);
		const read = prospect.packId === undefined ? undefined : cache.warm(prospect.packId, domain);
		const { question, detail, accept } = warmUpQuestion({
			...{ domain, files: prospect.files, tokens, consented: consent.has(client.host), unchecked: consent.unchecked },
			facts: endpoint.facts(domain.model),
			...(read ? { read: { at: read.at, tokens: Math.min(read.tokens, tokens) } } : {}),
			passed: await this.#limitPassed(domain, tokens, Math.min(read?.tokens ?? 0, tokens)),
			now: Date.now(),
		});
		if ((await window.showInformationMessage(question, { modal: true, detail }, accept)) === accept) {
			await consent.give(client.host);
			await this.#run(client, domain, prospect);
		}
	}

	/**
	 * Warms up by itself where the user's own settings say so: in a trusted workspace that may be sent to this host, unless
	 * the pack is expected to be cached still.
	 * @returns whether anything was sent
	 * @throws LongviewError when it fails
	 */
	async onOpen(): Promise<boolean> {
		const { endpoint, consent, context, cache, log } = this.#options;
		const wanted = settings.warmUpOnOpen() && workspace.isTrusted && diskFolders().length > 0;
		if (!wanted || this.#running || !endpoint.hasKey || !consent.has(endpoint.host)) {
			return false;
		}
		const client = await endpoint.client();
		const domain = this.#domain(client);
		const prospect = await context.packs.prospect(undefined, 'now', never());
		if (prospect.packId !== undefined && cache.warm(prospect.packId, domain)) {
			log.info(l10n.t('The cache was not warmed up: the pack was read a short while ago.'));
			return false;
		}
		// Asked again, as counting took a while.
		if (!consent.has(client.host)) {
			return false;
		}
		if (await this.#limitPassed(domain, await this.#size(domain, prospect), 0)) {
			log.info(l10n.t('The cache was not warmed up: that would pass the limit of this month.'));
			return false;
		}
		await this.#run(client, domain, prospect);
		return true;
	}

	/** Exact tokens that would be sent. */
	async #size(domain: CacheDomain, prospect: PackProspect): Promise<number> {
		const pack = { json: new Uint8Array(), tokens: prospect.packTokens };
		return await prefixSize(pack, domain.thinking, this.#options.context.packs, never());
	}

	async #limitPassed({ model }: CacheDomain, prompt: number, cached: number): Promise<LimitPassed | undefined> {
		const { endpoint, usage } = this.#options;
		const price = promptPrice(endpoint.facts(model), { prompt, cached }, new Date());
		// Its answer is a single token.
		return await usage.limitPassed(model, price?.now, undefined);
	}

	/** The cache of new chats. */
	#domain({ host }: ModelClient): CacheDomain {
		const { model, thinking } = this.#options.endpoint;
		return { host, model, thinking };
	}

	async #run(client: ModelClient, domain: CacheDomain, prospect: PackProspect): Promise<void> {
		if (this.#running) {
			// Begun while the question was open.
			void window.showInformationMessage(l10n.t('The cache is being warmed up already.'));
			return;
		}
		this.#running = true;
		const abort = new AbortController();
		try {
			const receipt = await window.withProgress(
				{
					location: ProgressLocation.Notification,
					cancellable: true,
					title: l10n.t('Longview: warming up the cache of {0}', domain.host),
				},
				async (progress, cancelled) => {
					cancelled.onCancellationRequested(() => abort.abort());
					return await this.#send(client, domain, prospect, (message) => progress.report({ message }), abort.signal);
				},
			);
			this.#tell(receipt, domain);
		} catch (error) {
			if (!abort.signal.aborted) {
				throw error;
			}
			void window.showInformationMessage(
				l10n.t('Warming up was stopped. What the endpoint had read by then may be charged and may be cached.'),
			);
		} finally {
			this.#running = false;
		}
	}

	async #send(
		client: ModelClient,
		domain: CacheDomain,
		prospect: PackProspect,
		report: (message: string) => void,
		signal: AbortSignal,
	): Promise<WarmUpReceipt> {
		const { context, endpoint } = this.#options;
		const account = await endpoint.account();
		report(l10n.t('packing {0} files…', formatCount(prospect.files)));
		const pack = await context.packs.packForWarmUp(signal);
		let promptTokens = 0;
		const attempt = (what: Pack) =>
			this.#warm(client, domain, what, account, report, (tokens) => (promptTokens = tokens), signal);
		try {
			return await attempt(pack);
		} catch (error) {
			if (signal.aborted || !isModelError(error, 'too-long')) {
				throw error;
			}
			const prompt = { promptTokens, imageTokens: 0, maxTokens: 1 };
			const refusal = { host: client.host, prompt, details: error.details };
			const smaller =
				(await endpoint.refused(domain.model, refusal, signal)) && (await context.packs.packForWarmUp(signal));
			if (!smaller || smaller.tokens >= pack.tokens) {
				throw error;
			}
			report(l10n.t('the endpoint refused it as too long; it was packed smaller, and is asked once more…'));
			return await attempt(smaller);
		}
	}

	async #warm(
		client: ModelClient,
		domain: CacheDomain,
		pack: Pack,
		account: string,
		report: (message: string) => void,
		onSize: (promptTokens: number) => void,
		signal: AbortSignal,
	): Promise<WarmUpReceipt> {
		const { context, cache, ledger, endpoint, usage } = this.#options;
		const expectedCachedTokens = cache.warm(pack.id, domain)?.tokens ?? 0;
		return await warmUp(
			pack,
			domain,
			{
				...{ client, ledger, workspace: context.packs, expectedCachedTokens },
				now: Date.now,
				wait: (seconds, abort) => wait(seconds * 1_000, undefined, { signal: abort }),
				random: Math.random,
			},
			{
				onSend: (promptTokens) => {
					onSize(promptTokens);
					const facts = endpoint.facts(domain.model);
					const prompt = endpointTokens(promptTokens, facts);
					report(moneyWords(facts, { prompt, cached: expectedCachedTokens }, Date.now()));
				},
				onRead: (tokens) => cache.noteRead(pack.id, tokens, domain),
				onProgress: report,
				onEnded: async (end) => {
					const { promptTokens, usage: told } = end.receipt;
					if (told) {
						endpoint.counted(client.host, domain.model, { promptTokens, imageTokens: 0 }, told.promptTokens);
					}
					await usage.warmedUp({ ...end, domain, pack, expectedCachedTokens, account });
				},
			},
			signal,
		);
	}

	#tell(receipt: WarmUpReceipt, { model, host }: CacheDomain): void {
		const { ledgerId } = receipt;
		const show = l10n.t('Show What Was Sent');
		const actions = ledgerId === undefined ? [] : [show];
		void window
			.showInformationMessage(receiptWords(receipt, this.#options.endpoint.facts(model), host), ...actions)
			.then((choice) => choice === show && commands.executeCommand('longview.showSent', ledgerId));
	}
}

/** Counting takes a moment and is not worth a button. */
function never(): AbortSignal {
	return new AbortController().signal;
}

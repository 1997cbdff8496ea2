import { commands, env, l10n, Uri, window } from 'vscode';
import { errorMessage } from '../../../core/common/errors';
import { checkEndpoint, type EndpointReport } from '../../../core/model/check/checkEndpoint';
import type { CheckStep } from '../../../core/model/check/steps';
import { endpointFacts, preferredModel } from '../../../core/model/endpointFacts';
import { knowledgeOf } from '../../../core/model/profiles/knowledge';
import { checkBaseUrl, completeBaseUrl, isDeepSeek } from '../../../node/endpoint';
import { inputStep, pickStep } from '../../common/quickInput';
import { settings } from '../../settings';
import { connectionTo } from '../endpointAccess';
import type { EndpointService } from '../endpointService';
import { goesUnchecked } from '../endpointTarget';
import type { CheckAction } from './checkItems';
import { checkStep } from './checkStep';
import { keyStep } from './keyStep';
import { modelItems, type ModelItem } from './modelItems';
import { saveEndpoint } from './saveEndpoint';
import type { ServerChoice } from './serverItems';
import { serverStep } from './serverStep';

type StepName = 'server' | 'address' | 'key' | 'check' | 'model';
type Outcome =
	| { readonly kind: 'back' | 'left' | 'done' }
	/** @param replace the present step is not gone back to */
	| { readonly kind: 'next'; readonly step: StepName; readonly replace?: boolean };

/** The flow of `Longview: Choose Endpoint`. Nothing is stored and no setting written before its end. */
export class EndpointChooser {
	readonly #endpoint: EndpointService;
	readonly #localAddresses: readonly string[];
	#choice: ServerChoice | undefined;
	#baseUrl = '';
	/** Typed on the way, for the host of `#baseUrl`. */
	#key: string | undefined;
	#model: string | undefined;
	#report: EndpointReport | undefined;

	/** @param localAddresses where servers of this machine are looked for when the list opens */
	constructor(endpoint: EndpointService, localAddresses: readonly string[]) {
		this.#endpoint = endpoint;
		this.#localAddresses = localAddresses;
	}

	/** @returns the model of new chats; undefined when everything is left as it was */
	async run(): Promise<string | undefined> {
		const steps: Readonly<Record<StepName, () => Promise<Outcome>>> = {
			server: () => this.#chooseServer(),
			address: () => this.#enterAddress(),
			key: () => this.#enterKey(),
			check: () => this.#check(),
			model: () => this.#chooseModel(),
		};
		let way: StepName[] = ['server'];
		for (;;) {
			const outcome = await steps[way.at(-1)!]();
			if (outcome.kind === 'next') {
				const { step, replace } = outcome;
				const kept = replace ? way.slice(0, -1) : way;
				const before = kept.indexOf(step);
				way = [...(before === -1 ? kept : kept.slice(0, before)), step];
			} else if (outcome.kind === 'back' && way.length > 1) {
				way.pop();
			} else {
				return outcome.kind === 'done' ? await this.#save() : undefined;
			}
		}
	}

	async #chooseServer(): Promise<Outcome> {
		const choice = await serverStep(this.#endpoint, this.#localAddresses);
		if (!choice) {
			return { kind: 'left' };
		}
		this.#choice = choice;
		this.#take(choice.baseUrl);
		return choice.asksAddress ? { kind: 'next', step: 'address' } : await this.#toCheck();
	}

	async #enterAddress(): Promise<Outcome> {
		const profile = this.#choice?.profile;
		const result = await inputStep({
			title: l10n.t('Address of {0}', profile?.label ?? l10n.t('the Server')),
			prompt: l10n.t('The base URL, as OpenAI clients take it; it often ends with /v1.'),
			placeholder: 'https://example.com/v1',
			value: this.#baseUrl,
			back: true,
			validate: (value) => {
				try {
					this.#checked(value);
					return undefined;
				} catch (error) {
					return errorMessage(error);
				}
			},
		});
		if (result.kind !== 'chosen') {
			return result;
		}
		this.#take(this.#checked(result.value));
		return await this.#toCheck();
	}

	async #enterKey(): Promise<Outcome> {
		const result = await keyStep(this.#host, true, this.#choice?.profile?.accountPages?.keys);
		if (result.kind !== 'chosen') {
			return result;
		}
		this.#key = result.value;
		return { kind: 'next', step: 'check' };
	}

	async #check(): Promise<Outcome> {
		const key = this.#key ?? (await this.#endpoint.keyFor(this.#host));
		const result = await checkStep({
			host: this.#host,
			hasKey: key !== undefined,
			unchecked: goesUnchecked(this.#baseUrl),
			look: (onStep, signal) => this.#look(key, signal, onStep),
			onReport: (report) => (this.#report = report),
		});
		return result.kind === 'chosen' ? await this.#act(result.value) : result;
	}

	async #look(
		key: string | undefined,
		signal: AbortSignal,
		onStep: (step: CheckStep) => void,
	): Promise<EndpointReport> {
		const { catalog } = this.#endpoint.known.catalog;
		const chosen = this.#model;
		const profile = this.#choice?.profile;
		return await checkEndpoint(
			{
				...connectionTo(this.#baseUrl, key),
				model: (offered) => {
					const ids = offered.map(({ id }) => id);
					return chosen ?? preferredModel(ids, this.#endpoint.model, catalog);
				},
				aliases: catalog.aliases,
				...(profile ? { usualProfile: profile } : {}),
				onStep,
			},
			signal,
		);
	}

	async #act(action: CheckAction): Promise<Outcome> {
		switch (action.kind) {
			case 'use':
				return { kind: 'done' };
			case 'choose-model':
				return { kind: 'next', step: 'model' };
			case 'set-key':
				return { kind: 'next', step: 'key', replace: true };
			case 'change-address':
				return { kind: 'next', step: 'address', replace: true };
			case 'use-address':
				this.#take(action.baseUrl, true);
				return { kind: 'next', step: 'check' };
			case 'again':
				return { kind: 'next', step: 'check' };
			case 'open':
				await env.openExternal(Uri.parse(action.page, true));
				return { kind: 'next', step: 'check' };
			case 'proxy-settings':
				await commands.executeCommand('longview.openNetworkSettings');
				return { kind: 'left' };
		}
	}

	async #chooseModel(): Promise<Outcome> {
		const report = this.#report!;
		const knowledge = knowledgeOf(report, Date.now());
		const situation = {
			isHosted: isDeepSeek(this.#baseUrl),
			profile: report.profile,
			knowledge,
			catalog: this.#endpoint.known.catalog.catalog,
		};
		const offered = report.models.map(({ id }) => id);
		const items = modelItems(situation, offered, report.model ?? this.#endpoint.model, new Date());
		const result = await pickStep<ModelItem>({
			title: l10n.t('Model of new chats at {0}', report.host),
			placeholder: l10n.t('The endpoint offers {0}.', offered.length),
			items,
			active: items.find(({ id }) => id === report.model),
			back: true,
			canChoose: ({ id }) => id !== undefined,
		});
		if (result.kind !== 'chosen') {
			return result;
		}
		this.#model = result.value.id;
		return { kind: 'next', step: 'check', replace: true };
	}

	async #save(): Promise<string> {
		const report = this.#report!;
		const model = report.model ?? this.#endpoint.model;
		await saveEndpoint(this.#endpoint, { baseUrl: this.#baseUrl, report, key: this.#key, model });
		const { label } = endpointFacts(this.#endpoint.known.situation, model);
		void window.showInformationMessage(l10n.t('New chats use {0} at {1}.', label, report.host));
		return model;
	}

	/** On to the check, by way of the key where nothing works without one. */
	async #toCheck(): Promise<Outcome> {
		const needsKey = this.#choice?.profile?.key === 'always';
		const hasKey = this.#key !== undefined || (await this.#endpoint.keyFor(this.#host)) !== undefined;
		return { kind: 'next', step: needsKey && !hasKey ? 'key' : 'check' };
	}

	/** Another address forgets what was found at the one before; a key stays with its host. */
	#take(baseUrl: string, sameServer = false): void {
		const before = this.#baseUrl === '' ? undefined : this.#host;
		this.#baseUrl = baseUrl;
		if (before !== this.#host) {
			this.#key = undefined;
		}
		if (!sameServer) {
			this.#model = undefined;
		}
		this.#report = undefined;
	}

	get #host(): string {
		return new URL(this.#baseUrl).host;
	}

	/** @throws EndpointSettingError */
	#checked(value: string): string {
		return checkBaseUrl(completeBaseUrl(value), { allowUnencrypted: settings.allowInsecureHttp() });
	}
}

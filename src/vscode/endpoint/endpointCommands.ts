import { commands, env, l10n, Uri, window, type Disposable } from 'vscode';
import { usualLocalAddresses } from '../../core/model/profiles/localServers';
import { thinkingLevels } from '../../core/model/profiles/thinking';
import type { Guard } from '../common/guard';
import { inputStep } from '../common/quickInput';
import { settings, updateEndpointSetting } from '../settings';
import type { ApiKeys } from './apiKeys';
import { importCatalog, showCatalog } from './catalogCommands';
import { EndpointChooser } from './choose/chooseEndpoint';
import { chooseModel } from './choose/chooseModel';
import { keyStep } from './choose/keyStep';
import type { EndpointService } from './endpointService';

/** The entry of the list that asks for a depth. */
const byNumber = 'number';

/** Commands about endpoint, key, model and thinking. */
export function registerEndpointCommands(endpoint: EndpointService, guard: Guard): Disposable[] {
	/** What was chosen, for the chat it was chosen in; undefined when nothing was, or when it failed. */
	const register = (name: string, run: () => Promise<unknown>) =>
		commands.registerCommand(`longview.${name}`, async () => {
			let chosen: unknown;
			await guard(async () => {
				chosen = await run();
			});
			return chosen;
		});
	return [
		register('setApiKey', () => setApiKey(endpoint)),
		register('removeApiKey', () => removeApiKey(endpoint, endpoint.keys)),
		register('chooseEndpoint', () => new EndpointChooser(endpoint, usualLocalAddresses()).run()),
		register('openAccountPage', () => openAccountPage(endpoint)),
		register('chooseModel', () => chooseModel(endpoint)),
		register('chooseThinking', () => chooseThinking(endpoint)),
		register('importCatalog', () => importCatalog(endpoint.known.catalog)),
		register('showCatalog', () => showCatalog(endpoint.known.catalog)),
	];
}

async function setApiKey(endpoint: EndpointService): Promise<void> {
	const problem = endpoint.problem();
	if (problem !== undefined) {
		void window.showErrorMessage(problem);
		return;
	}
	const { host } = endpoint;
	const result = await keyStep(host, false, endpoint.profile?.accountPages?.keys);
	if (result.kind !== 'chosen') {
		return;
	}
	await endpoint.keys.set(host, result.value);
	await endpoint.refresh();
	void window.showInformationMessage(l10n.t('The API key for {0} is set.', host));
}

async function openAccountPage(endpoint: EndpointService): Promise<void> {
	const page = endpoint.profile?.accountPages?.balance;
	if (page !== undefined) {
		await env.openExternal(Uri.parse(page, true));
	}
}

async function removeApiKey(endpoint: EndpointService, keys: ApiKeys): Promise<void> {
	const problem = endpoint.problem();
	if (problem !== undefined) {
		void window.showErrorMessage(problem);
		return;
	}
	const { host } = endpoint;
	await keys.remove(host);
	await endpoint.refresh();
	void window.showInformationMessage(l10n.t('The API key for {0} is removed.', host));
}

/** @returns the chosen effort; undefined when nothing was chosen */
async function chooseThinking(endpoint: EndpointService): Promise<string | undefined> {
	const { profile } = endpoint;
	const levels = profile ? thinkingLevels(profile) : undefined;
	const same = (value: string) => levels !== undefined && !levels.efforts.some((effort) => effort === value);
	const choices = [
		{ label: l10n.t('High'), detail: l10n.t('Thorough reasoning; best for most questions.'), value: 'high' },
		{
			label: l10n.t('Max'),
			detail: same('max')
				? l10n.t('The same as High at this endpoint.')
				: l10n.t('The longest reasoning; slower and dearer.'),
			value: 'max',
		},
		{ label: l10n.t('Low'), detail: l10n.t('Short reasoning.'), value: 'low' },
		{
			label: l10n.t('Off'),
			detail:
				levels?.off === false
					? l10n.t('Nothing is said about thinking: this endpoint decides.')
					: l10n.t('Answer at once. Much less reliable on large repositories.'),
			value: 'off',
		},
	];
	const current = endpoint.view().thinking;
	const depth = settings.thinkingDepth();
	if (profile?.effortAsNumber) {
		choices.push({
			label: l10n.t('Number…'),
			detail: l10n.t('A depth from 1 to 100, which this kind of server takes.'),
			value: byNumber,
		});
	}
	const isCurrent = (value: string) => value === current || (value === byNumber && current === `${depth}/100`);
	const picked = await window.showQuickPick(
		choices.map((choice) => ({ ...choice, description: isCurrent(choice.value) ? l10n.t('(current)') : '' })),
		{
			title: l10n.t('Thinking of new chats'),
			placeHolder: l10n.t('Another effort begins another prompt: its first question pays for the whole repository.'),
		},
	);
	if (picked?.value === byNumber) {
		return await chooseDepth(endpoint, depth);
	}
	if (picked) {
		await updateEndpointSetting('thinking', picked.value);
		if (depth !== undefined) {
			await updateEndpointSetting('thinkingDepth', undefined);
		}
	}
	return picked?.value;
}

async function chooseDepth(endpoint: EndpointService, depth: number | undefined): Promise<string | undefined> {
	const result = await inputStep({
		title: l10n.t('Depth of thinking of new chats'),
		prompt: l10n.t('A whole number from 1 to 100: the higher, the more thorough the reasoning.'),
		value: depth === undefined ? '' : String(depth),
		back: false,
		validate: (value) => {
			const number = Number(value);
			return Number.isInteger(number) && number >= 1 && number <= 100
				? undefined
				: l10n.t('Enter a whole number from 1 to 100.');
		},
	});
	if (result.kind !== 'chosen') {
		return undefined;
	}
	if (endpoint.view().thinking === 'off') {
		await updateEndpointSetting('thinking', undefined);
	}
	await updateEndpointSetting('thinkingDepth', Number(result.value));
	return result.value;
}

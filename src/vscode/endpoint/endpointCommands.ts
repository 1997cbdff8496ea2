import {
	commands,
	l10n,
	ProgressLocation,
	QuickPickItemKind,
	window,
	type Disposable,
	type QuickPickItem,
} from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { formatTokens } from '../../core/common/format';
import { catalogDate, isPeak, knownModels } from '../../core/model/catalog';
import { updateEndpointSetting } from '../settings';
import type { ApiKeys } from './apiKeys';
import type { EndpointService } from './endpointService';

/** Commands about key, model and thinking. */
export function registerEndpointCommands(endpoint: EndpointService, keys: ApiKeys): Disposable[] {
	return [
		commands.registerCommand('longview.setApiKey', () => setApiKey(endpoint, keys)),
		commands.registerCommand('longview.removeApiKey', () => removeApiKey(endpoint, keys)),
		commands.registerCommand('longview.chooseModel', () => chooseModel(endpoint)),
		commands.registerCommand('longview.chooseThinking', () => chooseThinking(endpoint)),
	];
}

async function setApiKey(endpoint: EndpointService, keys: ApiKeys): Promise<void> {
	const problem = endpoint.problem();
	if (problem !== undefined) {
		void window.showErrorMessage(problem);
		return;
	}
	const { host } = endpoint;
	const key = await window.showInputBox({
		title: l10n.t('API key for {0}', host),
		prompt: l10n.t("Kept in your system's keychain and sent to {0} only.", host),
		password: true,
		ignoreFocusOut: true,
		validateInput: (value) => {
			const trimmed = value.trim();
			if (trimmed === '') {
				return l10n.t('Enter the key.');
			}
			// Header values are Latin-1 at most; a key pasted with other characters never works.
			return /^[\x21-\x7e]+$/.test(trimmed) ? undefined : l10n.t('A key has no spaces or special characters.');
		},
	});
	if (key === undefined) {
		return;
	}
	await keys.set(host, key.trim());
	await endpoint.refresh();
	void window.showInformationMessage(l10n.t('The API key for {0} is set.', host));
}

async function removeApiKey(endpoint: EndpointService, keys: ApiKeys): Promise<void> {
	const { host } = endpoint;
	await keys.remove(host);
	await endpoint.refresh();
	void window.showInformationMessage(l10n.t('The API key for {0} is removed.', host));
}

/** @returns the chosen model; undefined when nothing was chosen */
async function chooseModel(endpoint: EndpointService): Promise<string | undefined> {
	const served = await window.withProgress(
		{ location: ProgressLocation.Window, title: l10n.t('Asking {0} for its models…', endpoint.host) },
		async () => {
			try {
				return await (await endpoint.client()).listModels(AbortSignal.timeout(10_000));
			} catch (error) {
				return errorMessage(error);
			}
		},
	);
	const items: (QuickPickItem & { id?: string })[] = knownModels().map((model) => {
		const facts = endpoint.facts(model.id);
		const price = facts.price;
		const factor = price && isPeak(new Date()) ? price.peakFactor : 1;
		return {
			label: model.label,
			description: model.id + (model.id === endpoint.model ? ` ${l10n.t('(current)')}` : ''),
			detail: [
				l10n.t('{0} window', formatTokens(facts.contextWindow)),
				...(price
					? [
							l10n.t(
								'per million tokens now: ${0} in, ${1} cached, ${2} out',
								(price.input * factor).toFixed(2),
								(price.cachedInput * factor).toFixed(3),
								(price.output * factor).toFixed(2),
							),
						]
					: []),
				...(typeof served !== 'string' && !served.includes(model.id) ? [l10n.t('not offered by this endpoint')] : []),
			].join(' · '),
			id: model.id,
		};
	});
	if (typeof served === 'string') {
		items.push({ label: served, kind: QuickPickItemKind.Separator });
	} else {
		const others = served.filter((id) => !items.some((item) => item.id === id));
		if (others.length > 0) {
			items.push({ label: l10n.t('also served'), kind: QuickPickItemKind.Separator });
			items.push(...others.map((id) => ({ label: id, id })));
		}
	}
	const picked = await window.showQuickPick(items, {
		title: l10n.t('Model of new chats at {0}', endpoint.host),
		placeHolder: l10n.t("Prices are DeepSeek's own, as of {0}.", catalogDate),
		matchOnDescription: true,
	});
	if (picked?.id !== undefined) {
		await updateEndpointSetting('model', picked.id);
	}
	return picked?.id;
}

/** @returns the chosen effort; undefined when nothing was chosen */
async function chooseThinking(endpoint: EndpointService): Promise<string | undefined> {
	const choices = [
		{ label: l10n.t('High'), detail: l10n.t('Thorough reasoning; best for most questions.'), value: 'high' },
		{ label: l10n.t('Max'), detail: l10n.t('The longest reasoning; slower and dearer.'), value: 'max' },
		{ label: l10n.t('Low'), detail: l10n.t('Short reasoning.'), value: 'low' },
		{
			label: l10n.t('Off'),
			detail: l10n.t('Answer at once. Much less reliable on large repositories.'),
			value: 'off',
		},
	];
	const current = endpoint.view().thinking;
	const picked = await window.showQuickPick(
		choices.map((choice) => ({ ...choice, description: choice.value === current ? l10n.t('(current)') : '' })),
		{
			title: l10n.t('Thinking of new chats'),
			placeHolder: l10n.t('Another effort begins another prompt: its first question pays for the whole repository.'),
		},
	);
	if (picked) {
		await updateEndpointSetting('thinking', picked.value);
	}
	return picked?.value;
}

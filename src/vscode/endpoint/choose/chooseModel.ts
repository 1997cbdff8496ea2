import { commands, l10n, ThemeIcon, type QuickInputButton, type QuickPick } from 'vscode';
import { errorMessage } from '../../../core/common/errors';
import { catalogFreshness } from '../../../core/model/catalog';
import { checkEndpoint } from '../../../core/model/check/checkEndpoint';
import { knowledgeOf } from '../../../core/model/profiles/knowledge';
import { pickStep } from '../../common/quickInput';
import { updateEndpointSetting } from '../../settings';
import { catalogWords } from '../catalogCommands';
import { connectionTo } from '../endpointAccess';
import type { EndpointService } from '../endpointService';
import { modelItems, type ModelItem } from './modelItems';
import { peakWords } from './priceWords';

/** Longest wait for the endpoint's list, in milliseconds. */
const patience = 10_000;

interface CatalogItem extends ModelItem {
	readonly command?: 'showCatalog' | 'importCatalog';
	readonly buttons?: readonly QuickInputButton[];
}

/** The list of `Longview: Choose Model`. @returns the chosen model; undefined when nothing was chosen */
export async function chooseModel(endpoint: EndpointService): Promise<string | undefined> {
	const { host, model } = endpoint;
	const list = (offered: readonly string[] | undefined, said?: string): CatalogItem[] => [
		...modelItems(endpoint.known.situation, offered, model, new Date()),
		...(said === undefined ? [] : [{ label: `$(warning) ${l10n.t('Models Not Listed')}`, detail: said }]),
		catalogItem(endpoint),
	];
	const items = list(endpoint.known.knowledge?.models.map(({ id }) => id));
	const result = await pickStep<CatalogItem>({
		title: l10n.t('Model of new chats at {0}', host),
		placeholder: endpoint.isHosted
			? peakWords(endpoint.known.catalog.catalog.peak, new Date())
			: l10n.t('Choose a model.'),
		items,
		active: items.find(({ id }) => id === model),
		back: false,
		canChoose: ({ id, command }) => id !== undefined || command !== undefined,
		onShow: (picker, signal) => {
			picker.busy = true;
			const show = (newer: CatalogItem[]) => {
				if (!signal.aborted) {
					picker.busy = false;
					replaceItems(picker, newer);
				}
			};
			look(endpoint, AbortSignal.any([signal, AbortSignal.timeout(patience)])).then(
				(offered) => show(list(offered)),
				(error: unknown) => show(list(undefined, errorMessage(error))),
			);
		},
	});
	if (result.kind !== 'chosen') {
		return undefined;
	}
	const { id, command } = result.value;
	if (command !== undefined) {
		await commands.executeCommand(`longview.${command}`);
	} else if (id !== undefined) {
		await updateEndpointSetting('model', id);
		endpoint.leaveOverrides(endpoint.baseUrl);
	}
	return id;
}

/** Asks the endpoint what it offers, and remembers it. @throws what keeps it from telling */
async function look(endpoint: EndpointService, signal: AbortSignal): Promise<readonly string[]> {
	const { baseUrl, model, profile } = endpoint;
	const report = await checkEndpoint(
		{
			...connectionTo(baseUrl, await endpoint.keyFor(endpoint.host)),
			model,
			aliases: endpoint.known.catalog.catalog.aliases,
			...(profile ? { profile } : {}),
		},
		signal,
	);
	const failed = report.steps.find(({ id, status }) => status === 'failed' && (id === 'reachable' || id === 'key'));
	if (failed) {
		throw new Error(failed.message);
	}
	await endpoint.known.memory.remember(baseUrl, knowledgeOf(report, Date.now()));
	await endpoint.refresh();
	return report.models.map(({ id }) => id);
}

/** From when the prices are; old ones are warned about. */
function catalogItem({ known: { catalog } }: EndpointService): CatalogItem {
	const now = new Date();
	const { stale } = catalogFreshness(catalog.catalog, now);
	const words = catalogWords(catalog, now);
	return stale || catalog.origin.problem !== undefined
		? { label: `$(warning) ${l10n.t('Import Newer Prices…')}`, detail: words, command: 'importCatalog' }
		: { label: `$(${new ThemeIcon('info').id}) ${l10n.t('Show the Catalog')}`, detail: words, command: 'showCatalog' };
}

function replaceItems(picker: QuickPick<CatalogItem>, items: CatalogItem[]): void {
	const [active] = picker.activeItems;
	picker.items = items;
	const same = items.find(({ id }) => id !== undefined && id === active?.id);
	if (same) {
		picker.activeItems = [same];
	}
}

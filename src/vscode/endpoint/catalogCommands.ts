import { env, l10n, window, workspace, type QuickPickItem } from 'vscode';
import { catalogFreshness } from '../../core/model/catalog';
import type { CatalogStore } from './catalogStore';

/** Largest catalog that is read, in bytes. */
const largestCatalog = 1024 * 1024;

/** Opens the catalog in use as a document: to be read, or changed and imported again. */
export async function showCatalog(catalog: CatalogStore): Promise<void> {
	const document = await workspace.openTextDocument({ language: 'json', content: catalog.text() });
	await window.showTextDocument(document);
}

/** Takes a newer catalog from a file or the clipboard, whichever the user chooses. */
export async function importCatalog(catalog: CatalogStore): Promise<void> {
	type Source = QuickPickItem & { readonly take: () => Promise<string | undefined> };
	const sources: Source[] = [
		{
			label: `$(file) ${l10n.t('From a File…')}`,
			take: async () => await fromFile(),
		},
		{
			label: `$(clippy) ${l10n.t('From the Clipboard')}`,
			take: async () => await env.clipboard.readText(),
		},
		...(catalog.hasImported
			? [
					{
						label: `$(discard) ${l10n.t('Go Back to the Built-In Catalog')}`,
						take: async () => {
							await catalog.reset();
							void window.showInformationMessage(catalogWords(catalog, new Date()));
							return undefined;
						},
					},
				]
			: []),
	];
	const chosen = await window.showQuickPick(sources, {
		title: l10n.t('Import Model Catalog'),
		placeHolder: catalogWords(catalog, new Date()),
	});
	const text = await chosen?.take();
	if (text === undefined) {
		return;
	}
	const taken = await catalog.import(text);
	void window.showInformationMessage(
		taken
			? catalogWords(catalog, new Date())
			: l10n.t('That catalog is older than the built-in one of {0}, which stays in use.', catalog.catalog.date),
	);
}

async function fromFile(): Promise<string | undefined> {
	const [file] =
		(await window.showOpenDialog({
			title: l10n.t('Import Model Catalog'),
			filters: { JSON: ['json'] },
			canSelectMany: false,
		})) ?? [];
	if (file === undefined) {
		return undefined;
	}
	const { size } = await workspace.fs.stat(file);
	if (size > largestCatalog) {
		throw new Error(l10n.t('{0} is too large to be a catalog.', file.path));
	}
	return new TextDecoder().decode(await workspace.fs.readFile(file));
}

/** From when and where the prices are: `Prices of 2026-11-15 from https://…, imported.` */
export function catalogWords({ catalog, origin }: CatalogStore, now: Date): string {
	const { stale, days, holidaysKnown } = catalogFreshness(catalog, now);
	const how = [
		...(origin.kind === 'imported' ? [l10n.t('imported')] : []),
		...(origin.changedBySetting ? [l10n.t('changed by a setting')] : []),
	];
	return [
		`${[l10n.t('Prices of {0} from {1}', catalog.date, catalog.source), ...how].join(', ')}.`,
		...(stale ? [l10n.t('They are {0} days old and may have changed.', days)] : []),
		...(holidaysKnown ? [] : [l10n.t("This year's holidays are not in them.")]),
		...(origin.problem === undefined ? [] : [origin.problem]),
	].join(' ');
}

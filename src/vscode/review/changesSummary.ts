import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { plural } from '../../core/common/format';
import { summaryOf, type ChangeSummary } from '../../core/edits/changeSummary';
import type { PlannedFile } from '../../core/edits/types';
import type { PendingRecord } from '../../node/storage/journalState';

/** More files or changed lines are summed up before they are opened. */
const largeFiles = 20;
const largeLines = 2_000;

interface FileItem extends QuickPickItem {
	readonly file?: PlannedFile;
}

/**
 * Sums up large edits before they are opened in one diff: what is created, deleted, renamed and changed, and how much.
 * The user may leave files out of the diff; edits that are not large are opened at once.
 * @returns the files to open; undefined when the user wants to see none
 */
export async function chooseShown(files: readonly PlannedFile[]): Promise<readonly PlannedFile[] | undefined> {
	const summed = files.map((file) => ({ file, summary: summaryOf(file) }));
	const added = summed.reduce((sum, { summary }) => sum + summary.added, 0);
	const removed = summed.reduce((sum, { summary }) => sum + summary.removed, 0);
	if (files.length <= largeFiles && added + removed <= largeLines) {
		return files;
	}
	const grouped = groups.flatMap(({ change, name, icon }) => {
		const group = summed.filter(({ summary }) => summary.change === change);
		return group.length === 0 ? [] : [{ count: `${group.length} ${name()}`, icon, group }];
	});
	const items = grouped.flatMap(({ count, icon, group }): FileItem[] => [
		{ label: count, kind: QuickPickItemKind.Separator },
		...group.map(({ file, summary }) => {
			const { name, folder } = placeParts(file.renamedTo ?? file.path);
			return {
				label: `$(${icon}) ${name}`,
				description: [folder, `+${summary.added} −${summary.removed}`].filter((part) => part !== '').join('  '),
				file,
			};
		}),
	]);
	const picker = window.createQuickPick<FileItem>();
	const counts = grouped.map(({ count }) => count).join(', ');
	picker.title = l10n.t('{0}: {1} (+{2} −{3})', plural(files.length, 'file'), counts, added, removed);
	picker.placeholder = l10n.t('The ticked files are opened in one diff');
	picker.canSelectMany = true;
	picker.matchOnDescription = true;
	picker.items = items;
	picker.selectedItems = items.filter(({ file }) => file !== undefined);
	picker.show();
	const chosen = await new Promise<readonly FileItem[] | undefined>((resolve) => {
		picker.onDidAccept(() => resolve(picker.selectedItems));
		picker.onDidHide(() => resolve(undefined));
	}).finally(() => picker.dispose());
	const shown = chosen?.flatMap(({ file }) => file ?? []);
	return shown && shown.length > 0 ? shown : undefined;
}

/** The same for edits under review. */
export async function choosePendingShown(
	records: readonly PendingRecord[],
): Promise<readonly PendingRecord[] | undefined> {
	const files = new Map(
		records.map((record) => {
			const { path, baseline, applied, deleted, renamedFrom } = record;
			const file = { path: renamedFrom ?? path, before: baseline, after: deleted ? undefined : applied };
			return [renamedFrom === undefined ? file : { ...file, renamedTo: path }, record] as const;
		}),
	);
	const shown = await chooseShown([...files.keys()]);
	return shown?.flatMap((file) => files.get(file) ?? []);
}

function placeParts(path: string): { readonly name: string; readonly folder: string } {
	const slash = path.lastIndexOf('/');
	return { name: path.slice(slash + 1), folder: path.slice(0, Math.max(0, slash)) };
}

/** What takes the most away comes first. */
const groups: readonly {
	readonly change: ChangeSummary['change'];
	readonly name: () => string;
	readonly icon: string;
}[] = [
	{ change: 'deleted', name: () => l10n.t('deleted'), icon: 'diff-removed' },
	{ change: 'renamed', name: () => l10n.t('renamed'), icon: 'diff-renamed' },
	{ change: 'modified', name: () => l10n.t('changed'), icon: 'diff-modified' },
	{ change: 'created', name: () => l10n.t('created'), icon: 'diff-added' },
];

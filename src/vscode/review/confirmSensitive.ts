import { l10n, window, type QuickPickItem } from 'vscode';
import { plural } from '../../core/common/format';
import { summaryOf } from '../../core/edits/changeSummary';
import type { PlannedFile } from '../../core/edits/types';

interface SensitiveItem extends QuickPickItem {
	readonly file: PlannedFile;
}

/**
 * Asks about files that have a reason to be confirmed, such as CI configuration. The change of the file the list is at
 * is shown while the question is open; none is ticked before the user does it.
 * @param show shows the change of a file without taking the focus
 * @param trusted whether the workspace is; the title then says why every file is asked about
 * @returns the files to apply; undefined when the user cancelled
 */
export async function confirmSensitive(
	files: readonly PlannedFile[],
	show: (file: PlannedFile) => Promise<void>,
	trusted = true,
): Promise<readonly PlannedFile[] | undefined> {
	const sensitive = files.filter((file) => file.confirm !== undefined);
	if (sensitive.length === 0) {
		return files;
	}
	const agreed = await ask(sensitive, titleOf(sensitive.length, trusted), files.length - sensitive.length, show);
	return agreed && files.filter((file) => file.confirm === undefined || agreed.has(file));
}

function titleOf(count: number, trusted: boolean): string {
	if (!trusted) {
		return l10n.t('This workspace is not trusted: look at each change, and tick those to apply');
	}
	return count === 1
		? l10n.t('This file can act on its own: look at the change, and tick it to apply it')
		: l10n.t('These files can act on their own: look at the changes, and tick those to apply');
}

async function ask(
	sensitive: readonly PlannedFile[],
	title: string,
	others: number,
	show: (file: PlannedFile) => Promise<void>,
): Promise<ReadonlySet<PlannedFile> | undefined> {
	const picker = window.createQuickPick<SensitiveItem>();
	picker.title = title;
	picker.placeholder =
		others === 0
			? l10n.t('Escape applies nothing')
			: l10n.t('Applied with {0}; Escape applies nothing', plural(others, 'other file'));
	picker.canSelectMany = true;
	picker.ignoreFocusOut = true;
	picker.items = sensitive.map((file) => {
		const { added, removed, change } = summaryOf(file);
		return {
			label: file.renamedTo ?? file.path,
			description: `${changeName(change)} +${added} −${removed}`,
			detail: file.confirm ?? '',
			file,
		};
	});
	// Diffs open one after the other; only the last one asked for is of interest.
	let wanted: PlannedFile | undefined;
	let showing = Promise.resolve();
	const showItem = (item: SensitiveItem | undefined) => {
		wanted = item?.file;
		showing = showing.then(async () => {
			if (item && wanted === item.file) {
				await show(item.file);
			}
		});
	};
	picker.onDidChangeActive(([item]) => showItem(item));
	picker.show();
	// With boxes to tick, the editor does not say which item is the first to be active.
	showItem(picker.items[0]);
	try {
		return await new Promise<ReadonlySet<PlannedFile> | undefined>((resolve) => {
			picker.onDidAccept(() => resolve(new Set(picker.selectedItems.map(({ file }) => file))));
			picker.onDidHide(() => resolve(undefined));
		});
	} finally {
		picker.dispose();
	}
}

function changeName(change: ReturnType<typeof summaryOf>['change']): string {
	switch (change) {
		case 'created':
			return l10n.t('created');
		case 'deleted':
			return l10n.t('deleted');
		case 'renamed':
			return l10n.t('renamed');
		case 'modified':
			return l10n.t('changed');
	}
}

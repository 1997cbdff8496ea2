import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { formatTokens, plural } from '../../core/common/format';
import { pathOfPattern, patternOf, type ChosenPath } from '../../core/context/rules/choices';
import { settings, updateContextRules } from '../settings';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { rootNameOf, type ContextChoices } from './contextChoices';
import { lookVisibly } from './visibleLook';

const listedShares = 200;

interface Item extends QuickPickItem {
	/** A pattern of the setting that is there now. */
	readonly pattern?: string;
	/** Something to exclude. */
	readonly chosen?: ChosenPath;
}

/** Lets the user exclude the largest folders and files, and take exclusions back. */
export async function pickExclusions(context: WorkspaceContext, choices: ContextChoices): Promise<void> {
	if (!context.summary) {
		await lookVisibly(context);
	}
	const largest = await context.ask('contextLargest', { limit: listedShares });
	const excluded = settings.exclude();
	const items: Item[] = [
		...titled(l10n.t('Excluded'), excluded.map(exclusionItem)),
		...titled(
			l10n.t('Folders'),
			(largest?.folders ?? []).map((each) => ({
				label: each.path,
				description: l10n.t('{0} tokens, {1}', formatTokens(each.tokens), plural(each.files, 'file')),
				chosen: { path: each.path, isFolder: true, rootName: rootNameOf(each.path) },
			})),
		),
		...titled(
			l10n.t('Files'),
			(largest?.files ?? []).map((each) => ({
				label: each.path,
				description: l10n.t('{0} tokens', formatTokens(each.tokens)),
				chosen: { path: each.path, isFolder: false, rootName: rootNameOf(each.path) },
			})),
		),
	];
	if (items.length === 0) {
		void window.showInformationMessage(l10n.t('There is nothing to exclude.'));
		return;
	}
	const picked = await window.showQuickPick(items, {
		title: l10n.t('Exclude Folders and Files from Context'),
		placeHolder: l10n.t('Check what is not to be sent; the largest come first'),
		canPickMany: true,
		matchOnDescription: true,
	});
	if (!picked) {
		return;
	}
	const kept = new Set(picked.map(({ pattern }) => pattern));
	const remaining = excluded.filter((pattern) => kept.has(pattern));
	if (remaining.length < excluded.length) {
		await updateContextRules({ exclude: remaining, include: settings.include() });
	}
	await choices.choose(
		picked.map(({ chosen }) => chosen).filter((chosen) => chosen !== undefined),
		[],
	);
}

function exclusionItem(pattern: string): Item {
	const exact = pathOfPattern(pattern);
	const isPlain = exact !== undefined && patternOf(exact) === pattern;
	return {
		label: isPlain ? exact.path : pattern,
		description: isPlain ? (exact.isFolder ? l10n.t('folder') : '') : l10n.t('pattern'),
		picked: true,
		pattern,
	};
}

function titled(title: string, items: readonly Item[]): Item[] {
	return items.length === 0 ? [] : [{ label: title, kind: QuickPickItemKind.Separator }, ...items];
}

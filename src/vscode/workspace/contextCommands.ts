import { commands, l10n, window, type Disposable } from 'vscode';
import { formatTokens, plural } from '../../core/common/format';
import { excludeFromContext } from '../settings';
import type { Consent } from './consent';
import type { ContextDocument } from './contextDocument';
import type { WorkspaceContext } from './workspaceContext';

const listedFolders = 200;

/** Commands about what is sent. */
export function registerContextCommands(
	context: WorkspaceContext,
	document: ContextDocument,
	consent: Consent,
): Disposable[] {
	return [
		commands.registerCommand('longview.showContext', () => document.show()),
		commands.registerCommand('longview.refreshContext', () => context.refresh()),
		commands.registerCommand('longview.excludeFolders', () => excludeFolders(context)),
		commands.registerCommand('longview.withdrawConsent', async () => {
			await consent.withdraw();
			void window.showInformationMessage(
				l10n.t('Consent is withdrawn. You will be asked again before this workspace is sent anywhere.'),
			);
		}),
	];
}

async function excludeFolders(context: WorkspaceContext): Promise<void> {
	if (!context.summary) {
		await context.refresh();
	}
	const folders = await context.folders(listedFolders);
	if (folders.length === 0) {
		void window.showInformationMessage(l10n.t('There are no folders to exclude.'));
		return;
	}
	const picked = await window.showQuickPick(
		folders.map((folder) => ({
			label: folder.path,
			description: l10n.t('{0} tokens, {1}', formatTokens(folder.tokens), plural(folder.files, 'file')),
		})),
		{
			title: l10n.t('Folders That Are Not Sent'),
			placeHolder: l10n.t('Largest first. Written to longview.context.exclude of this workspace.'),
			canPickMany: true,
		},
	);
	if (picked && picked.length > 0) {
		await excludeFromContext(picked.map((item) => `/${escapePattern(item.label)}/`));
	}
}

/** A folder's name taken literally in gitignore syntax. */
function escapePattern(path: string): string {
	return path.replace(/[\\*?[\]!# ]/g, '\\$&');
}

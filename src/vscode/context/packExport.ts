import { env, l10n, Uri, window, workspace } from 'vscode';
import { formatBytes, formatCount } from '../../core/common/format';
import { stoppable } from '../common/stoppable';
import { diskFolders } from '../workspace/folders';
import type { WorkspaceContext } from '../workspace/workspaceContext';

/** Bytes from which the clipboard is a burden. */
const largeForClipboard = 5_000_000;

/** Copies the text of a pack made now; asks first when it is large. */
export async function copyPack(context: WorkspaceContext): Promise<void> {
	const pack = await makePack(context);
	if (!pack) {
		return;
	}
	const { bytes, tokens } = pack;
	if (bytes.length > largeForClipboard) {
		const copy = l10n.t('Copy Anyway');
		const save = l10n.t('Save As…');
		const choice = await window.showWarningMessage(
			l10n.t('The pack has {0}. Many programs are slow with so much on the clipboard.', formatBytes(bytes.length)),
			{ modal: true },
			copy,
			save,
		);
		if (choice === save) {
			await saveBytes(pack.bytes, tokens);
			return;
		}
		if (choice !== copy) {
			return;
		}
	}
	await env.clipboard.writeText(new TextDecoder().decode(bytes));
	void window.showInformationMessage(l10n.t('Copied the pack: {0} tokens.', formatCount(tokens)));
}

/** Writes the text of a pack made now to a file. */
export async function savePack(context: WorkspaceContext): Promise<void> {
	const pack = await makePack(context);
	if (pack) {
		await saveBytes(pack.bytes, pack.tokens);
	}
}

async function makePack(context: WorkspaceContext) {
	return await stoppable(l10n.t('Longview: making the pack…'), (signal) => context.packNow(signal));
}

async function saveBytes(bytes: Uint8Array, tokens: number): Promise<void> {
	const folder = diskFolders()[0]?.uri;
	const name = `${workspace.name ?? 'workspace'}-pack.txt`.replace(/[\\/:*?"<>|]/g, '-');
	const target = await window.showSaveDialog({
		...(folder ? { defaultUri: Uri.joinPath(folder, '..', name) } : {}),
		filters: { [l10n.t('Text')]: ['txt'] },
		title: l10n.t('Save Pack As'),
	});
	if (target) {
		await workspace.fs.writeFile(target, bytes);
		void window.showInformationMessage(
			l10n.t('Saved the pack: {0} tokens, {1}.', formatCount(tokens), formatBytes(bytes.length)),
		);
	}
}

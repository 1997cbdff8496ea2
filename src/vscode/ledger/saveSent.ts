import { l10n, Uri, window, workspace } from 'vscode';
import { LongviewError } from '../../core/common/errors';
import { formatBytes } from '../../core/common/format';
import type { SentFacts } from '../../node/ledger/ledgerStore';
import { diskFolders } from '../workspace/folders';
import type { WorkspaceLedger } from './workspaceLedger';

/** Thrown when a request is not kept. */
export class NotKeptError extends LongviewError {
	readonly kind = 'not-kept';
}

/** The name of a request as a file, without its extension. */
export function sentName({ at }: SentFacts): string {
	// Where the reader is, as in the lists to choose from; in a form that every file system takes.
	return `Sent ${new Date(at).toLocaleString('sv').replaceAll(':', '.')}`;
}

/** Writes the body of a request to a file, byte for byte as it was sent. Asks where. */
export async function saveSent(ledger: WorkspaceLedger, request: SentFacts): Promise<void> {
	// First: what cannot be had need not be given a name.
	const bytes = await ledger.body(request.id);
	if (!bytes) {
		throw new NotKeptError(l10n.t('This request is no longer kept: old ones are forgotten to save space.'));
	}
	const folder = diskFolders()[0]?.uri;
	const target = await window.showSaveDialog({
		...(folder ? { defaultUri: Uri.joinPath(folder, '..', `${sentName(request)}.json`) } : {}),
		filters: { JSON: ['json'] },
		title: l10n.t('Save Request As'),
	});
	if (target) {
		await workspace.fs.writeFile(target, bytes);
		void window.showInformationMessage(
			l10n.t(
				'Saved the request, {0}, byte for byte as it was sent. Keys are not part of it.',
				formatBytes(bytes.length),
			),
		);
	}
}

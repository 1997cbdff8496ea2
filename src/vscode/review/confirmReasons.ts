import { l10n } from 'vscode';
import type { PlannedFile } from '../../core/edits/types';
import { withIgnored } from './ignoredFiles';

/**
 * Planned files, each with the reason for which it is confirmed beside its change, if there is one. In a workspace that
 * is not trusted every file is: its contents may have told the model what to write.
 */
export async function withReasons(files: readonly PlannedFile[], trusted: boolean): Promise<readonly PlannedFile[]> {
	const reasoned = await withIgnored(files);
	return trusted
		? reasoned
		: reasoned.map((file) => ({
				...file,
				confirm: file.confirm ?? l10n.t('This workspace is not trusted: what it holds may have steered the answer.'),
			}));
}

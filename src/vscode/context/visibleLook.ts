import { l10n } from 'vscode';
import { stoppable } from '../common/stoppable';
import type { WorkspaceContext } from '../workspace/workspaceContext';

/** Looks at the workspace for a command, wherever the user is: a look that takes long is shown, and can be stopped. */
export async function lookVisibly(context: WorkspaceContext): Promise<void> {
	await stoppable(l10n.t('Longview: reading and counting the workspace…'), async (signal) => {
		signal.addEventListener('abort', () => context.stop());
		await context.refresh();
	});
}

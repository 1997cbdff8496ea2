import { commands, env, l10n, window, type Disposable } from 'vscode';
import type { Guard } from '../common/guard';
import type { UsagePanel } from './usagePanel';
import type { UsageService } from './usageService';

export function registerUsageCommands(usage: UsageService, panel: UsagePanel, guard: Guard): Disposable[] {
	return [
		commands.registerCommand('longview.showUsage', () => panel.show()),
		commands.registerCommand('longview.clearUsage', () => guard(() => clear(usage))),
		commands.registerCommand('longview.setMonthlyLimit', () =>
			commands.executeCommand(
				env.remoteName === undefined ? 'workbench.action.openSettings' : 'workbench.action.openRemoteSettings',
				{ query: '@id:longview.usage.monthlyLimit' },
			),
		),
	];
}

async function clear(usage: UsageService): Promise<void> {
	const accept = l10n.t('Clear');
	const answer = await window.showWarningMessage(
		l10n.t('Clear all usage data of Longview?'),
		{
			modal: true,
			detail: l10n.t(
				'Totals, charts, explained misses and the adherence of edits are forgotten, in all windows. The monthly limit counts from zero again. Chats and what was sent stay. This cannot be undone.',
			),
		},
		accept,
	);
	if (answer === accept) {
		await usage.clear();
	}
}

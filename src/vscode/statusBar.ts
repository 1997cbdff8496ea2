import { l10n, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { formatCount, formatTokens, plural } from '../core/common/format';
import { DisposableStore } from './common/disposables';
import type { EndpointService } from './endpoint/endpointService';
import type { WorkspaceContext } from './workspace/workspaceContext';

/** One quiet item: the size of the workspace in tokens, and whether it fits. */
export function createStatusBar(context: WorkspaceContext, endpoint: EndpointService): DisposableStore {
	const store = new DisposableStore();
	const item = store.add(window.createStatusBarItem('longview.status', StatusBarAlignment.Left, -10));
	item.name = l10n.t('Longview');
	item.command = 'longview.openChat';
	const update = () => {
		const view = context.view;
		let spoken: string;
		switch (view.state) {
			case 'none':
				item.hide();
				return;
			case 'packing':
				item.text = '$(loading~spin) Longview';
				item.tooltip = spoken = view.message;
				break;
			case 'stopped':
				item.text = '$(circle-slash) Longview';
				item.tooltip = spoken = view.message;
				break;
			case 'failed':
				item.text = '$(warning) Longview';
				item.tooltip = spoken = view.message;
				break;
			case 'ready': {
				const fits = view.tokens <= view.capacity;
				item.text = `${fits ? '$(telescope)' : '$(warning)'} ${formatTokens(view.tokens)}`;
				const { skeletons, names } = view.shortened;
				const fit = fits
					? skeletons + names > 0
						? l10n.t('shortened to fit into the window with room for an answer')
						: l10n.t('fits into the window with room for an answer')
					: l10n.t('{0} tokens too many: exclude folders', formatCount(view.tokens - view.capacity));
				spoken = `${l10n.t('{0} tokens', formatCount(view.tokens))}, ${fit}`;
				item.tooltip = new MarkdownString(
					[
						l10n.t('**Longview**: {0}, {1} tokens', plural(view.files, 'file'), formatCount(view.tokens)),
						fit,
						`${endpoint.model} · ${endpoint.host}`,
					].join('\n\n'),
				);
				break;
			}
		}
		item.accessibilityInformation = { label: l10n.t('Longview: {0}', spoken) };
		item.show();
	};
	store.add(context.onDidChange(update));
	store.add(endpoint.onDidChange(update));
	update();
	return store;
}

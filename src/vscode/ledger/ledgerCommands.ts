import { commands, l10n, Uri, window, workspace, type Disposable, type TextDocumentContentProvider } from 'vscode';
import { formatCount, formatTokens } from '../../core/common/format';
import type { SentFacts } from '../../node/ledger/ledgerStore';
import type { Guard } from '../common/guard';
import { NotKeptError, saveSent, sentName } from './saveSent';
import type { WorkspaceLedger } from './workspaceLedger';

const scheme = 'longview-sent';

/** Shows what was sent, one request or two beside each other, as read-only documents. */
export function registerLedgerCommands(ledger: WorkspaceLedger, guard: Guard): Disposable[] {
	const documents: TextDocumentContentProvider = {
		provideTextDocumentContent: async (uri) =>
			(await ledger.document(uri.query)) ??
			l10n.t('This request is no longer kept: old ones are forgotten to save space.'),
	};
	return [
		workspace.registerTextDocumentContentProvider(scheme, documents),
		commands.registerCommand('longview.showSent', (id?: unknown) =>
			guard(async () => {
				const request = await choose(ledger, typeof id === 'string' ? id : undefined);
				if (request) {
					await window.showTextDocument(await workspace.openTextDocument(uriOf(request)), { preview: true });
				}
			}),
		),
		commands.registerCommand('longview.compareSent', () => guard(() => compare(ledger))),
		commands.registerCommand('longview.saveSent', (which?: unknown) =>
			guard(async () => {
				const id = which instanceof Uri && which.scheme === scheme ? which.query : which;
				const request = await choose(ledger, typeof id === 'string' ? id : undefined);
				if (request) {
					await saveSent(ledger, request);
				}
			}),
		),
	];
}

/** @param id of a request or of its turn; undefined to have the user choose */
async function choose(ledger: WorkspaceLedger, id: string | undefined): Promise<SentFacts | undefined> {
	const requests = await ledger.requests();
	if (id !== undefined) {
		const found = requests.find((request) => request.turnId === id || request.id === id);
		if (!found) {
			throw new NotKeptError(l10n.t('What was sent for this answer is not kept any more.'));
		}
		return found;
	}
	if (requests.length === 0) {
		void window.showInformationMessage(l10n.t('Nothing was sent from this workspace yet.'));
		return undefined;
	}
	const picked = await window.showQuickPick(requests.map(item), {
		title: l10n.t('Show Which Request?'),
		matchOnDescription: true,
	});
	return picked?.request;
}

async function compare(ledger: WorkspaceLedger): Promise<void> {
	const requests = await ledger.requests();
	if (requests.length < 2) {
		void window.showInformationMessage(l10n.t('There are no two requests to compare yet.'));
		return;
	}
	const items = requests.map(item);
	const first = await window.showQuickPick(items, { title: l10n.t('Compare Which Request?') });
	if (!first) {
		return;
	}
	const second = await window.showQuickPick(
		items.filter(({ request }) => request.id !== first.request.id),
		{ title: l10n.t('With Which Other One?') },
	);
	if (!second) {
		return;
	}
	const [older, newer] = [first.request, second.request].sort((left, right) => left.at - right.at);
	const title = l10n.t('Sent {0} ↔ {1}', timeOf(older!), timeOf(newer!));
	await commands.executeCommand('vscode.diff', uriOf(older!), uriOf(newer!), title);
}

function item(request: SentFacts) {
	const usage = request.outcome?.usage;
	const cached = usage?.cachedTokens === undefined ? '' : l10n.t(', {0} cached', formatTokens(usage.cachedTokens));
	return {
		label: request.kind === 'warm-up' ? l10n.t('Cache warmed up') : (request.question.split('\n', 1)[0] ?? ''),
		description: timeOf(request),
		detail: l10n.t(
			'{0} tokens{1} · {2} · {3}',
			formatCount(usage?.promptTokens ?? request.promptTokens),
			cached,
			request.model,
			request.host,
		),
		request,
	};
}

function timeOf({ at }: SentFacts): string {
	return new Date(at).toLocaleString();
}

function uriOf(request: SentFacts): Uri {
	return Uri.from({ scheme, path: `/${sentName(request)}.txt`, query: request.id });
}

import { commands, l10n, Range, window } from 'vscode';
import { uriOfPath } from '../workspace/folders';
import { pathOfNode, type ContextNode } from './contextNodes';
import { packedUri } from './packedDocuments';

/** Opens what a row is about, as a preview: the file, the line, or what changed since it was sent. */
export async function openNode(node: ContextNode): Promise<void> {
	const path = pathOfNode(node);
	const uri = path === undefined ? undefined : uriOfPath(path);
	if (path === undefined || uri === undefined) {
		return;
	}
	if (node.kind === 'change' && node.change === 'deleted') {
		await window.showTextDocument(packedUri(path), { preview: true });
		return;
	}
	if (node.kind === 'change' && node.change === 'changed') {
		const name = path.slice(path.lastIndexOf('/') + 1);
		const title = l10n.t('{0} (Sent ↔ Now)', name);
		await commands.executeCommand('vscode.diff', packedUri(path), uri, title, { preview: true });
		return;
	}
	const selection = node.kind === 'redaction' ? new Range(node.line - 1, 0, node.line - 1, 0) : undefined;
	await commands.executeCommand('vscode.open', uri, { preview: true, ...(selection ? { selection } : {}) });
}

import { commands, l10n, TabInputTextDiff, Uri, window, type Disposable } from 'vscode';
import type { PlannedFile } from '../../core/edits/types';
import type { PendingRecord } from '../../node/storage/journalState';
import { uriOfPath } from '../workspace/folders';
import { baselineUri } from './baselineDocuments';
import { HeldTexts } from './heldTexts';

/** One file of a multi-file diff; an undefined side does not exist. */
export interface DiffEntry {
	readonly label: Uri;
	readonly left: Uri | undefined;
	readonly right: Uri | undefined;
}

/**
 * Opens several files in one diff editor. The command is built into VS Code but not part of its typed API, so it is
 * used here only, with the documented single-file diff to fall back on.
 */
export async function openDiffs(title: string, entries: readonly DiffEntry[]): Promise<void> {
	try {
		await commands.executeCommand(
			'vscode.changes',
			title,
			entries.map(({ label, left, right }) => [label, left, right]),
		);
	} catch (error) {
		const first = entries.find((entry) => entry.left && entry.right);
		if (!first) {
			throw error;
		}
		await commands.executeCommand('vscode.diff', first.left, first.right, title);
	}
}

/** The edits under review, against their baselines. */
export async function openPendingDiff(records: readonly PendingRecord[]): Promise<void> {
	const entries = records.flatMap((record): DiffEntry[] => {
		const uri = uriOfPath(record.path);
		if (!uri) {
			return [];
		}
		return [
			{
				label: uri,
				left: record.baseline === undefined ? undefined : baselineUri(record),
				right: record.deleted ? undefined : uri,
			},
		];
	});
	await openDiffs(l10n.t('Edits Awaiting Review'), entries);
}

const scheme = 'longview-proposed';
const proposedTitle = () => l10n.t('Proposed Edits');

/** Closes the diff of what has been applied: it would show two equal sides. */
export async function closeProposed(): Promise<void> {
	const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
	// The number of files is appended to the title by the editor.
	await window.tabGroups.close(tabs.filter((tab) => tab.label.startsWith(proposedTitle()) || isProposed(tab.input)));
}

function isProposed(input: unknown): boolean {
	return input instanceof TabInputTextDiff && input.modified.scheme === scheme;
}

/** Shows proposed texts before anything is written. */
export class ProposedDocuments implements Disposable {
	readonly #texts = new HeldTexts(scheme);

	/** Opens the files as they are beside the files as they would be; `only` limits it to one of them. */
	async open(id: string, files: readonly PlannedFile[], only?: string): Promise<void> {
		const entries = files
			.filter((file) => only === undefined || file.path === only)
			.flatMap((file): DiffEntry[] => {
				const uri = uriOfPath(file.path);
				const target = uriOfPath(file.renamedTo ?? file.path);
				if (!uri || !target) {
					return [];
				}
				const proposed = Uri.from({ scheme, path: target.path, query: id });
				this.#texts.set(proposed, file.after ?? '');
				return [
					{
						label: target,
						left: file.before === undefined ? undefined : uri,
						right: file.after === undefined ? undefined : proposed,
					},
				];
			});
		if (only !== undefined && entries[0]?.left && entries[0].right) {
			await commands.executeCommand('vscode.diff', entries[0].left, entries[0].right, l10n.t('{0} (proposed)', only));
			return;
		}
		await openDiffs(proposedTitle(), entries);
	}

	/** Shows what would become of one file, and leaves the focus where it is. */
	async preview(id: string, { path, renamedTo, before, after }: PlannedFile): Promise<void> {
		const uri = uriOfPath(path);
		const target = uriOfPath(renamedTo ?? path);
		if (!uri || !target) {
			return;
		}
		const proposed = Uri.from({ scheme, path: target.path, query: id });
		const nothing = Uri.from({ scheme, path: target.path, query: 'nothing' });
		this.#texts.set(nothing, '');
		this.#texts.set(proposed, after ?? '');
		await commands.executeCommand(
			'vscode.diff',
			before === undefined ? nothing : uri,
			proposed,
			l10n.t('{0} (proposed)', renamedTo ?? path),
			{ preserveFocus: true, preview: true },
		);
	}

	dispose(): void {
		this.#texts.dispose();
	}
}

import { commands, l10n, Range, Selection, Uri, window, workspace, type Disposable } from 'vscode';
import type { Hunk } from '../../core/edits/hunks';
import type { TrackedHunk } from '../../core/edits/trackHunks';
import type { PendingRecord } from '../../node/storage/journalState';
import { uriOfPath } from '../workspace/folders';
import { baselineUri } from './baselineDocuments';
import { choosePendingShown } from './changesSummary';
import { lensRange } from './hunkLenses';
import { openDiffs, openPendingDiff } from './openDiff';
import type { ReviewService } from './reviewService';
import type { ReviewResource } from './reviewSourceControl';

/** What VS Code hands to a button of the inline diff; an end of 0 means that the side is empty. */
interface QuickDiffChange {
	readonly modifiedStartLineNumber: number;
	readonly modifiedEndLineNumber: number;
}

/** Commands that decide about hunks, files and all; every surface ends here. */
export function registerReviewCommands(review: ReviewService, guard: Guard): Disposable[] {
	const command = (name: string, run: (...args: unknown[]) => Promise<void>) =>
		commands.registerCommand(`longview.review.${name}`, (...args: unknown[]) => guard(() => run(...args)));
	return [
		command('acceptHunk', (...args) => onHunks(review, args, (record, hunks) => review.accept(record, hunks))),
		command('rejectHunk', (...args) =>
			onHunks(review, args, async (record, hunks) => {
				if (await mayReject(record, hunks)) {
					await review.reject(record, hunks);
				}
			}),
		),
		command('acceptFile', (target) => onFile(review, target, (record) => review.acceptFile(record))),
		command('rejectFile', (target) => onFile(review, target, (record) => review.rejectFile(record))),
		command('acceptAll', () => review.acceptAll()),
		command('rejectAll', () => review.rejectAll()),
		command('openChanges', async () => {
			const shown = await choosePendingShown(review.records());
			if (shown) {
				await openPendingDiff(shown);
			}
		}),
		command('openFile', (path) => openFile(review, path)),
		command('nextHunk', () => goTo(review, 1)),
		command('previousHunk', () => goTo(review, -1)),
		command('undoLastApply', () => undoLast(review)),
	];
}

/** Runs a command and shows its failure. */
export type Guard = (run: () => Promise<void>) => Promise<void>;

async function onHunks(
	review: ReviewService,
	[target, second, third]: readonly unknown[],
	decide: (record: PendingRecord, hunks: readonly TrackedHunk[]) => Promise<void>,
): Promise<void> {
	const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
	const record = uri && review.pending.byUri(uri);
	if (!uri || !record) {
		void window.showInformationMessage(l10n.t('No edit awaits review here.'));
		return;
	}
	const document = await workspace.openTextDocument(uri);
	const { hunks } = await review.pending.current(record, document);
	const chosen =
		typeof second === 'string'
			? hunks.filter((hunk) => hunk.id === second)
			: Array.isArray(second) && typeof third === 'number'
				? touching(hunks, (second as readonly QuickDiffChange[])[third])
				: atCursor(hunks);
	if (chosen.length === 0) {
		void window.showInformationMessage(l10n.t('No edit awaits review at the cursor.'));
		return;
	}
	await decide(record, chosen);
}

/** Rejecting an edit the user wrote over takes the user's words away: that is asked about. */
async function mayReject(record: PendingRecord, hunks: readonly TrackedHunk[]): Promise<boolean> {
	if (!hunks.some((hunk) => hunk.holdsUserText)) {
		return true;
	}
	const reject = l10n.t('Reject With My Changes');
	const answer = await window.showWarningMessage(
		l10n.t('You changed this edit in {0}.', record.path),
		{
			modal: true,
			detail: l10n.t(
				"Rejecting it brings the old lines back and takes your changes to it away. The editor's own Undo brings them back.",
			),
		},
		reject,
	);
	return answer === reject;
}

/** Our hunks that share lines with a change of the native diff, which may group lines otherwise. */
function touching(hunks: readonly TrackedHunk[], change: QuickDiffChange | undefined): TrackedHunk[] {
	if (!change) {
		return [];
	}
	const start = change.modifiedStartLineNumber;
	const end = Math.max(start, change.modifiedEndLineNumber);
	return hunks.filter(({ current }) => {
		// Removed lines lie between two lines: the native diff names the one before, we the one after.
		const first = current.count === 0 ? current.start - 1 : current.start;
		const last = current.count === 0 ? current.start : current.start + current.count - 1;
		return first <= end && last >= start;
	});
}

function atCursor(hunks: readonly TrackedHunk[]): TrackedHunk[] {
	const line = (window.activeTextEditor?.selection.active.line ?? -2) + 1;
	const here = hunks.find(
		({ current }) => current.start <= line && line <= current.start + Math.max(1, current.count) - 1,
	);
	return here ? [here] : [];
}

async function onFile(
	review: ReviewService,
	target: unknown,
	decide: (record: PendingRecord) => Promise<void>,
): Promise<void> {
	const path = (target as Partial<ReviewResource> | undefined)?.path;
	const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
	const record =
		typeof path === 'string' && !(target instanceof Uri) ? review.pending.get(path) : uri && review.pending.byUri(uri);
	if (record) {
		await decide(record);
	}
}

async function openFile(review: ReviewService, path: unknown): Promise<void> {
	const record = typeof path === 'string' ? review.pending.get(path) : undefined;
	const uri = record && uriOfPath(record.path);
	if (!record || !uri) {
		return;
	}
	if (record.deleted || record.baseline === undefined) {
		await openDiffs(record.path, [
			{
				label: uri,
				left: record.baseline === undefined ? undefined : baselineUri(record),
				right: record.deleted ? undefined : uri,
			},
		]);
		return;
	}
	const document = await workspace.openTextDocument(uri);
	const [first] = (await review.pending.current(record, document)).hunks;
	await window.showTextDocument(document, first ? { selection: lensRange(document, first) } : {});
}

/** Moves to the next hunk of the file, then on to the next file. */
async function goTo(review: ReviewService, direction: 1 | -1): Promise<void> {
	const records = review.records().filter((record) => !record.deleted);
	if (records.length === 0) {
		return;
	}
	const editor = window.activeTextEditor;
	const here = editor && review.pending.byUri(editor.document.uri);
	if (editor && here) {
		const { hunks } = await review.pending.current(here, editor.document);
		const line = editor.selection.active.line + 1;
		const next =
			direction === 1
				? hunks.find((hunk) => hunk.current.start > line)
				: hunks.findLast((hunk) => hunk.current.start < line);
		if (next) {
			reveal(editor.document.lineCount, next);
			return;
		}
	}
	const index = here ? records.indexOf(here) : direction === 1 ? -1 : 0;
	const record = records[(index + direction + records.length) % records.length]!;
	const uri = uriOfPath(record.path);
	if (uri) {
		const document = await workspace.openTextDocument(uri);
		const hunk = (await review.pending.current(record, document)).hunks.at(direction === 1 ? 0 : -1);
		await window.showTextDocument(document);
		if (hunk) {
			reveal(document.lineCount, hunk);
		}
	}
}

function reveal(lineCount: number, hunk: Hunk): void {
	const editor = window.activeTextEditor;
	if (editor) {
		const line = Math.min(hunk.current.start, lineCount) - 1;
		editor.selection = new Selection(line, 0, line, 0);
		editor.revealRange(new Range(line, 0, line, 0));
	}
}

async function undoLast(review: ReviewService): Promise<void> {
	const entry = review.lastEntry();
	if (!entry) {
		void window.showInformationMessage(l10n.t('There is no apply to undo.'));
		return;
	}
	if (await review.undo(entry.id)) {
		void window.showInformationMessage(l10n.t('Undone: {0}', entry.title));
	}
}

import { l10n, window, type Uri } from 'vscode';
import { errorMessage } from '../../core/common/errors';
import { plural } from '../../core/common/format';
import { placeOf, type JournalEntry, type JournalFile } from '../../node/storage/journalState';
import { uriOfPath } from '../workspace/folders';
import { readText, ReviewError } from './files';
import { inBatches } from './inBatches';
import { openDiffs } from './openDiff';
import { restoreFiles } from './restore';
import type { ReviewStore } from './reviewStore';

/** How a file of an apply is now, compared with how the apply left it. */
type FileState =
	| { readonly kind: 'ours' }
	/** The user worked on it since; undefined when there is no such file any more. */
	| { readonly kind: 'changed'; readonly text: string | undefined }
	| { readonly kind: 'unreadable'; readonly reason: string };

export type UndoPlan = ReadonlyMap<JournalFile, FileState>;

/** Looks at every file of an apply. */
async function planUndo(entry: JournalEntry): Promise<UndoPlan> {
	const states = await inBatches(entry.files, async (file) => [file, await stateOf(file)] as const);
	return new Map(states);
}

async function stateOf(file: JournalFile): Promise<FileState> {
	try {
		const text = await readText(placeOf(file));
		// One that is as before already has nothing to lose.
		return text === file.lastKnown || text === file.text ? { kind: 'ours' } : { kind: 'changed', text };
	} catch (error) {
		return { kind: 'unreadable', reason: errorMessage(error) };
	}
}

/**
 * Takes an apply back; must run alone. Files that are not restored stay under review, and the undo stays open for them.
 * @param agreed what the user has been shown
 * @param overwrite the files the user changed are restored, too
 * @returns what the user has to be shown first, if anything; then nothing was done
 * @throws ReviewError when some files could not be restored; the others are
 */
export async function undoApply(
	reviews: ReviewStore,
	entryId: string,
	agreed: UndoPlan | undefined,
	overwrite: boolean,
): Promise<UndoPlan | undefined> {
	const entry = reviews.entry(entryId);
	if (!entry) {
		throw new ReviewError(l10n.t('There is nothing to undo.'));
	}
	const plan = await planUndo(entry);
	const states = [...plan];
	if (states.some(([file, state]) => state.kind === 'changed' && !wasShown(agreed, file, state.text))) {
		return plan;
	}
	const wanted = states.filter(([, { kind }]) => kind === 'ours' || (kind === 'changed' && overwrite));
	const { restored, failed } = await restoreFiles(wanted.map(([file]) => file));
	await reviews.note((draft) => {
		const done = new Set(restored);
		const left = entry.files.filter((file) => !done.has(file));
		draft.entries.delete(entryId);
		if (left.length > 0) {
			draft.entries.set(entryId, { ...entry, files: left });
		}
		restored.forEach((file) => draft.pending.delete(placeOf(file)));
		for (const { earlier } of restored) {
			if (earlier) {
				draft.pending.set(earlier.path, earlier);
			}
		}
	});
	const unreadable = states.flatMap(([file, state]) =>
		state.kind === 'unreadable' ? [{ file, reason: state.reason }] : [],
	);
	const problems = [...failed, ...unreadable].map(({ file, reason }) => `${placeOf(file)}: ${reason}`);
	if (problems.length > 0) {
		throw new ReviewError(
			l10n.t('Some files could not be undone; the others have their old text again. {0}', problems.join(' ')),
		);
	}
	return undefined;
}

function wasShown(agreed: UndoPlan | undefined, file: JournalFile, text: string | undefined): boolean {
	const shown = [...(agreed ?? [])].find(([each]) => placeOf(each) === placeOf(file))?.[1];
	return shown?.kind === 'changed' && shown.text === text;
}

/** Texts of the files as an apply left them, beside which the user's later work is shown. */
export interface UndoTexts {
	set(path: string, text: string): Uri;
}

/**
 * Asks about files the user changed after an apply, and shows the changes when asked to.
 * @returns undefined when nothing is to be undone for now
 */
export async function askAboutChanges(plan: UndoPlan, texts: UndoTexts): Promise<'keep' | 'overwrite' | undefined> {
	const changed = [...plan].flatMap(([file, state]) => (state.kind === 'changed' ? [{ file, text: state.text }] : []));
	const show = l10n.t('Show My Changes');
	const keep = l10n.t('Keep My Changes');
	const overwrite = l10n.t('Overwrite');
	const answer = await window.showWarningMessage(
		l10n.t('After the edits were applied, {0} changed.', plural(changed.length, 'file')),
		{
			modal: true,
			detail: `${changed.map(({ file }) => placeOf(file)).join('\n')}\n\n${l10n.t(
				'"{0}" opens what you changed and undoes nothing yet. "{1}" undoes the other files only. "{2}" gives every file its old text; your later changes can be brought back with the editor\'s own Undo.',
				show,
				keep,
				overwrite,
			)}`,
		},
		show,
		keep,
		overwrite,
	);
	switch (answer) {
		case keep:
			return 'keep';
		case overwrite:
			return 'overwrite';
		case show:
			await openDiffs(
				l10n.t('Changes After the Apply'),
				changed.flatMap(({ file, text }) => {
					const uri = uriOfPath(placeOf(file));
					return uri
						? [
								{
									label: uri,
									left: file.lastKnown === undefined ? undefined : texts.set(placeOf(file), file.lastKnown),
									right: text === undefined ? undefined : uri,
								},
							]
						: [];
				}),
			);
			return undefined;
		default:
			return undefined;
	}
}

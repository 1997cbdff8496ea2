import { l10n, type TextDocument, type WorkspaceEdit } from 'vscode';
import { rejectHunk, type Hunk } from '../../core/edits/hunks';
import type { TrackedHunk } from '../../core/edits/trackHunks';
import type { PendingRecord } from '../../node/storage/journalState';
import { addEdits, holdsUnsavedWork, openPending, readText, ReviewError, saveNow } from './files';
import type { PendingFiles } from './pendingFiles';
import { plainFile } from './plainFiles';

/** The text of a file before and after some of its hunks are rejected. */
export interface TextStep {
	readonly record: PendingRecord;
	readonly before: string;
	readonly after: string;
	/** The record without the rejected hunks. */
	readonly withdrawn: PendingRecord;
	/** Why some of the edits stay. */
	readonly problem?: ReviewError;
	readonly place: TextPlace;
}

/** Where a text is changed: in the editor, or on the disk where no editor holds the file. */
interface TextPlace {
	/** Something was typed since the text was looked at. */
	isOutdated(): boolean;
	/** Adds what is to be done in the editor. @returns false when that is nothing */
	add(edit: WorkspaceEdit): boolean;
	/** Brings it to the disk, unless the user had unsaved work there before. */
	finish(): Promise<{ readonly text: string; readonly saved: boolean; readonly isDirty: boolean }>;
}

/** Hunks of a file that are to be rejected, as they are in its text now. */
export type ChooseHunks = (now: readonly TrackedHunk[]) => readonly TrackedHunk[];

/** @throws ReviewError when the file cannot be opened, or as `choose` does */
export async function textStep(
	pending: PendingFiles,
	record: PendingRecord,
	choose: ChooseHunks,
	pastEditor = false,
): Promise<TextStep> {
	return (
		(pastEditor ? await plainStep(pending, record, choose) : undefined) ??
		(await inEditor(await openPending(record), (text) => withoutHunks(pending, record, text, choose)))
	);
}

/** Everything but what the user wrote over. */
export async function wholeFileStep(
	pending: PendingFiles,
	record: PendingRecord,
	pastEditor = false,
): Promise<TextStep> {
	const step = await textStep(pending, record, (now) => now.filter((hunk) => !hunk.holdsUserText), pastEditor);
	return (await pending.track(record, step.before)).hunks.some((hunk) => hunk.holdsUserText)
		? {
				...step,
				problem: new ReviewError(
					l10n.t(
						'You changed some of the edits in {0}; they are still pending. Accept or reject them one by one.',
						record.path,
					),
				),
			}
		: step;
}

type Texts = Omit<TextStep, 'place'>;

async function withoutHunks(
	pending: PendingFiles,
	record: PendingRecord,
	before: string,
	choose: ChooseHunks,
): Promise<Texts> {
	const tracked = await pending.track(record, before);
	const hunks = choose(tracked.hunks);
	const baseline = record.baseline ?? '';
	// From the bottom up, so that the places of the others stay right.
	const after = hunks.reduceRight((text, hunk) => rejectHunk(tracked.original, text, hunk).newCurrent, before);
	const applied = hunks
		.flatMap((hunk) => hunk.sources)
		.reduceRight((text, source) => rejectHunk(baseline, text, source).newCurrent, record.applied);
	return { record, before, after, withdrawn: { ...record, applied } };
}

async function inEditor(document: TextDocument, make: (text: string) => Promise<Texts>): Promise<TextStep> {
	let version: number;
	let texts: Texts;
	let unsaved: boolean;
	do {
		({ version } = document);
		texts = await make(document.getText());
		unsaved = await holdsUnsavedWork(document);
	} while (document.version !== version);
	return {
		...texts,
		place: {
			isOutdated: () => document.version !== version,
			add: (edit) => addEdits(edit, document.uri, texts.before, texts.after),
			finish: async () => {
				const saved = unsaved || !document.isDirty || (await saveNow(document));
				return { text: document.getText(), saved, isDirty: document.isDirty };
			},
		},
	};
}

/** @returns undefined when an editor is needed */
async function plainStep(
	pending: PendingFiles,
	record: PendingRecord,
	choose: ChooseHunks,
): Promise<TextStep | undefined> {
	const before = await readText(record.path).catch(() => undefined);
	if (before === undefined) {
		return undefined;
	}
	const texts = await withoutHunks(pending, record, before, choose);
	const plain = await plainFile(record.path, before, texts.after);
	return (
		plain && {
			...texts,
			place: {
				isOutdated: () => false,
				add: () => false,
				finish: async () => {
					await plain.write();
					return { text: texts.after, saved: true, isDirty: false };
				},
			},
		}
	);
}

/**
 * The hunks of a file that are those a decision was made about.
 * @throws ReviewError when one of them is not there any more
 */
export function sameHunks(now: readonly TrackedHunk[], shown: readonly Hunk[], path: string): TrackedHunk[] {
	const same = now.filter((hunk) =>
		shown.some(
			(each) =>
				each.id === hunk.id &&
				each.current.start === hunk.current.start &&
				each.added === hunk.added &&
				each.removed === hunk.removed,
		),
	);
	if (same.length < shown.length) {
		throw new ReviewError(l10n.t('This edit in {0} is not as it was shown any more; look at it again.', path));
	}
	return same;
}

import { l10n } from 'vscode';
import { summaryOf } from '../../core/edits/changeSummary';
import type { PlannedFile } from '../../core/edits/types';
import { placeOf, type JournalEntry, type JournalFile, type PendingRecord } from '../../node/storage/journalState';
import { uriOfPath } from '../workspace/folders';
import { prepareApply, type ApplyStep } from './applyStep';
import { checkedUri, isTaken, isWritable, openDocument, readBytes, readText, ReviewError } from './files';
import { inBatches } from './inBatches';
import { withPlace } from './followRenames';
import type { PendingFiles } from './pendingFiles';
import { restoreFiles } from './restore';
import type { ReviewDraft, ReviewStore } from './reviewStore';

/** True when some of an apply is in the files: all of it may have been rejected since. */
export function isInFiles(entry: JournalEntry): boolean {
	return entry.files.some((file) => file.lastKnown !== file.text);
}

/**
 * Applies planned files in one undoable step. The journal is written before the first file changes.
 * @returns false when the answer is applied already; then nothing was done
 * @throws ReviewError when a file is not as planned, the journal cannot be written, or the editor refuses; then no file
 * was changed
 */
export async function applyFiles(
	reviews: ReviewStore,
	pending: PendingFiles,
	request: { readonly id: string; readonly title: string; readonly at: number; readonly files: readonly PlannedFile[] },
): Promise<boolean> {
	const { id, files } = request;
	const existing = reviews.entry(id);
	if (existing?.finished === true && isInFiles(existing)) {
		return false;
	}
	const current = await inBatches(files, (file) => journalFileOf(file, reviews.record(file.path)));
	const step = await prepareApply(files);
	// What an interrupted apply has changed already is known only from its journal.
	const journalFiles = existing?.finished === false ? withOriginals(current, existing.files) : current;
	const entry: JournalEntry = { id, title: request.title, at: request.at, files: journalFiles, finished: false };
	const before = reviews.records();
	const baselines = await inBatches(files, (file) => baselineOf(pending, reviews.record(file.path), file));
	await reviews.commit((draft) => {
		draft.entries.set(id, entry);
		files.forEach((file, index) => markPending(draft, baselines[index], id, file));
	});
	const problem = await step.run();
	if (problem) {
		const touched = current.filter((file) => !problem.untouched.has(file.path));
		const { failed } = await restoreFiles(touched);
		const kept = await inBatches(failed, ({ file }) => asItIs(file));
		await reviews.note((draft) => {
			draft.entries.delete(id);
			if (existing) {
				draft.entries.set(id, existing);
			} else if (kept.length > 0) {
				// Their old texts are nowhere else.
				draft.entries.set(id, { ...entry, files: kept });
			}
			draft.pending.clear();
			before.forEach((record) => draft.pending.set(record.path, record));
		});
		throw new ReviewError(
			failed.length === 0
				? l10n.t('{0} No file was changed.', problem.reason)
				: l10n.t(
						'{0} These files could not be given their old text again: {1}. It is kept; once they can be written, use Longview: Undo Last Apply.',
						problem.reason,
						failed.map(({ file, reason }) => `${placeOf(file)} (${reason})`).join(', '),
					),
		);
	}
	await step.save(new Set(current.filter((file) => file.unsaved).map((file) => file.path)));
	await finish(reviews, pending, id, files, step);
	return true;
}

/**
 * How a file is before an apply.
 * @throws ReviewError when it is not as it was planned
 */
async function journalFileOf(file: PlannedFile, earlier: PendingRecord | undefined): Promise<JournalFile> {
	const uri = await checkedUri(file.path);
	const bytes = await readBytes(uri);
	if (file.before === undefined && bytes !== undefined) {
		throw existsByNow(file.path);
	}
	if (file.before !== undefined && (await readText(file.path)) !== file.before) {
		throw new ReviewError(
			l10n.t('{0} changed since the edits were planned. Nothing was applied; look at the edits again.', file.path),
		);
	}
	if (file.renamedTo !== undefined && (await isTaken(file.renamedTo, file.path))) {
		throw existsByNow(file.renamedTo);
	}
	if (bytes !== undefined && !(await isWritable(uri))) {
		throw new ReviewError(
			l10n.t('{0} is read-only. Nothing was applied; make it writable, then apply again.', file.path),
		);
	}
	const original = bytes && Buffer.from(bytes);
	const plain = original === undefined || original.equals(Buffer.from(file.before ?? '', 'utf8'));
	return {
		path: file.path,
		...(file.renamedTo === undefined ? {} : { renamedTo: file.renamedTo }),
		text: file.before,
		...(plain ? {} : { bytes: original.toString('base64') }),
		unsaved: openDocument(uri)?.isDirty === true,
		lastKnown: file.after,
		summary: summaryOf(file),
		...(file.edits === undefined ? {} : { edits: file.edits }),
		...(earlier === undefined ? {} : { earlier }),
	};
}

/** A file that could not be restored: how it lies there now is nobody's work. */
async function asItIs(file: JournalFile): Promise<JournalFile> {
	const text = await readText(placeOf(file)).catch(() => file.lastKnown);
	return { ...file, lastKnown: text };
}

function existsByNow(path: string): ReviewError {
	return new ReviewError(l10n.t('{0} exists by now. Nothing was applied; look at the edits again.', path));
}

/** The files of an apply that is carried on, with their states from before it was begun. */
function withOriginals(files: readonly JournalFile[], begun: readonly JournalFile[]): JournalFile[] {
	const known = new Map(begun.flatMap((file) => [[file.path, file] as const, [placeOf(file), file] as const]));
	const carriedOn = new Set<JournalFile>();
	const merged = files.map((file): JournalFile => {
		const first = known.get(file.path);
		if (!first) {
			return file;
		}
		carriedOn.add(first);
		return { ...withPlace(first, placeOf(file)), lastKnown: file.lastKnown };
	});
	return [...merged, ...begun.filter((file) => !carriedOn.has(file))];
}

function markPending(draft: ReviewDraft, baseline: string | undefined, entryId: string, file: PlannedFile): void {
	const path = file.renamedTo ?? file.path;
	const earlier = draft.pending.get(file.path);
	const renamedFrom = earlier?.renamedFrom ?? file.path;
	const deleted = file.after === undefined;
	draft.pending.delete(file.path);
	if (!deleted || baseline !== undefined) {
		draft.pending.set(path, {
			path,
			baseline,
			applied: file.after ?? '',
			deleted,
			...(renamedFrom === path ? {} : { renamedFrom }),
			entryId,
		});
	}
}

/**
 * What the edits are reviewed against. On top of edits still under review that is the text before both, with what the
 * user did in between.
 */
async function baselineOf(
	pending: PendingFiles,
	earlier: PendingRecord | undefined,
	{ before }: PlannedFile,
): Promise<string | undefined> {
	if (!earlier || earlier.deleted || before === undefined) {
		return earlier ? earlier.baseline : before;
	}
	const { original } = await pending.track(earlier, before);
	return earlier.baseline === undefined && original === '' ? undefined : original;
}

/** Notes how the files stand after our own step: saving may have formatted them. */
async function finish(
	reviews: ReviewStore,
	pending: PendingFiles,
	id: string,
	files: readonly PlannedFile[],
	{ isPlain }: ApplyStep,
): Promise<void> {
	const texts = new Map<string, string>();
	for (const file of files) {
		const place = file.renamedTo ?? file.path;
		// An editor opened in the meantime may not have read yet what was written.
		const uri = isPlain(file) ? undefined : uriOfPath(place);
		const text = file.after === undefined ? undefined : ((uri && openDocument(uri)?.getText()) ?? file.after);
		if (text !== undefined) {
			texts.set(place, text);
		}
	}
	await reviews.note((draft) => {
		const entry = draft.entries.get(id);
		if (entry) {
			const learned = entry.files.map((file) => ({ ...file, lastKnown: texts.get(placeOf(file)) ?? file.lastKnown }));
			draft.entries.set(id, { ...entry, files: learned, finished: true });
		}
		for (const [place, text] of texts) {
			const record = draft.pending.get(place);
			if (record?.entryId === id && !record.deleted) {
				draft.pending.set(place, { ...record, applied: text });
			}
		}
	});
	for (const [place, text] of texts) {
		const record = reviews.record(place);
		if (record) {
			await pending.track(record, text);
		}
	}
	files.filter(({ after }) => after === undefined).forEach(({ path }) => pending.gone(path));
	pending.touch();
}

import { l10n, workspace, WorkspaceEdit } from 'vscode';
import type { Hunk } from '../../core/edits/hunks';
import { placeOf, type JournalFile, type PendingRecord } from '../../node/storage/journalState';
import { applyOrThrow, checkedUri, isTaken, readText, ReviewError, typeOf } from './files';
import { withPlace } from './followRenames';
import { inBatches } from './inBatches';
import type { PendingFiles } from './pendingFiles';
import { areMany } from './plainFiles';
import { sameHunks, textStep, wholeFileStep, type TextStep } from './rejectText';
import { restoreBytes, restoreFiles } from './restore';
import type { ReviewStore } from './reviewStore';

/** What was done to a file; the journal has yet to be told. */
export interface Rejection {
	readonly record: PendingRecord;
	/** What still awaits review. */
	readonly left: PendingRecord | undefined;
	/** What the journal is to say about the file. */
	readonly change: (file: JournalFile) => JournalFile;
	/** Why something was left as it is. */
	readonly problem?: ReviewError;
}

/** Takes edits out of the files again. What the user typed elsewhere stays; what was typed into them is asked about. */
export class Rejecter {
	readonly #reviews: ReviewStore;
	readonly #pending: PendingFiles;

	constructor(reviews: ReviewStore, pending: PendingFiles) {
		this.#reviews = reviews;
		this.#pending = pending;
	}

	/**
	 * Rejects hunks of a file; the file takes the old lines back.
	 * @throws ReviewError when they are not there as they were shown, or the editor refuses
	 */
	async rejectHunks(record: PendingRecord, shown: readonly Hunk[]): Promise<Rejection> {
		const step = await textStep(this.#pending, record, (now) => sameHunks(now, shown, record.path));
		if (record.baseline === undefined && step.after === '') {
			return await this.#rejectCreated(record);
		}
		const edit = new WorkspaceEdit();
		if (step.place.add(edit)) {
			await applyOrThrow(edit, l10n.t('The editor refused to change {0}; the hunk is still pending.', record.path));
		}
		return await this.#finish(step);
	}

	/**
	 * Rejects whole files: changed ones in one undoable step, or one by one when the editor refuses that.
	 * @returns what was done, and what could not be
	 */
	async rejectFiles(
		records: readonly PendingRecord[],
	): Promise<{ readonly rejections: Rejection[]; readonly failures: unknown[] }> {
		const rejections: Rejection[] = [];
		const failures: unknown[] = [];
		const attempt = async (reject: () => Promise<Rejection>) => {
			try {
				rejections.push(await reject());
			} catch (error) {
				failures.push(error);
			}
		};
		const isText = (record: PendingRecord) =>
			!record.deleted && record.baseline !== undefined && record.renamedFrom === undefined;
		const edit = new WorkspaceEdit();
		const steps: TextStep[] = [];
		await inBatches(records.filter(isText), async (record) => {
			try {
				steps.push(await wholeFileStep(this.#pending, record, areMany(records)));
			} catch (error) {
				failures.push(error);
			}
		});
		const changes = steps.filter((step) => step.place.add(edit)).length > 0;
		// What was typed while the others were looked at has moved the places.
		const together = !steps.some(({ place }) => place.isOutdated()) && (!changes || (await workspace.applyEdit(edit)));
		if (together) {
			// Saved all at once: the editor takes about as long for a hundred files as for one.
			await Promise.all(steps.map((step) => attempt(() => this.#finish(step))));
		}
		for (const step of together ? [] : steps) {
			await attempt(() => this.#rejectText(step.record));
		}
		for (const record of records.filter((each) => !isText(each))) {
			await attempt(() => this.#rejectWhole(record));
		}
		failures.push(...rejections.flatMap(({ problem }) => problem ?? []));
		return { rejections, failures };
	}

	async #rejectWhole(record: PendingRecord): Promise<Rejection> {
		if (record.deleted) {
			return await this.#rejectDeleted(record);
		}
		if (record.baseline === undefined) {
			return await this.#rejectCreated(record);
		}
		const rejection = await this.#rejectText(record);
		return record.renamedFrom === undefined || rejection.problem
			? rejection
			: await this.#renameBack(rejection, record.renamedFrom);
	}

	async #rejectText(record: PendingRecord): Promise<Rejection> {
		const step = await wholeFileStep(this.#pending, record);
		const edit = new WorkspaceEdit();
		if (step.place.add(edit)) {
			await applyOrThrow(edit, l10n.t('The editor refused to change {0}; its edits are still pending.', record.path));
		}
		return await this.#finish(step);
	}

	/** Saves what was saved before, and works out what is left. */
	async #finish({ record, place, before, withdrawn, problem }: TextStep): Promise<Rejection> {
		const { text: now, saved, isDirty } = await place.finish();
		if (!isDirty) {
			await this.#settleBytes(record.path, now);
		}
		const { hunks } = await this.#pending.track(withdrawn, now);
		const left = hunks.length === 0 && record.renamedFrom === undefined;
		const unsaved = new ReviewError(l10n.t('{0} has its old lines in the editor but could not be saved.', record.path));
		const told = problem ?? (saved ? undefined : unsaved);
		return {
			record,
			left: left ? undefined : withdrawn,
			// The user's own work stays recognisable: only what was as we left it counts as our step.
			change: (file) => (file.lastKnown === before ? { ...file, lastKnown: now } : file),
			...(told ? { problem: told } : {}),
		};
	}

	async #rejectCreated(record: PendingRecord): Promise<Rejection> {
		const now = await readText(record.path);
		if (now !== undefined && now !== record.applied) {
			throw new ReviewError(
				l10n.t(
					'{0} was created by the edits and changed by you since; it is still pending. Accept it, or delete it yourself.',
					record.path,
				),
			);
		}
		const edit = new WorkspaceEdit();
		edit.deleteFile(await checkedUri(record.path), { ignoreIfNotExists: true });
		await applyOrThrow(edit, l10n.t('{0} could not be deleted; it is still pending.', record.path));
		return { record, left: undefined, change: (file) => ({ ...file, lastKnown: undefined }) };
	}

	async #rejectDeleted(record: PendingRecord): Promise<Rejection> {
		const file = this.#journalFile(record);
		if (file?.text === undefined) {
			throw new ReviewError(l10n.t('The text of {0} is not in the journal any more.', record.path));
		}
		const { text } = file;
		if ((await typeOf(await checkedUri(record.path))) !== undefined) {
			throw new ReviewError(
				l10n.t('There is something else at {0} by now. Move it away, then reject again.', record.path),
			);
		}
		const [failed] = (await restoreFiles([file])).failed;
		if (failed) {
			throw new ReviewError(l10n.t('{0} could not be brought back: {1}', record.path, failed.reason));
		}
		const back = (each: JournalFile): JournalFile => ({ ...each, lastKnown: text });
		if (text === record.baseline && record.renamedFrom === undefined) {
			return { record, left: undefined, change: back };
		}
		// It had been edited before it was deleted, and goes on being reviewed if that cannot be rejected.
		const edited = { ...record, deleted: false, applied: text };
		try {
			const rejection = await this.#rejectWhole(edited);
			return { ...rejection, record, change: (each) => rejection.change(back(each)) };
		} catch (error) {
			const problem = error instanceof ReviewError ? error : new ReviewError(String(error));
			return { record, left: edited, change: back, problem };
		}
	}

	async #renameBack(rejection: Rejection, renamedFrom: string): Promise<Rejection> {
		const { record } = rejection;
		const stays = (message: string) => ({
			...rejection,
			left: rejection.left ?? record,
			problem: new ReviewError(message),
		});
		if (await isTaken(renamedFrom, record.path)) {
			return stays(l10n.t('There is another file {0} by now. Move it away, then reject again.', renamedFrom));
		}
		const edit = new WorkspaceEdit();
		const target = await checkedUri(renamedFrom);
		edit.renameFile(await checkedUri(record.path), target);
		if (!(await workspace.applyEdit(edit))) {
			return stays(l10n.t('{0} could not be renamed back to {1}.', record.path, renamedFrom));
		}
		const document = await workspace.openTextDocument(target);
		if (!document.isDirty) {
			await this.#settleBytes(renamedFrom, document.getText(), record.path);
		}
		return { ...rejection, left: undefined, change: (file) => withPlace(rejection.change(file), renamedFrom) };
	}

	#journalFile(record: PendingRecord): JournalFile | undefined {
		return this.#reviews.entry(record.entryId)?.files.find((file) => placeOf(file) === record.path);
	}

	/** A file that has its old text and place again gets its old bytes, too. */
	async #settleBytes(path: string, text: string, place = path): Promise<void> {
		for (const entry of this.#reviews.entries()) {
			const file = entry.files.find((each) => each.path === path && placeOf(each) === place);
			if (file && !file.unsaved && file.text === text) {
				await restoreBytes(file);
				return;
			}
		}
	}
}

import { l10n } from 'vscode';
import { acceptHunk, type Hunk } from '../../core/edits/hunks';
import type { PendingRecord } from '../../node/storage/journalState';
import { isInFiles } from './applyEdits';
import { openPending, ReviewError } from './files';
import type { PendingFiles } from './pendingFiles';
import { Rejecter, type Rejection } from './rejectEdits';
import { sameHunks } from './rejectText';
import { changeFile, type ReviewDraft, type ReviewStore } from './reviewStore';

/** Carries decisions about pending edits out and notes them. Its steps must run one after another. */
export class Decisions {
	readonly #reviews: ReviewStore;
	readonly #pending: PendingFiles;
	readonly #rejecter: Rejecter;
	readonly #onRejected: (entryId: string) => void;

	/** @param onRejected is told of an apply of which nothing is left in the files */
	constructor(reviews: ReviewStore, pending: PendingFiles, onRejected: (entryId: string) => void) {
		this.#reviews = reviews;
		this.#pending = pending;
		this.#rejecter = new Rejecter(reviews, pending);
		this.#onRejected = onRejected;
	}

	/** The baseline takes hunks over. */
	async acceptHunks(shownRecord: PendingRecord, shown: readonly Hunk[]): Promise<void> {
		const record = this.stillPending(shownRecord);
		const document = await openPending(record);
		const tracked = await this.#pending.current(record, document);
		const hunks = sameHunks(tracked.hunks, shown, record.path);
		const baseline = hunks
			.flatMap((hunk) => hunk.sources)
			.reduceRight((old, source) => acceptHunk(old, record.applied, source), record.baseline ?? '');
		const accepted: PendingRecord = { ...record, baseline };
		const left = await this.#pending.current(accepted, document);
		const done = left.hunks.length === 0 && record.renamedFrom === undefined;
		await this.#reviews.commit((draft) => settle(draft, record, done ? undefined : accepted, 'accepted'));
	}

	async acceptFiles(records: readonly PendingRecord[]): Promise<void> {
		if (records.length > 0) {
			await this.#reviews.commit((draft) => records.forEach((record) => settle(draft, record, undefined, 'accepted')));
		}
	}

	/** The file takes the baseline's lines back. */
	async rejectHunks(record: PendingRecord, shown: readonly Hunk[]): Promise<void> {
		const rejection = await this.#rejecter.rejectHunks(this.stillPending(record), shown);
		await this.#noteRejections([rejection]);
		if (rejection.problem) {
			throw rejection.problem;
		}
	}

	/** @throws the first failure, once all other files are as before */
	async rejectFiles(records: readonly PendingRecord[]): Promise<void> {
		const { rejections, failures } = await this.#rejecter.rejectFiles(records);
		await this.#noteRejections(rejections);
		if (failures.length > 0) {
			throw failures[0];
		}
	}

	/** A file of which the user took all edits back by hand and saved that. */
	async settleByHand(record: PendingRecord): Promise<void> {
		await this.#reviews.commit((draft) => settle(draft, record, undefined, 'rejected'));
	}

	/**
	 * The record as it is now.
	 * @throws ReviewError when it was decided about in the meantime
	 */
	stillPending(record: PendingRecord): PendingRecord {
		const now = this.#reviews.record(record.path);
		if (now?.entryId !== record.entryId) {
			throw new ReviewError(l10n.t('The edits in {0} do not await review any more.', record.path));
		}
		return now;
	}

	async #noteRejections(rejections: readonly Rejection[]): Promise<void> {
		if (rejections.length === 0) {
			return;
		}
		await this.#reviews.note((draft) => {
			for (const { record, left, change } of rejections) {
				settle(draft, record, left, 'rejected');
				changeFile(draft, record.entryId, record.path, change);
			}
		});
		for (const id of new Set(rejections.map(({ record }) => record.entryId))) {
			const entry = this.#reviews.entry(id);
			if (entry?.finished === true && !isInFiles(entry)) {
				this.#onRejected(id);
			}
		}
	}
}

/** Puts what is left of a pending file in its place, and notes the decision. */
function settle(
	draft: ReviewDraft,
	record: PendingRecord,
	left: PendingRecord | undefined,
	decision: 'accepted' | 'rejected',
): void {
	draft.pending.delete(record.path);
	if (left) {
		draft.pending.set(left.path, left);
	}
	changeFile(draft, record.entryId, record.path, (file) => ({
		...file,
		decided: file.decided === undefined || file.decided === decision ? decision : 'mixed',
	}));
}

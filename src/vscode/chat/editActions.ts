import { commands, l10n, ProgressLocation, window, workspace } from 'vscode';
import { plural } from '../../core/common/format';
import { askAgainQuestion, type FailedEdit } from '../../core/conversation/askAgain';
import { canAskAgain, failedEdits, leftEdits } from '../../core/conversation/turnEdits';
import type { PlannedFile } from '../../core/edits/types';
import type { FromPage } from '../../protocol';
import type { AfterApply } from '../checks/afterApply';
import { choosePendingShown, chooseShown } from '../review/changesSummary';
import { withReasons } from '../review/confirmReasons';
import { confirmSensitive } from '../review/confirmSensitive';
import { KnownProblems } from '../review/newProblems';
import { closeProposed, openPendingDiff, type ProposedDocuments } from '../review/openDiff';
import { ReviewError } from '../review/files';
import type { ReviewService } from '../review/reviewService';
import { pickPlace } from '../review/placePicker';
import { uriOfPath } from '../workspace/folders';
import { planAnswer } from './answerPlan';
import type { ChatController } from './chatController';

export type EditAction = Extract<FromPage, { readonly type: 'edits' }>['action'];

/** What the buttons of an edit card do. */
export class EditActions {
	readonly #controller: ChatController;
	readonly #review: ReviewService;
	readonly #proposed: ProposedDocuments;
	/** Answers that are being applied. */
	readonly #applying = new Set<string>();
	readonly #after: AfterApply;
	readonly #isTrusted: () => boolean;

	constructor(
		controller: ChatController,
		review: ReviewService,
		proposed: ProposedDocuments,
		after: AfterApply,
		isTrusted = () => workspace.isTrusted,
	) {
		this.#controller = controller;
		this.#review = review;
		this.#proposed = proposed;
		this.#after = after;
		this.#isTrusted = isTrusted;
	}

	async run(turnId: string, action: EditAction): Promise<void> {
		switch (action) {
			case 'openDiff':
				return this.open(turnId);
			case 'apply':
				return this.#applyOnce(turnId);
			case 'discard':
				this.#controller.answers.noteEdits({ type: 'edits', turnId, outcome: 'discarded' });
				return;
			case 'acceptAll':
				return this.#review.acceptAll(turnId);
			case 'rejectAll':
				return this.#review.rejectAll(turnId);
			case 'undo':
				await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Undoing edits…') }, () =>
					this.#review.undo(turnId),
				);
				return;
			case 'askAgain':
				return this.#askAgain(turnId);
			case 'showProblems':
				await commands.executeCommand('workbench.actions.view.problems');
				return;
			case 'sendProblems':
				return this.#sendBack(this.#after.problemQuestion(turnId));
			case 'runTask':
				return this.#after.choose(turnId);
			case 'sendFailure':
				return this.#sendBack(this.#after.checkQuestion(turnId));
		}
	}

	/**
	 * Has the user choose where an edit goes. What is applied already stays; the edit then joins it under review.
	 * @returns false when none was chosen
	 */
	async choosePlace(turnId: string, edit: number): Promise<boolean> {
		const planned = await planAnswer(this.#controller.answers, this.#review, turnId);
		const result = planned?.plan.results.get(edit);
		if (!result?.places || result.places.length === 0) {
			// The files changed since the card was drawn.
			await this.#controller.answers.replan(turnId);
			return false;
		}
		const place = await pickPlace(result.edit.path, result);
		if (!place) {
			return false;
		}
		await this.#controller.answers.choosePlace(turnId, edit, place);
		if (this.#controller.answers.turn(turnId)?.turn.answer.edits === 'applied') {
			await this.#applyOnce(turnId);
		}
		return true;
	}

	/** Goes through all edits of the newest answer that may mean several places. */
	async choosePlaces(): Promise<void> {
		const { turns } = this.#controller.answers.conversation;
		for (const { id } of turns.toReversed()) {
			const results = this.#controller.answers.turn(id)?.details?.planned?.plan.results;
			const open = [...(results ?? [])].filter(([, { places, status }]) => canAskAgain(status) && places !== undefined);
			for (const [number] of open) {
				if (!(await this.choosePlace(id, number))) {
					return;
				}
			}
			if (open.length > 0) {
				return;
			}
		}
		void window.showInformationMessage(l10n.t('No edit of this chat waits for its place to be chosen.'));
	}

	/** Opens the edits as a diff: proposed ones beside the files, applied ones against their baselines. */
	async open(turnId: string, only?: string): Promise<void> {
		const pending = this.#review.records(turnId);
		const wanted =
			only === undefined ? pending : pending.filter(({ path, renamedFrom }) => path === only || renamedFrom === only);
		if (wanted.length > 0) {
			const shown = only === undefined ? await choosePendingShown(wanted) : wanted;
			if (shown) {
				await openPendingDiff(shown);
			}
			return;
		}
		const files = (await planAnswer(this.#controller.answers, this.#review, turnId))?.plan.files ?? [];
		if (only !== undefined && !files.some(({ path }) => path === only)) {
			await this.#openFile(only);
			return;
		}
		if (files.length === 0) {
			throw new ReviewError(l10n.t('None of these edits changes a file as it is now.'));
		}
		const shown = only === undefined ? await chooseShown(files) : files;
		if (shown) {
			await this.#proposed.open(turnId, shown, only);
		}
	}

	/** Opens a file that nothing is to be decided about any more. */
	async #openFile(path: string): Promise<void> {
		const uri = uriOfPath(path);
		if (!uri || (await this.#review.readText(path)) === undefined) {
			throw new ReviewError(l10n.t('There is no file {0} now.', path));
		}
		await window.showTextDocument(uri);
	}

	/** A second press while the first is being carried out means nothing. */
	async #applyOnce(turnId: string): Promise<void> {
		if (this.#applying.has(turnId)) {
			return;
		}
		this.#applying.add(turnId);
		try {
			await this.#apply(turnId);
		} finally {
			this.#applying.delete(turnId);
		}
	}

	async #apply(turnId: string): Promise<void> {
		const found = this.#controller.answers.turn(turnId);
		if (!found) {
			return;
		}
		// Planned anew: the files may have changed since the answer came.
		const planned = await planAnswer(this.#controller.answers, this.#review, turnId);
		const files = planned?.plan.files ?? [];
		const trusted = this.#isTrusted();
		const preview = (file: PlannedFile) => this.#proposed.preview(turnId, file);
		const chosen = await confirmSensitive(await withReasons(files, trusted), preview, trusted);
		if (!chosen || (chosen.length === 0 && files.length > 0)) {
			await closeProposed();
			return;
		}
		if (chosen.length === 0) {
			throw new ReviewError(l10n.t('There is nothing to apply: none of these edits changes a file as it is now.'));
		}
		const known = new KnownProblems(chosen.map((file) => file.path));
		await window.withProgress(
			{ location: ProgressLocation.Window, title: l10n.t('Applying edits to {0}…', plural(chosen.length, 'file')) },
			() => this.#review.apply(this.#review.nextEntryId(turnId), found.turn.question, chosen),
		);
		const left = planned ? leftEdits(planned.plan, chosen) : [];
		this.#controller.answers.noteEdits({ type: 'edits', turnId, outcome: 'applied', left });
		const written = chosen.filter((file) => file.after !== undefined).map((file) => file.renamedTo ?? file.path);
		this.#after.watch(turnId, known, written);
		await closeProposed();
		const [first] = this.#review.records(turnId);
		if (first) {
			await commands.executeCommand('longview.review.openFile', first.path);
		}
	}

	/** Asks about what came of an apply; only ever by the user's click. Its secrets stay here. */
	async #sendBack(question: string | undefined): Promise<void> {
		if (question !== undefined) {
			const [redacted = question] = await this.#controller.answers.redact([{ path: '', text: question }]);
			await this.#controller.ask(redacted);
		}
	}

	/** Asks the model for the failed edits alone; the others are kept. */
	async #askAgain(turnId: string): Promise<void> {
		const planned = await planAnswer(this.#controller.answers, this.#review, turnId);
		const numbers = planned ? failedEdits(planned.plan) : [];
		const problems = planned?.edits.problems.map(({ message }) => message) ?? [];
		if (!planned || numbers.length + problems.length === 0) {
			await this.#controller.answers.replan(turnId);
			return;
		}
		const paths = numbers.map((number) => planned.plan.results.get(number)!.edit.path);
		// The model names the file: one that is kept back must not leave because of that.
		const sendable = await this.#controller.answers.sendable(paths);
		const failed = await Promise.all(
			numbers.map(async (number): Promise<FailedEdit> => {
				const result = planned.plan.results.get(number)!;
				const { path } = result.edit;
				const text = sendable.has(path) ? await this.#review.readText(path).catch(() => undefined) : undefined;
				// What stands in a file leaves it without its secrets.
				const [redacted] = text === undefined ? [] : await this.#controller.answers.redact([{ path, text }]);
				return { result, text: redacted };
			}),
		);
		await this.#controller.ask(askAgainQuestion(failed, problems), undefined, { turnId, edits: numbers });
	}
}

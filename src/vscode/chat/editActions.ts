import { commands, l10n, ProgressLocation, window, workspace, type Disposable } from 'vscode';
import { plural } from '../../core/common/format';
import { editsOf } from '../../core/conversation/editsOf';
import { planEdits } from '../../core/edits/plan';
import type { EditPlan, PlannedFile } from '../../core/edits/types';
import { NewFiles } from '../review/newFiles';
import { KnownProblems, problemQuestion, ProblemWatch, type Problem } from '../review/newProblems';
import { closeProposed, openPendingDiff, type ProposedDocuments } from '../review/openDiff';
import { ReviewError } from '../review/files';
import type { ReviewService } from '../review/reviewService';
import { planOptions } from './answerDetails';
import type { ChatController } from './chatController';

export type EditAction = 'openDiff' | 'apply' | 'discard' | 'acceptAll' | 'rejectAll' | 'undo';

/** What the buttons of an edit card do. */
export class EditActions implements Disposable {
	readonly #controller: ChatController;
	readonly #review: ReviewService;
	readonly #proposed: ProposedDocuments;
	/** Answers that are being applied. */
	readonly #applying = new Set<string>();
	#problems: ProblemWatch | undefined;

	constructor(controller: ChatController, review: ReviewService, proposed: ProposedDocuments) {
		this.#controller = controller;
		this.#review = review;
		this.#proposed = proposed;
	}

	async run(turnId: string, action: EditAction): Promise<void> {
		switch (action) {
			case 'openDiff':
				return this.open(turnId);
			case 'apply':
				return this.#applyOnce(turnId);
			case 'discard':
				this.#controller.setEditsOutcome(turnId, 'discarded');
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
		}
	}

	/** Opens the edits as a diff: proposed ones beside the files, applied ones against their baselines. */
	async open(turnId: string, only?: string): Promise<void> {
		const pending = this.#review.records(turnId);
		if (pending.length > 0) {
			await openPendingDiff(only === undefined ? pending : pending.filter((record) => record.path === only));
			return;
		}
		const { files } = await this.#plan(turnId);
		if (files.length === 0) {
			throw new ReviewError('None of these edits changes a file as it is now.');
		}
		await this.#proposed.open(turnId, files, only);
	}

	dispose(): void {
		this.#problems?.dispose();
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
		const found = this.#controller.turn(turnId);
		if (!found) {
			return;
		}
		if (!workspace.isTrusted) {
			throw new ReviewError('Edits are not applied in an untrusted workspace. Trust it first.');
		}
		// Planned anew: the files may have changed since the answer came.
		const { files } = await this.#plan(turnId);
		const chosen = await confirmSensitive(files);
		if (!chosen) {
			return;
		}
		if (chosen.length === 0 && files.length > 0) {
			return;
		}
		if (chosen.length === 0) {
			throw new ReviewError('There is nothing to apply: none of these edits changes a file as it is now.');
		}
		const known = new KnownProblems(chosen.map((file) => file.path));
		await window.withProgress(
			{ location: ProgressLocation.Window, title: l10n.t('Applying edits to {0}…', plural(chosen.length, 'file')) },
			() => this.#review.apply(turnId, found.turn.question, chosen),
		);
		this.#controller.setEditsOutcome(turnId, 'applied');
		this.#problems?.dispose();
		this.#problems = new ProblemWatch(
			known,
			chosen.filter((file) => file.after !== undefined).map((file) => file.renamedTo ?? file.path),
			(problems) => void this.#offerToFix(problems),
		);
		await closeProposed();
		const [first] = this.#review.records(turnId);
		if (first) {
			await commands.executeCommand('longview.review.openFile', first.path);
		}
	}

	/** Only the user sends problems back: the question is put into the composer, to be read before it is sent. */
	async #offerToFix(problems: readonly Problem[]): Promise<void> {
		const ask = l10n.t('Ask Longview to Fix');
		const show = l10n.t('Show Problems');
		const answer = await window.showWarningMessage(
			l10n.t('{0} in the files that were just changed.', plural(problems.length, 'new problem')),
			ask,
			show,
		);
		if (answer === ask) {
			await commands.executeCommand('longview.openChat');
			this.#controller.compose(problemQuestion(problems));
		} else if (answer === show) {
			await commands.executeCommand('workbench.actions.view.problems');
		}
	}

	async #plan(turnId: string): Promise<EditPlan> {
		const turn = this.#controller.turn(turnId)?.turn;
		const told = turn && (await this.#controller.toldFiles(turn));
		const newFiles = new NewFiles();
		const plan = await planEdits(editsOf(turn?.answer.content ?? '', true), this.#review.readText, {
			...planOptions(told, this.#controller.secretValues),
			eol: (path) => newFiles.eol(path),
		});
		return { ...plan, files: plan.files.map((file) => newFiles.styled(file)) };
	}
}

/**
 * Asks about files that act on their own, such as CI configuration.
 * @returns the files to apply; undefined when the user cancelled
 */
async function confirmSensitive(files: readonly PlannedFile[]): Promise<readonly PlannedFile[] | undefined> {
	const sensitive = files.filter((file) => file.confirm !== undefined);
	if (sensitive.length === 0) {
		return files;
	}
	const all = l10n.t('Apply All');
	const others = l10n.t('Leave Them Out');
	const answer = await window.showWarningMessage(
		l10n.t('Some of these files can act on their own.'),
		{ modal: true, detail: sensitive.map((file) => `${file.path}: ${file.confirm ?? ''}`).join('\n\n') },
		all,
		others,
	);
	switch (answer) {
		case all:
			return files;
		case others:
			return files.filter((file) => file.confirm === undefined);
		default:
			return undefined;
	}
}

import type { JSX } from 'preact';
import { type EditCardView, type FromPage, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { pendingHunks } from '../wording/edits';
import { Button } from './button';
import { Icon } from './icon';

export type EditAction = Extract<FromPage, { readonly type: 'edits' }>['action'];

export interface EditActionsProps {
	readonly turnId: string;
	readonly edits: EditCardView;
	readonly trusted: boolean;
}

const workingTexts: Readonly<Record<NonNullable<EditCardView['working']>, string>> = {
	apply: 'Applying…',
	accept: 'Accepting…',
	reject: 'Rejecting…',
	undo: 'Undoing…',
};

/** The buttons of each state. Applying always leads to a review, and its button says so. */
export function EditActions({ turnId, edits, trusted }: EditActionsProps): JSX.Element | null {
	const page = usePage();
	const { working } = edits;
	const disabled = working !== undefined;
	const act = (action: EditAction) => () => page.send({ type: 'edits', turnId, action });
	const again = edits.askAgain > 0 && (
		<Button
			testId="edit-ask-again"
			disabled={disabled}
			title="Asks the model for these edits alone, with the file as it is now; the others are kept"
			onClick={act('askAgain')}
		>
			{`Ask Again for ${plural(edits.askAgain, 'Failed Edit')}`}
		</Button>
	);
	const run = edits.after?.canRun === true && edits.after.run?.state !== 'running' && (
		<Button
			testId="edit-run-task"
			disabled={disabled}
			title="Run a task or a command of yours; what it writes is sent only when you say so"
			onClick={act('runTask')}
		>
			Run Task…
		</Button>
	);
	const undo = edits.canUndo && (
		<Button look="quiet" testId="edit-undo" disabled={disabled} onClick={act('undo')}>
			Undo
		</Button>
	);
	const status = working !== undefined && (
		<span class="status-line is-late" role="status">
			<span class="wait" aria-hidden="true" />
			<span>{workingTexts[working]}</span>
		</span>
	);
	switch (edits.state) {
		case 'proposed':
			return edits.files.length === 0 ? (
				again ? (
					<div class="buttons">{again}</div>
				) : null
			) : (
				<>
					{!trusted && (
						<p class="with-icon is-quiet">
							<Icon name="shield" />
							<span>This workspace is not trusted: you are asked about each file, with its change.</span>
						</p>
					)}
					<div class="buttons">
						<Button
							look="primary"
							testId="edit-apply"
							disabled={disabled}
							title="Write the changes to the files, each hunk to be accepted or rejected"
							onClick={act('apply')}
						>
							Apply for Review
						</Button>
						<Button testId="edit-open-diff" disabled={disabled} onClick={act('openDiff')}>
							Open Diff
						</Button>
						{again}
						<Button look="quiet" testId="edit-discard" disabled={disabled} onClick={act('discard')}>
							Discard
						</Button>
						{status}
					</div>
				</>
			);
		case 'review': {
			const pending = pendingHunks(edits) > 0;
			return (
				<div class="buttons">
					{pending && (
						<>
							<Button look="primary" testId="edit-accept-all" disabled={disabled} onClick={act('acceptAll')}>
								Accept All
							</Button>
							<Button testId="edit-reject-all" disabled={disabled} onClick={act('rejectAll')}>
								Reject All
							</Button>
						</>
					)}
					<Button testId="edit-open-diff" disabled={disabled} onClick={act('openDiff')}>
						Open Diff
					</Button>
					{again}
					{run}
					{undo}
					{status}
				</div>
			);
		}
		case 'done':
			return edits.canUndo || again || run ? (
				<div class="buttons">
					{again}
					{run}
					{undo}
					{status}
				</div>
			) : null;
		case 'writing':
		case 'discarded':
		case 'undone':
		case 'continued':
			return null;
	}
}

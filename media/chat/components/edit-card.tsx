import type { JSX } from 'preact';
import { editTitle } from '../wording/edits';
import { AfterApply } from './after-apply';
import { ChangeCount } from './change-count';
import { EditActions, type EditActionsProps } from './edit-actions';
import { EditProblem } from './edit-problem';
import { EditedFiles } from './edited-files';
import { Icon } from './icon';
import { LeftFiles } from './left-files';

/** All the changes of an answer: the files they touch and what can be done with them in their present state. */
export function EditCard({ turnId, edits, trusted }: EditActionsProps): JSX.Element {
	const quiet = edits.state === 'discarded' || edits.state === 'undone' || edits.state === 'continued';
	const added = edits.files.reduce((sum, file) => sum + file.added, 0);
	const removed = edits.files.reduce((sum, file) => sum + file.removed, 0);
	return (
		<section
			class={quiet ? 'card edits is-past' : 'card edits'}
			aria-label={editTitle(edits)}
			data-testid="edit-card"
			data-state={edits.state}
		>
			<h3 class="edits-title">
				<Icon name={quiet ? 'circle-slash' : edits.state === 'done' ? 'pass' : 'files'} />
				<span>{editTitle(edits)}</span>
				{edits.files.length > 0 && <ChangeCount added={added} removed={removed} />}
				{edits.state === 'writing' && <span class="wait" aria-hidden="true" />}
			</h3>
			{edits.files.length > 0 && <EditedFiles turnId={turnId} files={edits.files} />}
			{edits.left !== undefined && <LeftFiles turnId={turnId} files={edits.left} />}
			{edits.problems.length > 0 && (
				<ul class="problems" aria-label="Not part of the changes">
					{edits.problems.map((problem, index) => (
						<EditProblem key={`${index} ${problem.message}`} turnId={turnId} problem={problem} />
					))}
				</ul>
			)}
			{edits.after !== undefined && <AfterApply turnId={turnId} after={edits.after} />}
			<EditActions turnId={turnId} edits={edits} trusted={trusted} />
		</section>
	);
}

import type { JSX } from 'preact';
import { type EditCardView, type FromPage, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { editTitle, pendingHunks } from '../wording';
import { Button } from './button';
import { ChangeCount } from './change-count';
import { Icon, type IconName } from './icon';
import { PathName } from './path-name';

interface EditCardProps {
	readonly turnId: string;
	readonly edits: EditCardView;
	readonly trusted: boolean;
}

type EditedFile = EditCardView['files'][number];
type EditAction = Extract<FromPage, { readonly type: 'edits' }>['action'];

const decisions: Readonly<
	Record<NonNullable<EditedFile['decided']>, { readonly tag: string; readonly title: string }>
> = {
	accepted: { tag: 'accepted', title: 'You accepted the changes to this file' },
	rejected: { tag: 'rejected', title: 'You rejected the changes to this file; it is as before' },
	mixed: { tag: 'partly accepted', title: 'You accepted some changes to this file and rejected others' },
};

const icons: Readonly<Record<EditedFile['change'], IconName>> = {
	modified: 'diff-modified',
	created: 'diff-added',
	deleted: 'diff-removed',
	renamed: 'diff-renamed',
};

/** All the changes of an answer: the files they touch and what can be done with them in their present state. */
export function EditCard({ turnId, edits, trusted }: EditCardProps): JSX.Element {
	const quiet = edits.state === 'discarded' || edits.state === 'undone';
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
			{edits.files.length > 0 && (
				<ul class="files">
					{edits.files.map((file) => (
						<FileRow key={file.path} turnId={turnId} file={file} />
					))}
				</ul>
			)}
			{edits.problems.length > 0 && (
				<ul class="problems" aria-label="Not part of the changes">
					{edits.problems.map((problem) => (
						<li key={problem} class="with-icon is-warning">
							<Icon name="warning" />
							<span>{problem}</span>
						</li>
					))}
				</ul>
			)}
			<EditActions turnId={turnId} edits={edits} trusted={trusted} />
		</section>
	);
}

function FileRow({ turnId, file }: { readonly turnId: string; readonly file: EditedFile }): JSX.Element {
	const page = usePage();
	const pending = file.pendingHunks;
	const decided = file.decided && decisions[file.decided];
	return (
		<li>
			<button
				type="button"
				class="file"
				data-testid="edit-file"
				onClick={() => page.send({ type: 'openEdit', turnId, path: file.path })}
			>
				<Icon name={icons[file.change]} />
				<span class="visually-hidden">{file.change}: </span>
				<PathName path={file.path} to={file.renamedTo} />
				{pending !== undefined && (
					<span class="tag" title={`${plural(pending, 'hunk')} left to review`}>
						{pending === 0 ? 'reviewed' : `${pending} left`}
					</span>
				)}
				{decided !== undefined && (
					<span class="tag" data-testid="edit-decided" title={decided.title}>
						{decided.tag}
					</span>
				)}
				<ChangeCount added={file.added} removed={file.removed} />
			</button>
			{file.confirm !== undefined && (
				<p class="with-icon is-warning file-confirm">
					<Icon name="warning" />
					<span>{file.confirm}</span>
				</p>
			)}
		</li>
	);
}

/** The buttons of each state. Applying always leads to a review, and its button says so. */
function EditActions({ turnId, edits, trusted }: EditCardProps): JSX.Element | null {
	const page = usePage();
	const act = (action: EditAction) => () => page.send({ type: 'edits', turnId, action });
	const untrusted = trusted ? undefined : 'Trust this workspace to apply changes.';
	const undo = edits.canUndo && (
		<Button look="quiet" testId="edit-undo" onClick={act('undo')}>
			Undo
		</Button>
	);
	switch (edits.state) {
		case 'proposed':
			return edits.files.length === 0 ? null : (
				<>
					{untrusted !== undefined && (
						<p class="with-icon is-quiet">
							<Icon name="shield" />
							<span>{untrusted}</span>
						</p>
					)}
					<div class="buttons">
						<Button
							look="primary"
							testId="edit-apply"
							unavailable={untrusted}
							title="Write the changes to the files, each hunk to be accepted or rejected"
							onClick={act('apply')}
						>
							Apply for Review
						</Button>
						<Button testId="edit-open-diff" onClick={act('openDiff')}>
							Open Diff
						</Button>
						<Button look="quiet" testId="edit-discard" onClick={act('discard')}>
							Discard
						</Button>
					</div>
				</>
			);
		case 'review': {
			const pending = pendingHunks(edits) > 0;
			return (
				<div class="buttons">
					{pending && (
						<>
							<Button look="primary" testId="edit-accept-all" onClick={act('acceptAll')}>
								Accept All
							</Button>
							<Button testId="edit-reject-all" onClick={act('rejectAll')}>
								Reject All
							</Button>
						</>
					)}
					<Button testId="edit-open-diff" onClick={act('openDiff')}>
						Open Diff
					</Button>
					{undo}
				</div>
			);
		}
		case 'done':
			return edits.canUndo ? <div class="buttons">{undo}</div> : null;
		case 'writing':
		case 'discarded':
		case 'undone':
			return null;
	}
}

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
			{edits.files.length > 0 && (
				<ul class="files">
					{edits.files.map((file) => (
						<FileRow key={file.path} turnId={turnId} file={file} />
					))}
				</ul>
			)}
			{edits.problems.length > 0 && (
				<ul class="problems" aria-label="Not part of the changes">
					{edits.problems.map((problem, index) => (
						<ProblemRow key={`${index} ${problem.message}`} turnId={turnId} problem={problem} />
					))}
				</ul>
			)}
			{edits.after !== undefined && <AfterApply turnId={turnId} after={edits.after} />}
			<EditActions turnId={turnId} edits={edits} trusted={trusted} />
		</section>
	);
}

interface AfterApplyProps {
	readonly turnId: string;
	readonly after: NonNullable<EditCardView['after']>;
}

const runs = {
	running: { icon: 'debug-start', word: 'is running…', tone: 'is-quiet' },
	passed: { icon: 'pass', word: 'passed', tone: 'is-good' },
	failed: { icon: 'error', word: 'failed', tone: 'is-error' },
} as const satisfies Readonly<Record<string, { icon: IconName; word: string; tone: string }>>;

/** What came of the changes: new problems, and what the user ran. Nothing of it is sent before the user says so. */
function AfterApply({ turnId, after: { newProblems, run } }: AfterApplyProps): JSX.Element | null {
	const page = usePage();
	const act = (action: EditAction) => () => page.send({ type: 'edits', turnId, action });
	if (newProblems === 0 && run === undefined) {
		return null;
	}
	return (
		<ul class="problems" aria-label="Since the changes were applied" aria-live="polite">
			{newProblems > 0 && (
				<li class="problem" data-testid="edit-new-problems">
					<p class="with-icon is-warning">
						<Icon name="warning" />
						<span>{plural(newProblems, 'new problem')} in the changed files</span>
					</p>
					<span class="problem-buttons">
						<Button testId="edit-send-problems" onClick={act('sendProblems')}>
							Send Back
						</Button>
						<Button look="quiet" testId="edit-show-problems" onClick={act('showProblems')}>
							Show
						</Button>
					</span>
				</li>
			)}
			{run !== undefined && (
				<li class="problem" data-testid="edit-run" data-state={run.state}>
					<p class={`with-icon ${runs[run.state].tone}`}>
						<Icon name={runs[run.state].icon} />
						<span>
							{run.label} {runs[run.state].word}
						</span>
					</p>
					{run.state === 'failed' && (
						<Button testId="edit-send-failure" onClick={act('sendFailure')}>
							Send Back
						</Button>
					)}
				</li>
			)}
		</ul>
	);
}

interface ProblemRowProps {
	readonly turnId: string;
	readonly problem: EditCardView['problems'][number];
}

/** An edit that is not part of the changes, with what can be done about it. */
function ProblemRow({ turnId, problem }: ProblemRowProps): JSX.Element {
	const page = usePage();
	const { choose, message, tone } = problem;
	return (
		<li class="problem">
			<p class={tone === 'warning' ? 'with-icon is-warning' : 'with-icon is-quiet'}>
				<Icon name={tone === 'warning' ? 'warning' : 'info'} />
				<span>{message}</span>
			</p>
			{choose !== undefined && (
				<Button
					testId="edit-choose-place"
					title="Shows each place in the file; nothing is written before the changes are applied"
					onClick={() => page.send({ type: 'choosePlace', turnId, edit: choose.edit })}
				>
					{choose.places === 1 ? 'Show Place…' : `Choose 1 of ${choose.places} Places…`}
				</Button>
			)}
		</li>
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
					<span
						class="tag"
						title={
							file.hunks === undefined
								? `${plural(pending, 'hunk')} left to review`
								: `${pending} of ${plural(file.hunks, 'hunk')} left to review`
						}
					>
						{pending === 0
							? 'reviewed'
							: file.hunks === undefined || file.hunks === pending
								? `${pending} left`
								: `${pending} of ${file.hunks} left`}
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
	const again = edits.askAgain > 0 && (
		<Button
			testId="edit-ask-again"
			title="Asks the model for these edits alone, with the file as it is now; the others are kept"
			onClick={act('askAgain')}
		>
			{`Ask Again for ${plural(edits.askAgain, 'Failed Edit')}`}
		</Button>
	);
	const run = edits.after?.canRun === true && edits.after.run?.state !== 'running' && (
		<Button
			testId="edit-run-task"
			title="Run a task or a command of yours; what it writes is sent only when you say so"
			onClick={act('runTask')}
		>
			Run Task…
		</Button>
	);
	const undo = edits.canUndo && (
		<Button look="quiet" testId="edit-undo" onClick={act('undo')}>
			Undo
		</Button>
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
							title="Write the changes to the files, each hunk to be accepted or rejected"
							onClick={act('apply')}
						>
							Apply for Review
						</Button>
						<Button testId="edit-open-diff" onClick={act('openDiff')}>
							Open Diff
						</Button>
						{again}
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
					{again}
					{run}
					{undo}
				</div>
			);
		}
		case 'done':
			return edits.canUndo || again || run ? (
				<div class="buttons">
					{again}
					{run}
					{undo}
				</div>
			) : null;
		case 'writing':
		case 'discarded':
		case 'undone':
		case 'continued':
			return null;
	}
}

import type { JSX } from 'preact';
import { type EditCardView, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { ChangeCount } from './change-count';
import { Icon, type IconName } from './icon';
import { PathName } from './path-name';

type EditedFile = EditCardView['files'][number];

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

interface EditedFilesProps {
	readonly turnId: string;
	readonly files: readonly EditedFile[];
	readonly label?: string | undefined;
}

/** Files that edits touch, each with its state; a click shows its change. */
export function EditedFiles({ turnId, files, label }: EditedFilesProps): JSX.Element {
	return (
		<ul class="files" aria-label={label}>
			{files.map((file) => (
				<FileRow key={file.path} turnId={turnId} file={file} />
			))}
		</ul>
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

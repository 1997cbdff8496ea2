import type { JSX } from 'preact';
import { type EditCardView, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { Button } from './button';
import { EditedFiles } from './edited-files';

interface LeftFilesProps {
	readonly turnId: string;
	readonly files: NonNullable<EditCardView['left']>;
}

/** Files that were not ticked when the others were applied. */
export function LeftFiles({ turnId, files }: LeftFilesProps): JSX.Element {
	const page = usePage();
	return (
		<section class="left-files" aria-label="Not applied" data-testid="edit-left">
			<div class="left-files-title">
				<h4>{plural(files.length, 'file')} not applied</h4>
				<Button
					testId="edit-apply-left"
					title="Shows the changes again, to be ticked and written"
					onClick={() => page.send({ type: 'edits', turnId, action: 'apply' })}
				>
					Apply…
				</Button>
			</div>
			<EditedFiles turnId={turnId} files={files} label="Files that were not applied" />
		</section>
	);
}

import type { JSX } from 'preact';
import type { EditCardView } from '../../../src/protocol';
import { usePage } from '../page';
import { Button } from './button';
import { Icon } from './icon';

interface EditProblemProps {
	readonly turnId: string;
	readonly problem: EditCardView['problems'][number];
}

/** An edit that is not part of the changes, with what can be done about it. */
export function EditProblem({ turnId, problem }: EditProblemProps): JSX.Element {
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

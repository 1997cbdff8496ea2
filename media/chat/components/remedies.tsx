import type { JSX } from 'preact';
import type { FailureAction, FromPage } from '../../../src/protocol';
import { usePage } from '../page';
import { failureLabels } from '../wording/answer';
import { Button } from './button';

interface RemediesProps {
	readonly turnId: string;
	readonly actions: readonly FailureAction[];
	/** How the first of them looks. */
	readonly first: 'primary' | 'secondary';
}

/** What can be done about an answer that did not end well, as buttons. */
export function Remedies({ turnId, actions, first }: RemediesProps): JSX.Element | null {
	const page = usePage();
	return actions.length === 0 ? null : (
		<div class="buttons">
			{actions.map((action, index) => (
				<Button
					key={action}
					look={index > 0 ? (first === 'primary' ? 'secondary' : 'quiet') : first}
					testId={`failure-action-${action}`}
					onClick={() => page.send(message(turnId, action))}
				>
					{failureLabels[action]}
				</Button>
			))}
		</div>
	);
}

function message(turnId: string, action: FailureAction): FromPage {
	switch (action) {
		case 'retry':
		case 'continue':
			return { type: action, turnId };
		case 'retryWithMoreRoom':
			return { type: 'retry', turnId, change: 'moreRoom' };
		case 'retryWithLessThinking':
			return { type: 'retry', turnId, change: 'lessThinking' };
		default:
			return { type: 'command', command: action };
	}
}

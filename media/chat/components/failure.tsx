import type { JSX } from 'preact';
import type { FailureAction, FailureView, FromPage } from '../../../src/protocol';
import { usePage } from '../page';
import { failureLabels } from '../wording';
import { Button } from './button';
import { Icon } from './icon';

interface FailureProps {
	readonly turnId: string;
	readonly failure: FailureView;
}

/** What went wrong, in our words and the endpoint's, and what can be done about it. */
export function Failure({ turnId, failure }: FailureProps): JSX.Element {
	const page = usePage();
	return (
		<div class="card failure" role="group" aria-label="Failure" data-testid="failure">
			<p class="with-icon is-error">
				<Icon name="error" />
				<span>{failure.message}</span>
			</p>
			{failure.detail !== undefined && (
				<details class="disclosure">
					<summary>
						<Icon name="chevron-right" />
						<span>What the endpoint said</span>
					</summary>
					<pre class="failure-detail" tabIndex={0}>
						{failure.detail}
					</pre>
				</details>
			)}
			{failure.actions.length > 0 && (
				<div class="buttons">
					{failure.actions.map((action, index) => (
						<Button
							key={action}
							look={index === 0 ? 'primary' : 'secondary'}
							testId={`failure-action-${action}`}
							onClick={() => page.send(message(turnId, action))}
						>
							{failureLabels[action]}
						</Button>
					))}
				</div>
			)}
		</div>
	);
}

function message(turnId: string, action: FailureAction): FromPage {
	return action === 'retry' || action === 'continue' ? { type: action, turnId } : { type: 'command', command: action };
}

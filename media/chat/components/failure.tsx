import type { JSX } from 'preact';
import type { FailureView } from '../../../src/protocol';
import { Icon } from './icon';
import { Remedies } from './remedies';

interface FailureProps {
	readonly turnId: string;
	readonly failure: FailureView;
	/** Only the latest answer can be gone on with. */
	readonly last: boolean;
}

/** What went wrong, in our words and the endpoint's, and what can be done about it. */
export function Failure({ turnId, failure, last }: FailureProps): JSX.Element {
	const actions = last ? failure.actions : failure.actions.filter((action) => action !== 'continue');
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
			<Remedies turnId={turnId} actions={actions} first="primary" />
		</div>
	);
}

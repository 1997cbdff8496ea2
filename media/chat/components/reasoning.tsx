import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AnswerView } from '../../../src/protocol';
import { lastLine, reasoningTitle } from '../wording/answer';
import { Icon } from './icon';

/** What the model thought before it answered: folded, with its latest line as a preview while it goes on. */
export function Reasoning({ answer }: { readonly answer: AnswerView }): JSX.Element {
	const [open, setOpen] = useState(false);
	const live = answer.status === 'reasoning';
	return (
		<details
			class="disclosure reasoning"
			data-testid="reasoning"
			onToggle={(event) => setOpen(event.currentTarget.open)}
		>
			<summary>
				<Icon name="chevron-right" />
				<span class="reasoning-title">{reasoningTitle(answer)}</span>
				{live && <span class="wait" aria-hidden="true" />}
				{live && !open && (
					<span class="reasoning-preview" aria-hidden="true">
						{lastLine(answer.reasoning)}
					</span>
				)}
			</summary>
			{open && <div class="reasoning-text">{answer.reasoning}</div>}
		</details>
	);
}

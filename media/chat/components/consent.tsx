import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type ConsentView, formatCount, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { Button } from './button';
import { Icon } from './icon';

interface ConsentProps {
	readonly consent: ConsentView;
	/** Takes the focus back to where the question was asked from. */
	readonly onAnswered: () => void;
}

/** Asked before anything of a workspace is sent to a host for the first time. */
export function Consent({ consent, onAnswered }: ConsentProps): JSX.Element {
	const page = usePage();
	const card = useRef<HTMLElement>(null);
	// The card takes the focus, not its button: whoever is still typing must not agree by pressing Enter.
	useEffect(() => card.current?.focus(), []);
	const answer = (accepted: boolean): void => {
		page.send({ type: 'consent', accepted });
		page.dispatch({ type: 'answered' });
		onAnswered();
	};
	return (
		<section
			ref={card}
			class="card consent"
			role="alertdialog"
			tabIndex={-1}
			aria-labelledby="consent-title"
			aria-describedby="consent-text"
			data-testid="consent"
			onKeyDown={(event) => {
				if (event.key === 'Escape') {
					event.preventDefault();
					answer(false);
				}
			}}
		>
			<h2 id="consent-title" class="with-icon">
				<Icon name="shield" />
				<span>Send this workspace to {consent.host}?</span>
			</h2>
			<div id="consent-text" class="consent-text">
				<p>
					The text of <strong>{plural(consent.files, 'file')}</strong> of {consent.name},{' '}
					<strong>{formatCount(consent.tokens)} tokens</strong>, goes to {consent.host} with your question.
				</p>
				<p class="is-quiet">
					Ignored files and binaries stay on this computer. You are asked once per workspace and host.
				</p>
			</div>
			<div class="buttons">
				<Button look="primary" testId="consent-accept" onClick={() => answer(true)}>
					Send
				</Button>
				<Button testId="consent-decline" onClick={() => answer(false)}>
					Not Now
				</Button>
				<Button
					look="quiet"
					testId="consent-details"
					onClick={() => page.send({ type: 'command', command: 'showContext' })}
				>
					What Is Sent?
				</Button>
			</div>
		</section>
	);
}

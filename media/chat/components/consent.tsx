import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type ConsentView, formatCount, formatMoney, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { Button } from './button';
import { Icon } from './icon';

interface ConsentProps {
	readonly consent: ConsentView;
	/** Takes the focus back to where the question was asked from. */
	readonly onAnswered: () => void;
}

/** Asked before anything of a workspace is sent to a host for the first time, and before a request passes the limit. */
export function Consent({ consent, onAnswered }: ConsentProps): JSX.Element {
	const page = usePage();
	const { limit } = consent;
	const card = useRef<HTMLElement>(null);
	// The card takes the focus, not its button: whoever is still typing must not agree by pressing Enter.
	// It does so before it is seen, or keys meant for it would still go to the composer.
	useLayoutEffect(() => card.current?.focus(), []);
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
			{limit === undefined ? (
				<AboutWorkspace consent={consent} />
			) : (
				<AboutLimit tokens={consent.tokens} limit={limit} />
			)}
			<div class="buttons">
				<Button look="primary" testId="consent-accept" onClick={() => answer(true)}>
					{limit === undefined ? 'Send' : 'Send Anyway'}
				</Button>
				<Button testId="consent-decline" onClick={() => answer(false)}>
					Not Now
				</Button>
				{limit === undefined ? (
					<Button
						look="quiet"
						testId="consent-details"
						onClick={() => page.send({ type: 'command', command: 'showContext' })}
					>
						What Is Sent?
					</Button>
				) : (
					<Button
						look="quiet"
						testId="consent-limit"
						onClick={() => page.send({ type: 'command', command: 'setMonthlyLimit' })}
					>
						Change Limit…
					</Button>
				)}
			</div>
		</section>
	);
}

function AboutWorkspace({ consent }: Pick<ConsentProps, 'consent'>): JSX.Element {
	return (
		<>
			<h2 id="consent-title" class="with-icon">
				<Icon name="shield" />
				<span>Send this workspace to {consent.host}?</span>
			</h2>
			<div id="consent-text" class="consent-text">
				<p>
					The text of <strong>{plural(consent.files, 'file')}</strong> of {consent.name},{' '}
					<strong>{formatCount(consent.tokens)} tokens</strong>, goes to {consent.host} with your question.
				</p>
				{consent.unchecked && (
					<p class="with-icon is-warning" data-testid="consent-unchecked">
						<Icon name="warning" />
						<span>
							The certificate of {consent.host} is not checked, because <code>http.proxyStrictSSL</code> is off. Whoever
							answers under this name gets your files and your key.
						</span>
					</p>
				)}
				<p class="is-quiet">
					Ignored files and binaries stay on this computer; an image goes when you attach it. You are asked once per
					workspace and host.
				</p>
			</div>
		</>
	);
}

interface AboutLimitProps {
	readonly tokens: number;
	readonly limit: NonNullable<ConsentView['limit']>;
}

function AboutLimit({ tokens, limit }: AboutLimitProps): JSX.Element {
	const { amount, spent, estimate, answer, currency } = limit;
	return (
		<>
			<h2 id="consent-title" class="with-icon is-warning">
				<Icon name="warning" />
				<span>Pass your monthly limit of {formatMoney(amount, currency)}?</span>
			</h2>
			<div id="consent-text" class="consent-text">
				<p>
					This month has cost <strong>{formatMoney(spent, currency)}</strong> so far. This prompt of{' '}
					{formatCount(tokens)} tokens is expected to cost <strong>{formatMoney(estimate, currency)}</strong> more
					{answer === undefined ? (
						', and its answer comes on top.'
					) : (
						<>
							, and its answer <strong>{formatMoney(answer.cost, currency)}</strong>, if it has about{' '}
							{formatCount(answer.tokens)} tokens{' '}
							{answer.from === 'past' ? 'like the last ones of this model.' : 'as is usual with this thinking.'}
						</>
					)}
				</p>
				<p class="is-quiet">Nothing is sent until you agree; then this one request is.</p>
			</div>
		</>
	);
}

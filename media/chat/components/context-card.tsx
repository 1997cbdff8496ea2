import type { JSX } from 'preact';
import { type ContextView, type EndpointView, formatCount, formatTokens, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { shareText } from '../wording/cost';
import { Button } from './button';
import { Icon } from './icon';
import { Omitted } from './omitted';

interface ContextCardProps {
	readonly context: ContextView;
	readonly endpoint: EndpointView;
}

/** What the next question would send, and where to. */
export function ContextCard({ context, endpoint }: ContextCardProps): JSX.Element {
	return (
		<section class="card context" aria-label="Context" data-testid="context-card">
			<ContextBody context={context} />
			<EndpointLine endpoint={endpoint} />
		</section>
	);
}

function ContextBody({ context }: { readonly context: ContextView }): JSX.Element {
	const page = usePage();
	switch (context.state) {
		case 'none':
			return (
				<div class="card-section">
					<p>No folder is open, so there is nothing to ask about yet.</p>
					<div class="buttons">
						<Button look="primary" icon="folder" onClick={() => page.send({ type: 'command', command: 'openFolder' })}>
							Open Folder
						</Button>
					</div>
				</div>
			);
		case 'packing':
			return (
				<div class="card-section" aria-busy="true">
					<p class="status-line">
						<span class="wait" aria-hidden="true" />
						<span>{context.message}</span>
						<button
							type="button"
							class="text-button is-late"
							onClick={() => page.send({ type: 'command', command: 'stopCounting' })}
						>
							Stop
						</button>
					</p>
				</div>
			);
		case 'stopped':
			return (
				<div class="card-section">
					<p class="with-icon is-quiet">
						<Icon name="info" />
						<span>{context.message}</span>
					</p>
					<div class="buttons">
						<Button onClick={() => page.send({ type: 'command', command: 'refreshContext' })}>Go On Counting</Button>
					</div>
				</div>
			);
		case 'failed':
			return (
				<div class="card-section">
					<p class="with-icon is-error">
						<Icon name="error" />
						<span>{context.message}</span>
					</p>
					<div class="buttons">
						<Button onClick={() => page.send({ type: 'command', command: 'refreshContext' })}>Try Again</Button>
						<Button look="quiet" onClick={() => page.send({ type: 'command', command: 'showLog' })}>
							Show Log
						</Button>
					</div>
				</div>
			);
		case 'ready':
			return <Packed context={context} />;
	}
}

type ReadyContext = Extract<ContextView, { readonly state: 'ready' }>;

function Packed({ context }: { readonly context: ReadyContext }): JSX.Element {
	const page = usePage();
	const excess = context.tokens - context.capacity;
	const share = Math.min(1, context.tokens / Math.max(1, context.capacity));
	return (
		<div class="card-section">
			<p class="figures">
				<span>
					<strong>{formatCount(context.files)}</strong> {context.files === 1 ? 'file' : 'files'}
				</span>
				<span>
					<strong>{formatCount(context.tokens)}</strong> tokens
				</span>
			</p>
			<div
				class={excess > 0 ? 'meter is-over' : 'meter'}
				role="meter"
				aria-label="Share of the context in use"
				aria-valuemin={0}
				aria-valuemax={context.capacity}
				aria-valuenow={Math.min(context.tokens, context.capacity)}
				aria-valuetext={`${formatCount(context.tokens)} of ${formatCount(context.capacity)} tokens`}
			>
				<div style={{ width: `${Math.max(0.5, share * 100).toFixed(2)}%` }} />
			</div>
			{excess > 0 ? (
				<Excess context={context} excess={excess} />
			) : (
				<p class="with-icon is-quiet">
					<Icon name="pass" />
					<span>
						Fits: {shareText(context.tokens, context.capacity)} of {formatTokens(context.capacity)} tokens
						{context.changedFiles > 0 && `, and ${plural(context.changedFiles, 'file')} changed since, sent as changes`}
					</span>
				</p>
			)}
			{context.isOld === true && (
				<p class="with-icon is-quiet">
					<Icon name="info" />
					<span>
						Counting was stopped; these figures are from before.{' '}
						<button
							type="button"
							class="text-button"
							onClick={() => page.send({ type: 'command', command: 'refreshContext' })}
						>
							Go on
						</button>
					</span>
				</p>
			)}
			<Shortened {...context.shortened} />
			{context.notes.map((note) => (
				<p key={note} class="with-icon is-quiet">
					<Icon name="info" />
					<span>{note}</span>
				</p>
			))}
			<div class="card-links">
				<Omitted groups={context.omitted} />
				<button
					type="button"
					class="text-button"
					onClick={() => page.send({ type: 'command', command: 'showContext' })}
				>
					Show What Is Sent
				</button>
			</div>
		</div>
	);
}

/** What a workspace larger than the budget gives up, so that nobody takes the answer for one about every line. */
function Shortened({ skeletons, names }: ReadyContext['shortened']): JSX.Element | null {
	const parts = [
		...(skeletons > 0 ? [`${plural(skeletons, 'file')} as ${skeletons === 1 ? 'a skeleton' : 'skeletons'}`] : []),
		...(names > 0 ? [`${plural(names, 'file')} as ${names === 1 ? 'a path' : 'paths'} only`] : []),
	];
	return parts.length === 0 ? null : (
		<p class="with-icon is-quiet" data-testid="shortened">
			<Icon name="info" />
			<span>Shortened to fit: {parts.join(', ')}.</span>
		</p>
	);
}

function Excess({ context, excess }: { readonly context: ReadyContext; readonly excess: number }): JSX.Element {
	const page = usePage();
	return (
		<div class="excess">
			<p class="with-icon is-warning">
				<Icon name="warning" />
				<span>
					Does not fit by <strong>{formatCount(excess)}</strong> tokens. Leave out what a question does not need.
				</span>
			</p>
			<ul class="shares" aria-label="Largest folders">
				{context.folders.slice(0, 5).map((folder) => (
					<li key={folder.path}>
						<span class="path" title={folder.path}>
							{folder.path}
						</span>
						<span class="number">{plural(folder.files, 'file')}</span>
						<span class="number">{formatTokens(folder.tokens)}</span>
					</li>
				))}
			</ul>
			<div class="buttons">
				<Button look="primary" onClick={() => page.send({ type: 'command', command: 'excludeFolders' })}>
					Exclude Folders…
				</Button>
			</div>
		</div>
	);
}

function EndpointLine({ endpoint }: { readonly endpoint: EndpointView }): JSX.Element {
	const page = usePage();
	const missingKey = endpoint.kind === 'service' && !endpoint.hasKey;
	return (
		<div class="card-section endpoint">
			<p class="with-icon is-quiet">
				<Icon name={endpoint.kind === 'simulator' ? 'beaker' : 'server'} />
				<span>
					{endpoint.model} · {endpoint.host}
					{endpoint.kind === 'simulator' && (
						<span class="tag" data-testid="simulator">
							stand-in without a language model
						</span>
					)}
					{endpoint.kind === 'local' && <span class="tag">on this computer or network</span>}
				</span>
			</p>
			{missingKey && (
				<div class="buttons">
					<Button
						look="primary"
						icon="key"
						testId="set-key"
						onClick={() => page.send({ type: 'command', command: 'setApiKey' })}
					>
						Set API Key
					</Button>
				</div>
			)}
		</div>
	);
}

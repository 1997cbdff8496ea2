import type { JSX } from 'preact';
import type { ChatView, ContextView } from '../../../src/protocol';
import { usePage } from '../page';
import { ContextCard } from './context-card';
import { Icon, type IconName } from './icon';

interface Suggestion {
	readonly icon: IconName;
	readonly text: string;
	readonly hint: string;
	readonly select?: string;
}

const suggestions: readonly Suggestion[] = [
	{
		icon: 'book',
		text: 'How does this project work? Where should I start reading?',
		hint: 'An overview with citations you can open',
	},
	{
		icon: 'rename',
		text: 'Rename oldName to newName everywhere, in code, tests and documents.',
		hint: 'Edits across files, reviewed hunk by hunk',
		select: 'oldName',
	},
];

/** A chat without questions: what would be sent, and where one might begin. */
export function Start({ chat }: { readonly chat: ChatView }): JSX.Element {
	const page = usePage();
	const { context } = chat;
	const fill = ({ text, select }: Suggestion): void => {
		const at = select === undefined ? -1 : text.indexOf(select);
		page.dispatch(
			select === undefined || at < 0
				? { type: 'fill', text }
				: { type: 'fill', text, selection: [at, at + select.length] },
		);
	};
	return (
		<main class="scroller start" data-testid="start">
			<div class="column">
				<header class="start-head">
					<Mark />
					<h1>{context.state === 'ready' ? context.name : 'Longview'}</h1>
					<p>{promise(context)}</p>
				</header>
				<ContextCard context={context} endpoint={chat.endpoint} />
				{context.state !== 'none' && (
					<section class="suggestions" aria-label="Suggestions">
						{suggestions.map((suggestion) => (
							<SuggestionButton
								key={suggestion.text}
								icon={suggestion.icon}
								text={suggestion.text}
								hint={suggestion.hint}
								onClick={() => fill(suggestion)}
							/>
						))}
						<SuggestionButton
							icon="git-compare"
							text="Explain my staged changes"
							hint="Remarks on the lines of the diff"
							onClick={() => page.send({ type: 'command', command: 'explainStaged' })}
						/>
					</section>
				)}
			</div>
		</main>
	);
}

interface SuggestionButtonProps {
	readonly icon: IconName;
	readonly text: string;
	readonly hint: string;
	readonly onClick: () => void;
}

function SuggestionButton({ icon, text, hint, onClick }: SuggestionButtonProps): JSX.Element {
	return (
		<button type="button" class="suggestion" data-testid="suggestion" onClick={onClick}>
			<Icon name={icon} />
			<span>
				<span class="suggestion-text">{text}</span>
				<span class="suggestion-hint">{hint}</span>
			</span>
		</button>
	);
}

/** The product's mark: an eye above a long horizon. */
function Mark(): JSX.Element {
	return (
		<svg class="mark" viewBox="0 0 24 24" width="32" height="32" aria-hidden="true">
			<path d="M5.5 15.5a6.5 6.5 0 0 1 13 0" />
			<path d="M9.5 15.5a2.5 2.5 0 0 1 5 0z" class="mark-fill" />
			<path d="M1.5 15.5h21M7 19.5h10" />
		</svg>
	);
}

/** What a question is about, and no more than that. */
function promise(context: ContextView): string {
	if (context.state === 'none') {
		return 'Ask about a whole repository at once.';
	}
	const isShortened = context.state === 'ready' && context.shortened.skeletons + context.shortened.names > 0;
	return `Every question sees the whole workspace${isShortened ? ', shortened to fit' : ''}.`;
}

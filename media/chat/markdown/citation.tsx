import type { JSX } from 'preact';
import type { CitationView } from '../../../src/protocol';
import { Icon, type IconName } from '../components/icon';
import { usePage } from '../page';
import { citationLines, shortenPath } from '../wording';
import type { PlacedCitation } from './citations';

const icons: Readonly<Record<CitationView['status'], IconName>> = {
	verified: 'check',
	moved: 'arrow-right',
	unverified: 'question',
};

const longestPath = 30;

interface CitationProps {
	readonly turnId: string;
	readonly citation: PlacedCitation;
}

/** A place in the code that the answer names; an icon and its name tell whether it was found to be true. */
export function Citation({ turnId, citation }: CitationProps): JSX.Element {
	const page = usePage();
	const { view, index } = citation;
	const lines = citationLines(view);
	return (
		<button
			type="button"
			class={`citation is-${view.status}`}
			title={`${view.path}${lines}\n${view.reason}`}
			aria-label={`${view.path}${lines}, ${view.status}`}
			data-testid="citation"
			data-status={view.status}
			onClick={() => page.send({ type: 'openCitation', turnId, index })}
		>
			<Icon name={icons[view.status]} />
			<span class="citation-path">{shortenPath(view.path, longestPath)}</span>
			<span>{lines}</span>
		</button>
	);
}

import type { JSX } from 'preact';
import type { CitationView } from '../../../src/protocol';
import { Icon, type IconName } from '../components/icon';
import { usePage } from '../page';
import { citationLines, pathPieces } from '../wording/answer';
import type { PlacedCitation } from './citations';

const icons: Readonly<Record<CitationView['status'], IconName>> = {
	verified: 'check',
	moved: 'arrow-right',
	unverified: 'question',
};

interface CitationProps {
	readonly turnId: string;
	readonly citation: PlacedCitation;
}

/** A place in the code that the answer names; an icon and its name tell whether it was found to be true. */
export function Citation({ turnId, citation }: CitationProps): JSX.Element {
	const page = usePage();
	const { view, index } = citation;
	const lines = citationLines(view);
	const [folder, stem, end] = pathPieces(view.path);
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
			{folder !== '' && <span class="citation-folder">{folder}</span>}
			{stem !== '' && <span class="citation-stem">{stem}</span>}
			<span class="citation-end">
				{end}
				{lines}
			</span>
		</button>
	);
}

import { Component, type JSX } from 'preact';
import { type EditSegmentView, plural } from '../../../src/protocol';
import { segmentStatus } from '../wording/edits';
import { ChangeCount } from './change-count';
import { Icon, type IconName } from './icon';
import { PathName } from './path-name';

const icons: Readonly<Record<EditSegmentView['kind'], IconName>> = {
	replace: 'diff-modified',
	write: 'diff-added',
	delete: 'diff-removed',
	rename: 'diff-renamed',
};

interface EditRowProps {
	readonly segment: EditSegmentView;
}

/** One edit block in its place in the answer; it is left as it is while the answer grows behind it. */
export class EditRow extends Component<EditRowProps> {
	override shouldComponentUpdate(next: EditRowProps): boolean {
		return next.segment !== this.props.segment;
	}

	override render({ segment }: EditRowProps): JSX.Element {
		return <Row segment={segment} />;
	}
}

/** A row that opens to the lines an edit takes and gives. */
function Row({ segment }: EditRowProps): JSX.Element {
	const status = segmentStatus(segment.status);
	const writing = segment.status === 'writing';
	const { removed, added, cut = { removed: 0, added: 0 } } = segment;
	const lines = removed.length + added.length;
	const notShown = cut.removed + cut.added;
	const head = (
		<>
			<Icon name={icons[segment.kind]} />
			<PathName path={segment.path} />
			{lines > 0 && <ChangeCount added={added.length + cut.added} removed={removed.length + cut.removed} />}
			{status !== undefined && (
				<span class={writing ? 'tag' : 'tag is-warning'} title={segment.message}>
					{!writing && <Icon name="warning" />}
					{status}
				</span>
			)}
			{writing && <span class="wait" aria-hidden="true" />}
		</>
	);
	if (lines === 0) {
		return (
			<div class="edit-row" title={segment.message} data-testid="edit-row">
				<div class="edit-row-head">{head}</div>
			</div>
		);
	}
	return (
		<details class="edit-row disclosure" data-testid="edit-row">
			<summary class="edit-row-head">
				<Icon name="chevron-right" />
				{head}
			</summary>
			{segment.message !== '' && <p class="is-quiet edit-message">{segment.message}</p>}
			<div class="edit-lines" tabIndex={0} role="region" aria-label={`Lines of ${segment.path}`}>
				<div>
					<Lines lines={removed} kind="removed" />
					<Lines lines={added} kind="added" />
				</div>
			</div>
			{notShown > 0 && (
				<p class="is-quiet edit-message" data-testid="edit-cut">
					{plural(notShown, 'more line')}, not shown here.
				</p>
			)}
		</details>
	);
}

interface LinesProps {
	readonly lines: readonly string[];
	readonly kind: 'added' | 'removed';
}

function Lines({ lines, kind }: LinesProps): JSX.Element {
	return (
		<>
			{lines.map((line, index) => (
				<div key={index} class={`edit-line line-${kind}`}>
					<span class="edit-sign">{kind === 'added' ? '+' : '−'}</span>
					<span>{line === '' ? '\u200B' : line}</span>
				</div>
			))}
		</>
	);
}

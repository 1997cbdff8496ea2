import type { JSX } from 'preact';
import { formatCount, type FormatRow, type UsageView } from '../../../src/protocol';
import { shareText } from '../../chat/wording/cost';
import { repaired, repairs, wellFormed } from '../wording';
import { Table } from './table';

/** How edits kept to their formats. */
export function Formats({ usage: { formats } }: { readonly usage: UsageView }): JSX.Element {
	return (
		<section class="section">
			<h2>How Edits Kept to Their Format</h2>
			{formats.length === 0 ? (
				<p class="is-quiet" data-testid="no-formats">
					No answer has held edits yet.
				</p>
			) : (
				<Table
					label="Edits by model and format"
					testId="formats"
					heads={[
						'Model',
						'Format',
						'Blocks',
						'Well-Formed',
						'Exact',
						'Repaired',
						'Whole File',
						'Ambiguous',
						'Not Found',
					]}
					rows={formats.map((row) => [
						row.model,
						row.format,
						formatCount(row.blocks),
						shareText(wellFormed(row), row.blocks),
						formatCount(row.exact),
						<Repaired key="repaired" row={row} />,
						formatCount(row.whole),
						formatCount(row.ambiguous),
						formatCount(row.notFound),
					])}
					texts={2}
				/>
			)}
		</section>
	);
}

/** The repairs by name, for whoever points at the figure or has it read. */
function Repaired({ row }: { readonly row: FormatRow }): JSX.Element {
	const words = repairs(row);
	return (
		<span title={words}>
			{formatCount(repaired(row))}
			{words !== '' && <span class="visually-hidden">: {words}</span>}
		</span>
	);
}

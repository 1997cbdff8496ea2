import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type ColumnView, formatCount, formatMoney, type UsageView } from '../../../src/protocol';
import { shareText } from '../../chat/wording/cost';
import { Chart } from './chart';
import { Table } from './table';

type Range = 'days' | 'requests';

/** Cache hits and money over time, as a chart or as a table. */
export function ChartCard({ usage }: { readonly usage: UsageView }): JSX.Element {
	const [range, setRange] = useState<Range>('days');
	const [asTable, setAsTable] = useState(false);
	const { currency } = usage;
	const columns = usage[range];
	return (
		<section class="card chart-card" aria-labelledby="chart-title">
			<header class="section-header">
				<h2 id="chart-title">Cache and Money over Time</h2>
				<div class="segments" role="group" aria-label="What is shown">
					<Segment pressed={range === 'days'} testId="range-days" onClick={() => setRange('days')}>
						30 Days
					</Segment>
					<Segment pressed={range === 'requests'} testId="range-requests" onClick={() => setRange('requests')}>
						Last Requests
					</Segment>
				</div>
				<button
					type="button"
					class="text-button"
					aria-pressed={asTable}
					data-testid="as-table"
					onClick={() => setAsTable(!asTable)}
				>
					{asTable ? 'Show as Chart' : 'Show as Table'}
				</button>
			</header>
			{asTable ? (
				<ColumnTable columns={columns} currency={currency} range={range} />
			) : (
				<Chart key={range} columns={columns} currency={currency} label={labels[range]} />
			)}
		</section>
	);
}

const labels: Readonly<Record<Range, string>> = { days: 'Usage per day', requests: 'Usage per request' };

interface SegmentProps {
	readonly pressed: boolean;
	readonly testId: string;
	readonly onClick: () => void;
	readonly children: string;
}

function Segment({ pressed, testId, onClick, children }: SegmentProps): JSX.Element {
	return (
		<button type="button" class="segment" aria-pressed={pressed} data-testid={testId} onClick={onClick}>
			{children}
		</button>
	);
}

interface ColumnTableProps {
	readonly columns: readonly ColumnView[];
	readonly currency: string;
	readonly range: Range;
}

function ColumnTable({ columns, currency, range }: ColumnTableProps): JSX.Element {
	const used = columns.filter(({ requests }) => requests > 0).toReversed();
	return (
		<Table
			label={labels[range]}
			testId="chart-table"
			heads={[range === 'days' ? 'Day' : 'Time', range === 'days' ? 'Requests' : 'Request', 'Read', 'Cached', 'Money']}
			rows={used.map(({ label, detail, requests, promptTokens, cachedTokens, cost }) => [
				label,
				detail ?? formatCount(requests),
				formatCount(promptTokens),
				cachedTokens === undefined ? '–' : shareText(cachedTokens, promptTokens),
				cost === undefined ? '–' : formatMoney(cost, currency),
			])}
			texts={range === 'days' ? 1 : 2}
		/>
	);
}

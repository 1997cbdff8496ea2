import type { JSX } from 'preact';
import { formatCount, formatMoney, formatTokens, type TotalsView, type UsageView } from '../../../src/protocol';
import { shareText } from '../../chat/wording/cost';
import { moneyLine, requestsLine, shareWords } from '../wording';

/** Session, day and month, side by side. */
export function Tiles({ usage }: { readonly usage: UsageView }): JSX.Element {
	const { session, today, month, monthName, limit } = usage;
	return (
		<div class="tiles">
			<Tile title="This Session" note="since this window was opened" totals={session} testId="tile-session" />
			<Tile title="Today" totals={today} testId="tile-today" />
			<Tile title={monthName} totals={month} testId="tile-month">
				{limit !== undefined && <Limit {...limit} />}
			</Tile>
		</div>
	);
}

interface TileProps {
	readonly title: string;
	readonly note?: string;
	readonly totals: TotalsView;
	readonly testId: string;
	readonly children?: JSX.Element | false;
}

function Tile({ title, note, totals, testId, children }: TileProps): JSX.Element {
	return (
		<section class="card tile" data-testid={testId}>
			<h2 title={note}>{title}</h2>
			<p class="tile-money number">{moneyLine(totals.money)}</p>
			<dl class="tile-figures figures">
				<dt>Read</dt>
				<dd title={`${formatCount(totals.promptTokens)} tokens`}>{formatTokens(totals.promptTokens)}</dd>
				<dt>Cached</dt>
				<dd>{shareWords(totals.cachedShare)}</dd>
				<dt>Written</dt>
				<dd title={`${formatCount(totals.completionTokens)} tokens`}>{formatTokens(totals.completionTokens)}</dd>
			</dl>
			<p class="is-quiet tile-requests">{requestsLine(totals)}</p>
			{children}
		</section>
	);
}

function Limit({ amount, spent, currency }: NonNullable<UsageView['limit']>): JSX.Element {
	const passed = spent > amount;
	const words = `${formatMoney(spent, currency)} of the limit of ${formatMoney(amount, currency)}`;
	return (
		<div class={passed ? 'limit is-passed' : 'limit'} data-testid="limit">
			<div
				class="limit-bar"
				role="meter"
				aria-label="Monthly limit"
				aria-valuemin={0}
				aria-valuemax={amount}
				aria-valuenow={Math.min(spent, amount)}
				aria-valuetext={words}
			>
				<div class="limit-fill" ref={(element) => element?.style.setProperty('width', width(spent, amount))} />
			</div>
			<p class="is-quiet number">
				{passed ? 'Passed: ' : `${shareText(spent, amount)}: `}
				{words}
			</p>
		</div>
	);
}

function width(part: number, whole: number): string {
	return `${Math.min(100, (part / whole) * 100).toFixed(1)}%`;
}

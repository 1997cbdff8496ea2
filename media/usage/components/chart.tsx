import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type ColumnView, formatMoney, formatTokens } from '../../../src/protocol';
import { columnLine } from '../wording';

interface ChartProps {
	readonly columns: readonly ColumnView[];
	readonly currency: string;
	readonly label: string;
}

/**
 * Two rows of bars over one axis: what was read, and money. The bars of a column are one stop of the arrow keys, and what
 * they stand for is said below them.
 */
export function Chart({ columns, currency, label }: ChartProps): JSX.Element {
	const [chosen, setChosen] = useState(columns.length - 1);
	const current = Math.min(chosen, columns.length - 1);
	const column = columns[current];
	const mostTokens = Math.max(0, ...columns.map(({ promptTokens }) => promptTokens));
	const mostMoney = Math.max(0, ...columns.map(({ cost }) => cost ?? 0));
	const move = (event: KeyboardEvent): void => {
		const next = target(event.key, current, columns.length);
		if (next !== undefined) {
			event.preventDefault();
			setChosen(next);
		}
	};
	return (
		<div class="chart">
			<ul class="legend" aria-hidden="true">
				<li>
					<span class="swatch is-cached" /> from the cache
				</li>
				<li>
					<span class="swatch is-anew" /> read anew
				</li>
				<li>
					<span class="swatch is-money" /> money
				</li>
			</ul>
			<div
				class="plot"
				role="listbox"
				tabIndex={0}
				aria-label={label}
				aria-orientation="horizontal"
				aria-activedescendant={`column-${current}`}
				data-testid="chart"
				onKeyDown={move}
			>
				<p class="scale number" aria-hidden="true">
					{formatTokens(mostTokens)}
				</p>
				<p class="scale is-second number" aria-hidden="true">
					{mostMoney > 0 ? formatMoney(mostMoney, currency) : ''}
				</p>
				{columns.map((each, index) => (
					<div
						key={index}
						id={`column-${index}`}
						class={index === current ? 'bars is-chosen' : 'bars'}
						role="option"
						aria-selected={index === current}
						aria-label={columnLine(each, currency)}
						onPointerEnter={() => setChosen(index)}
					>
						<Tokens column={each} most={mostTokens} />
						<div class="bar-space is-money-space">
							<div class="bar is-money" ref={height((each.cost ?? 0) / mostMoney)} />
						</div>
					</div>
				))}
			</div>
			<p class="axis number is-quiet" aria-hidden="true">
				<span>{columns[0]?.label}</span>
				<span>{columns.length > 1 ? columns.at(-1)?.label : ''}</span>
			</p>
			<p class="caption number" aria-hidden="true" data-testid="caption">
				{column === undefined ? 'Nothing was read yet.' : columnLine(column, currency)}
			</p>
		</div>
	);
}

function Tokens({ column, most }: { readonly column: ColumnView; readonly most: number }): JSX.Element {
	const { promptTokens, cachedTokens = 0 } = column;
	return (
		<div class="bar-space">
			<div class="bar is-anew" ref={height((promptTokens - cachedTokens) / most)} />
			<div class="bar is-cached" ref={height(cachedTokens / most)} />
		</div>
	);
}

/** The page's policy allows no `style` attributes; a bar that stands for anything is never too low to be seen. */
function height(share: number): (element: HTMLElement | null) => void {
	const percent = Number.isFinite(share) ? share * 100 : 0;
	return (element) => {
		element?.style.setProperty('height', `${percent.toFixed(2)}%`);
		element?.classList.toggle('is-none', percent <= 0);
	};
}

function target(key: string, current: number, count: number): number | undefined {
	switch (key) {
		case 'ArrowLeft':
			return Math.max(0, current - 1);
		case 'ArrowRight':
			return Math.min(count - 1, current + 1);
		case 'Home':
			return 0;
		case 'End':
			return count - 1;
		default:
			return undefined;
	}
}

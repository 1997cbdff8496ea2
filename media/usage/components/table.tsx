import type { JSX } from 'preact';

interface TableProps {
	readonly label: string;
	readonly testId: string;
	readonly heads: readonly string[];
	readonly rows: readonly (readonly (string | JSX.Element)[])[];
	/** How many columns from the left hold words; the others hold figures. */
	readonly texts: number;
}

/** A table that scrolls sideways by itself where it is too narrow. */
export function Table({ label, testId, heads, rows, texts }: TableProps): JSX.Element {
	return (
		<div class="table-scroller" role="region" aria-label={label} tabIndex={0} data-testid={testId}>
			<table class="figures">
				<thead>
					<tr>
						{heads.map((head, index) => (
							<th key={head} scope="col" class={index < texts ? 'is-text' : undefined}>
								{head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((cells, row) => (
						<tr key={row}>
							{cells.map((cell, index) =>
								index === 0 ? (
									<th key={index} scope="row" class="is-text">
										{cell}
									</th>
								) : (
									<td key={index} class={index < texts ? 'is-text' : undefined}>
										{cell}
									</td>
								),
							)}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

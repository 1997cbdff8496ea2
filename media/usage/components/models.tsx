import type { JSX } from 'preact';
import { formatCount, formatTokens, type UsageView } from '../../../src/protocol';
import { moneyLine, shareWords } from '../wording';
import { Table } from './table';

/** The month by model. */
export function Models({ usage: { models, monthName } }: { readonly usage: UsageView }): JSX.Element | null {
	return models.length === 0 ? null : (
		<section class="section">
			<h2>Models in {monthName}</h2>
			<Table
				label="Usage by model"
				testId="models"
				heads={['Model', 'Requests', 'Read', 'Cached', 'Written', 'Money']}
				rows={models.map(({ model, totals }) => [
					model,
					formatCount(totals.requests),
					formatTokens(totals.promptTokens),
					shareWords(totals.cachedShare),
					formatTokens(totals.completionTokens),
					moneyLine(totals.money),
				])}
				texts={1}
			/>
		</section>
	);
}

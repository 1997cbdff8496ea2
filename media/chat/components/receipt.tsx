import type { JSX } from 'preact';
import type { ReceiptView } from '../../../src/protocol';
import { usePage } from '../page';
import { Icon } from './icon';
import { estimateOutcome, receiptLine, receiptSentence } from '../wording/cost';

interface ReceiptProps {
	readonly turnId: string;
	readonly receipt: ReceiptView;
}

/** What an answer took, how that was foreseen, and the way to what was sent: quiet, below the answer. */
export function Receipt({ turnId, receipt }: ReceiptProps): JSX.Element {
	const page = usePage();
	const sentence = receiptSentence(receipt);
	const outcome = estimateOutcome(receipt);
	return (
		<footer class="receipt">
			<p title={sentence} data-testid="receipt">
				<span aria-hidden="true">{receiptLine(receipt)}</span>
				<span class="visually-hidden">{sentence}</span>
			</p>
			{receipt.miss !== undefined && (
				<p class="receipt-miss with-icon" data-testid="receipt-miss">
					<Icon name="info" />
					<span>{receipt.miss}</span>
				</p>
			)}
			{receipt.drift !== undefined && (
				<p class="receipt-miss with-icon" data-testid="receipt-drift">
					<Icon name="info" />
					<span>{receipt.drift}</span>
				</p>
			)}
			<p class="receipt-more">
				{outcome !== undefined && <span data-testid="receipt-estimate">{outcome}</span>}
				<button
					type="button"
					class="text-button"
					data-testid="show-sent"
					onClick={() => page.send({ type: 'showSent', turnId })}
				>
					Show What Was Sent
				</button>
			</p>
		</footer>
	);
}

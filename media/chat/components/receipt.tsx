import type { JSX } from 'preact';
import type { ReceiptView } from '../../../src/protocol';
import { receiptLine, receiptSentence } from '../wording';

/** What an answer took, in one quiet line. */
export function Receipt({ receipt }: { readonly receipt: ReceiptView }): JSX.Element {
	const sentence = receiptSentence(receipt);
	return (
		<p class="receipt" title={sentence} data-testid="receipt">
			<span aria-hidden="true">{receiptLine(receipt)}</span>
			<span class="visually-hidden">{sentence}</span>
		</p>
	);
}

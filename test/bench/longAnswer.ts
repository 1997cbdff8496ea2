/** What the very long answers of the benchmarks consist of: prose with citations, and code. */
export const paragraph = `The total is made in \`src/orders/total.ts:12\` and shown by [the cart](src/cart/view.ts#L40-L52): each line
is multiplied, *then* rounded, so that **no cent is lost**.

\`\`\`ts
export function total(lines: readonly Line[]): number {
	return lines.reduce((sum, { price, count }) => sum + Math.round(price * count), 0);
}
\`\`\`

`;

/** A text in a fence that it does not hold itself. */
export function fenced(text: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

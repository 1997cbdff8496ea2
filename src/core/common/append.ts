/** Puts items behind those of a list. Spread into `push`, some hundred thousand lines are more than a call can take. */
export function append<Item>(list: Item[], items: readonly Item[]): void {
	for (const item of items) {
		list.push(item);
	}
}

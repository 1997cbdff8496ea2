/**
 * Where two lists hold different objects. Looks at nothing inside of them: a hundred thousand are compared in a fraction
 * of a millisecond, while asking each for a property takes tens.
 * @returns undefined for lists of different lengths
 */
export function differingPlaces<Item extends object>(
	before: readonly Item[],
	after: readonly Item[],
): number[] | undefined {
	if (before.length !== after.length) {
		return undefined;
	}
	const places: number[] = [];
	for (let place = 0; place < after.length; place++) {
		if (before[place] !== after[place]) {
			places.push(place);
		}
	}
	return places;
}

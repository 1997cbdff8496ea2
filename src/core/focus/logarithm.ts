const fractionBits = 16;

/**
 * The logarithm to base 2, rounded down to 16 binary places. `Math.log2` may differ in its last bits from one engine or
 * processor to the next; this uses multiplication and division only, which do not.
 * @param value at least 0; 0 and anything below 1 give 0
 */
export function logarithm(value: number): number {
	let rest = Math.min(value, Number.MAX_SAFE_INTEGER);
	let result = 0;
	while (rest >= 2) {
		rest /= 2;
		result++;
	}
	if (!(rest > 1)) {
		return result;
	}
	let place = 0.5;
	for (let bit = 0; bit < fractionBits; bit++) {
		rest *= rest;
		if (rest >= 2) {
			rest /= 2;
			result += place;
		}
		place /= 2;
	}
	return result;
}

/** Reads what a server sent, whatever it sent. */

type Fields = Readonly<Record<string, unknown>>;

/** An object's fields, or undefined for anything else. */
export function record(value: unknown): Fields | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The objects of a list; empty for anything else. */
export function entries(value: unknown): readonly Fields[] {
	return Array.isArray(value) ? value.map(record).filter((each) => each !== undefined) : [];
}

/** A field of a field of a field, or undefined where the path ends. */
export function at(value: unknown, ...path: readonly string[]): unknown {
	let current = value;
	for (const name of path) {
		const fields = record(current);
		current = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
	}
	return current;
}

/** A whole number above zero, or undefined. */
export function positive(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

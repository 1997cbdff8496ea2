/** The question to put into the composer and its place in the list of questions, counted from the latest. */
export interface Recalled {
	readonly text: string;
	readonly age: number;
}

/**
 * Walks through earlier questions with the arrow keys, as a shell does. Only an empty composer, or one that still holds
 * a recalled question unchanged, is replaced: what the reader typed is never lost.
 * @param questions oldest first
 * @param current the recalled question in the composer, if any
 * @returns undefined when the key should do what it does in any text
 */
export function recall(
	questions: readonly string[],
	draft: string,
	current: Recalled | undefined,
	direction: 'older' | 'newer',
): Recalled | undefined {
	const recalled = current !== undefined && current.text === draft && draft !== '' ? current : undefined;
	if (recalled === undefined && (draft !== '' || direction === 'newer')) {
		return undefined;
	}
	const age = (recalled?.age ?? -1) + (direction === 'older' ? 1 : -1);
	if (age < 0) {
		return { text: '', age };
	}
	const text = questions.at(-1 - age);
	return text === undefined ? recalled : { text, age };
}

const decoder = new TextDecoder();

/**
 * The data of whole events, one text per event, as `EventFramer` passes them on. Comments and other fields are left out.
 * Read at once and without a promise per event: a model sends hundreds of events a second, each with a few characters.
 */
export function eventData(events: Uint8Array): string[] {
	const found: string[] = [];
	let data: string | undefined;
	for (const line of decoder.decode(events).split(/\r\n|\n|\r/)) {
		if (line === '') {
			if (data !== undefined) {
				found.push(data);
			}
			data = undefined;
		} else if (line.startsWith('data:')) {
			const value = line.slice(line.startsWith('data: ') ? 6 : 5);
			data = data === undefined ? value : `${data}\n${value}`;
		}
	}
	return found;
}

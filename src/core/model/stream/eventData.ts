const decoder = new TextDecoder();

/**
 * The data of whole events, one text per event, as `EventFramer` passes them on. Comments and other fields are left out.
 * Read at once and without a promise per event: a model sends hundreds of events a second, each with a few characters.
 */
export function eventData(events: Uint8Array): string[] {
	const found: string[] = [];
	let data: string | undefined;
	const text = decoder.decode(events);
	// Nearly all servers end lines in one way, and that one is split several times faster.
	for (const line of text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n')) {
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

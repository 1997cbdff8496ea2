const quote = 0x22;
const backslash = 0x5c;
/** Letters of the short escapes of control characters, by code; 0 where there is none. */
const shortEscapes = Uint8Array.from({ length: 0x20 }, (_, code) => {
	const letter = { 8: 'b', 9: 't', 10: 'n', 12: 'f', 13: 'r' }[code];
	return letter === undefined ? 0 : letter.charCodeAt(0);
});
const hexadecimal = new TextEncoder().encode('0123456789abcdef');

/**
 * The JSON string literal of a text, quotes included, without ever making a string of it.
 * @param text well-formed UTF-8
 * @returns UTF-8, byte for byte what `JSON.stringify` gives for the same text
 */
export function jsonStringLiteral(text: Uint8Array): Uint8Array {
	let length = text.length + 2;
	for (const byte of text) {
		if (byte < 0x20) {
			length += shortEscapes[byte] === 0 ? 5 : 1;
		} else if (byte === quote || byte === backslash) {
			length++;
		}
	}
	const literal = new Uint8Array(length);
	literal[0] = quote;
	let at = 1;
	for (const byte of text) {
		if (byte >= 0x20 && byte !== quote && byte !== backslash) {
			literal[at++] = byte;
			continue;
		}
		literal[at++] = backslash;
		if (byte >= 0x20) {
			literal[at++] = byte;
		} else if (shortEscapes[byte] !== 0) {
			literal[at++] = shortEscapes[byte]!;
		} else {
			literal.set([0x75, 0x30, 0x30, hexadecimal[byte >> 4]!, hexadecimal[byte & 15]!], at);
			at += 5;
		}
	}
	literal[at] = quote;
	return literal;
}

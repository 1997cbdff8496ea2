const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes of Base64 (also of its form for addresses) as one character each; undefined for anything else. */
export function decodeBase64(value: string): string | undefined {
	let bits = 0;
	let held = 0;
	let text = '';
	for (const character of value.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/')) {
		const digit = DIGITS.indexOf(character);
		if (digit < 0) {
			return undefined;
		}
		held = ((held << 6) | digit) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			text += String.fromCharCode((held >> bits) & 0xff);
		}
	}
	return text;
}

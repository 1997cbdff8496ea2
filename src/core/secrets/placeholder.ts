/** Hexadecimal digits of the keyed digest that a placeholder shows: 48 bits. */
const DIGITS = 12;

/**
 * Text of one placeholder: `LONGVIEW_SECRET_github_token_9f3a61c04b7e`. The words between are small letters and digits;
 * the digest is the first part with twelve hexadecimal digits, so it ends the placeholder whatever follows.
 */
const shape = `LONGVIEW_SECRET_(?:[a-z0-9]{1,16}_){1,6}?[0-9a-f]{${DIGITS}}`;

/** A fresh expression that finds placeholders, for it keeps the place where it stopped. */
export function placeholderPattern(): RegExp {
	return new RegExp(shape, 'g');
}

/** Whether a text holds what looks like a placeholder. */
export function holdsPlaceholder(text: string): boolean {
	return text.includes('LONGVIEW_SECRET_') && new RegExp(shape).test(text);
}

/**
 * @param label small letters, digits and `_`
 * @param digest hexadecimal, at least 12 digits
 * @throws RangeError for a digest that is none
 */
export function makePlaceholder(label: string, digest: string): string {
	const shown = digest.slice(0, DIGITS).toLowerCase();
	if (!/^[0-9a-f]{12}$/.test(shown)) {
		throw new RangeError('A placeholder needs a digest of at least 12 hexadecimal digits.');
	}
	return `LONGVIEW_SECRET_${label}_${shown}`;
}

/**
 * Parses JSON whose shape is yet to be told.
 * @param {string} text
 * @returns {unknown}
 */
export function parseJson(text) {
	return JSON.parse(text);
}

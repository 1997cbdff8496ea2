/** Text from a model is data. These make it harmless for places that would do something with it. */

/**
 * Markdown that loads nothing: an image's address could carry text of the workspace to a stranger's server as soon as
 * it is shown. Images become their source, as text.
 */
export function withoutImages(markdown: string): string {
	return markdown.replaceAll('![', '!\\[');
}

/** Text for a terminal: without the control characters that move the cursor, set titles or write the clipboard. */
export function withoutControls(text: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what is taken out
	return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** What a link of an answer may do. */
export type LinkTarget =
	/** Ask the extension to open an address. */
	| { readonly kind: 'address'; readonly url: string }
	/** Ask the extension to open a file of the workspace. */
	| { readonly kind: 'file'; readonly path: string }
	/** Nothing: the text is shown, the address only named. */
	| { readonly kind: 'none' };

const none: LinkTarget = { kind: 'none' };

/**
 * Classifies an address written by the model. Only web and mail addresses and relative paths lead anywhere; `command:`,
 * `javascript:`, `data:`, `vscode:` and whatever else may be invented do not.
 */
export function linkTarget(href: string): LinkTarget {
	const address = href.trim();
	// Control characters and backslashes are how one scheme is dressed up as another.
	// eslint-disable-next-line no-control-regex -- they are what is looked for
	if (address === '' || address.length > 8_192 || /[\u0000-\u001F\u007F\\]/.test(address)) {
		return none;
	}
	if (/^(https?:\/\/|mailto:)/i.test(address)) {
		return { kind: 'address', url: address };
	}
	if (/^[a-z][a-z\d+.-]*:/i.test(address) || address.startsWith('//') || address.startsWith('#')) {
		return none;
	}
	const path = decodePath(address.replace(/[?#].*$/s, '')).replace(/^(\.?\/)+/, '');
	return path === '' || path.length > 4_096 ? none : { kind: 'file', path };
}

function decodePath(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

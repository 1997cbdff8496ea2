import { randomBytes } from 'node:crypto';
import { Uri, type Webview } from 'vscode';

/** Where the pages' scripts, style sheets and icon font are. */
export function mediaFolder(extensionUri: Uri): Uri {
	return Uri.joinPath(extensionUri, 'dist', 'media');
}

/**
 * The frame of a page. Nothing is loaded but its own script, style sheet and icon font: an image or a request that a model
 * was talked into could carry the workspace away. Pictures are those that the page itself draws, which have no address
 * outside of it.
 */
export function webviewPage(webview: Webview, media: Uri, name: string, title: string): string {
	const file = (ending: string) => webview.asWebviewUri(Uri.joinPath(media, `${name}.${ending}`)).toString();
	const nonce = randomBytes(16).toString('base64');
	const policy = [
		"default-src 'none'",
		`style-src ${webview.cspSource}`,
		`font-src ${webview.cspSource}`,
		'img-src blob:',
		`script-src 'nonce-${nonce}'`,
	].join('; ');
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('css')}">
<title>${title}</title>
</head>
<body>
<script nonce="${nonce}" src="${file('js')}"></script>
</body>
</html>`;
}

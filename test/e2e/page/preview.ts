import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type ThemeName, themes } from './themes';

/** Where the preview pretends to be; every request to anything else is an escape. */
export const origin = 'http://longview.test';

const nonce = 'preview';
const policy = `default-src 'none'; style-src ${origin}; font-src ${origin}; img-src blob:; script-src 'nonce-${nonce}'`;

/** Stands in for the editor: keeps what the page sends and, over a reload, what it wants kept. */
const fakeEditor = `
	const place = 'kept' + location.search;
	window.sent = [];
	window.kept = JSON.parse(sessionStorage.getItem(place) ?? 'null');
	window.acquireVsCodeApi = () => ({
		postMessage: (message) => window.sent.push(message),
		getState: () => window.kept,
		setState: (state) => {
			window.kept = state;
			sessionStorage.setItem(place, JSON.stringify(state));
		},
	});
	window.errors = [];
	window.addEventListener('error', (event) => window.errors.push(event.message));
	document.addEventListener('securitypolicyviolation', (event) => window.errors.push('policy: ' + event.violatedDirective));
`;

/** Bundles the pages as they ship and returns the folder. */
export async function buildPage(folder: string): Promise<string> {
	await build({
		bundle: true,
		minify: true,
		platform: 'browser',
		format: 'iife',
		target: 'chrome130',
		entryPoints: { chat: 'media/chat/main.tsx', usage: 'media/usage/main.tsx' },
		outdir: folder,
		jsx: 'automatic',
		jsxImportSource: 'preact',
		loader: { '.ttf': 'file' },
		assetNames: '[name]',
		logLevel: 'warning',
	});
	return folder;
}

/** The pages there are. */
export type PageName = 'chat' | 'usage';

function html(pageName: PageName): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${pageName}</title>
<link id="theme" rel="stylesheet" href="${origin}/theme.css?dark">
<link rel="stylesheet" href="${origin}/${pageName}.css">
</head>
<body class="${themes.dark.className}">
<script nonce="${nonce}">${fakeEditor}</script>
<script nonce="${nonce}" src="${origin}/${pageName}.js"></script>
</body>
</html>`;
}

function themeSheet(themeName: ThemeName): string {
	const colors = Object.entries(themes[themeName].colors).map(([name, value]) => `--vscode-${name}: ${value};`);
	return `:root {
	${colors.join('\n\t')}
	--vscode-font-family: system-ui, 'Ubuntu', 'DejaVu Sans', sans-serif;
	--vscode-font-size: 13px;
	--vscode-font-weight: normal;
	--vscode-editor-font-family: 'DejaVu Sans Mono', monospace;
	--vscode-editor-font-size: 13px;
}
html { background: var(--vscode-sideBar-background); }`;
}

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/**
 * A page of the extension in a tab, outside of any editor, under the content security policy it has inside of one, and
 * in the dark theme at first.
 */
export class Preview {
	/** Addresses the page asked for that are none of its own. */
	readonly escapes: string[] = [];
	#opened = 0;

	private constructor(readonly page: Page) {}

	/**
	 * Has the page's own requests answered.
	 * @param folder what `buildPage` returned
	 */
	static async in(page: Page, folder: string, name: PageName): Promise<Preview> {
		const preview = new Preview(page);
		const files = new Map<string, Promise<Buffer>>();
		const file = (base: string): Promise<Buffer> => {
			const content = files.get(base) ?? readFile(path.join(folder, base));
			files.set(base, content);
			return content;
		};
		await page.route('**/*', async (route) => {
			const url = new URL(route.request().url());
			const contentType = types[path.extname(url.pathname)];
			if (url.origin === origin && url.pathname === '/') {
				const headers = { 'content-security-policy': policy };
				await route.fulfill({ contentType: 'text/html', headers, body: html(name) });
			} else if (url.origin === origin && url.pathname === '/theme.css') {
				await route.fulfill({ contentType: 'text/css', body: themeSheet(url.search.slice(1) as ThemeName) });
			} else if (url.origin === origin && contentType !== undefined) {
				await route.fulfill({ contentType, body: await file(path.basename(url.pathname)) });
			} else {
				preview.escapes.push(url.href);
				await route.abort();
			}
		});
		return preview;
	}

	/** Opens the page anew, with nothing kept from before. */
	async open(): Promise<void> {
		await this.page.goto(`${origin}/?${++this.#opened}`);
	}

	/** Changes the colours as the editor does: under the page that is open. */
	async setTheme(theme: ThemeName): Promise<void> {
		await this.page.evaluate(`new Promise((done, fail) => {
			document.body.className = ${JSON.stringify(themes[theme].className)};
			const old = document.getElementById('theme');
			const link = old.cloneNode();
			link.onload = () => {
				old.remove();
				done();
			};
			link.onerror = fail;
			link.href = ${JSON.stringify(`${origin}/theme.css?${theme}`)};
			old.before(link);
		})`);
	}
}

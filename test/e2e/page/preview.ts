import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { type ThemeName, themes } from './themes';

/** Where the preview pretends to be; every request to anything else is an escape. */
export const origin = 'http://longview.test';

const nonce = 'preview';
const policy = `default-src 'none'; style-src ${origin}; font-src ${origin}; img-src blob:; script-src 'nonce-${nonce}'`;

/** Stands in for the editor: keeps what the page sends and what it wants kept. */
const fakeEditor = `
	window.sent = [];
	window.kept = JSON.parse(sessionStorage.getItem('kept') ?? 'null');
	window.acquireVsCodeApi = () => ({
		postMessage: (message) => window.sent.push(message),
		getState: () => window.kept,
		setState: (state) => {
			window.kept = state;
			sessionStorage.setItem('kept', JSON.stringify(state));
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

function html(themeName: ThemeName, pageName: PageName): string {
	const { name, className } = themes[themeName];
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${name}</title>
<link rel="stylesheet" href="${origin}/theme.css">
<link rel="stylesheet" href="${origin}/${pageName}.css">
</head>
<body class="${className}">
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
 * Shows the page in a tab, outside of any editor, under the content security policy it has inside of one.
 * @param folder what `buildPage` returned
 * @returns the addresses the page asked for that are none of its own
 */
export async function openPreview(
	page: Page,
	folder: string,
	theme: ThemeName,
	name: PageName = 'chat',
): Promise<string[]> {
	const escapes: string[] = [];
	await page.unrouteAll();
	await page.route('**/*', async (route) => {
		const url = new URL(route.request().url());
		if (url.origin !== origin) {
			escapes.push(url.href);
			await route.abort();
		} else if (url.pathname === '/') {
			await route.fulfill({
				contentType: 'text/html',
				headers: { 'content-security-policy': policy },
				body: html(theme, name),
			});
		} else if (url.pathname === '/theme.css') {
			await route.fulfill({ contentType: 'text/css', body: themeSheet(theme) });
		} else {
			const contentType = types[path.extname(url.pathname)];
			if (contentType === undefined) {
				escapes.push(url.href);
				await route.abort();
			} else {
				await route.fulfill({ contentType, body: await readFile(path.join(folder, path.basename(url.pathname))) });
			}
		}
	});
	await page.goto(`${origin}/`);
	return escapes;
}

import { execFileSync } from 'node:child_process';
import type { BrowserContext, Page } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { results } from '../../../scripts/lib/paths.mjs';
import type { Server } from '../../../scripts/lib/server.mjs';
import { slowDown } from './browser.js';
import { eventually, patience, succeeds } from './eventually.js';
import { themes, type Theme } from './themes.js';
import { Workbench } from './workbench.js';

/** How long any one action may take: the failure then names what it waited for. */
const actionTimeout = 30_000;

/** How one session differs from the usual. */
export interface SessionOptions {
	/** A folder below `test/fixtures`, or any absolute one; the session works on a copy. `none` opens no folder. */
	readonly workspace?: string;
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly theme?: Theme;
	readonly size?: { readonly width: number; readonly height: number };
}

interface Surroundings {
	/** Shared by the sessions of a run, which open sooner for it: what VS Code consists of is compiled only once. */
	readonly context: BrowserContext;
	readonly server: Server;
	readonly folder: string | undefined;
	readonly extension: string;
	readonly options: SessionOptions;
}

/** One VS Code window in a browser of its own, on a workspace of its own. */
export class Session {
	readonly workbench: Workbench;

	/** What the page said was wrong and that has to do with Longview. */
	readonly problems: string[] = [];

	/** All the page had to say, for whoever looks into a failure. */
	readonly messages: string[] = [];

	/** Whether it was agreed that the workspace is sent: then nothing is asked any more. */
	agreed = false;

	readonly #server: Server;
	readonly #context: BrowserContext;
	#settings: Record<string, unknown>;

	constructor(
		readonly page: Page,
		/** The copy of the workspace; empty without one. */
		readonly folder: string,
		server: Server,
		settings: Record<string, unknown>,
	) {
		this.workbench = new Workbench(page);
		this.#server = server;
		this.#context = page.context();
		this.#settings = settings;
		page.on('console', (message) => this.#note(message.type(), message.text(), message.location().url));
		page.on('pageerror', (error) => this.#note('pageerror', error.stack ?? error.message, ''));
	}

	/** Goes back to where a test may begin: the files as they were, no editors, a new chat. */
	async startAnew(): Promise<void> {
		if (this.folder !== '') {
			// The editor's own git may hold the index just now.
			await eventually('the workspace to be as it was', () => restoreWorkspace(this.folder));
		}
		const tab = this.workbench.tab('');
		await eventually('all editors to be closed', async () => {
			if (!(await tab.isVisible())) {
				return true;
			}
			// Files that were changed in the background get their tabs a moment later.
			await this.workbench.runCommand('View: Close All Editors');
			await succeeds(tab.waitFor({ state: 'detached', timeout: patience }));
			return false;
		});
		if ((await this.workbench.notifications.count()) > 0) {
			await this.workbench.clearNotifications();
		}
		await this.workbench.runCommand('Longview: New Chat');
		await this.workbench.webview().getByTestId('start').waitFor();
	}

	/** Changes settings while VS Code runs. */
	async configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
		this.#settings = { ...this.#settings, ...settings };
		await this.#server.configure(this.#settings);
	}

	/** Changes the colours and waits until they are there. */
	async setTheme(theme: Theme): Promise<void> {
		const { setting, kind } = themes[theme];
		await this.configure({ 'workbench.colorTheme': setting });
		await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
	}

	/** Leaves a picture of the window in `test-results/` and returns its path. */
	async screenshot(name: string): Promise<string> {
		const file = path.join(results, `${name.replace(/[^\w./-]+/g, '-')}.png`);
		await mkdir(path.dirname(file), { recursive: true });
		await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
		return file;
	}

	/** What is on disk of the answers that are being written, in all workspaces of this server. */
	async growingAnswers(): Promise<string[]> {
		return await this.#server.storedFiles(/\.chat\.tail$/);
	}

	/** Loads the window anew, once the editor has dropped what it kept of files that are saved by now: it would come back. */
	async reload(): Promise<void> {
		const isOurs = (text: string) => this.folder !== '' && text.split('\n', 1)[0]!.includes(this.folder);
		await eventually('all to be saved', async () => !(await this.#server.unsavedFiles()).some(isOurs));
		await this.page.reload();
		await this.workbench.waitUntilLoaded();
	}

	/** Closes the window and forgets what it kept in the browser; its extension host ends by itself. */
	async close(): Promise<void> {
		const { origin } = new URL(this.page.url());
		const browser = await this.#context.newCDPSession(this.page);
		// What is being written must not come behind what is cleared.
		await this.page.goto('about:blank');
		await browser.send('Storage.clearDataForOrigin', { origin, storageTypes: 'cookies,local_storage,indexeddb' });
		await this.page.close();
	}

	#note(type: string, text: string, url: string): void {
		this.messages.push(`[${type}] ${text}${url && ` (${url})`}`);
		// VS Code's own errors do not count: it looks in vain for its gallery and for files that may be there.
		const ours = /longview\.longview|\/dist\/media\/|Content.Security.Policy/i.test(`${text} ${url}`);
		if (ours && (type === 'error' || type === 'pageerror')) {
			this.problems.push(`[${type}] ${text}`);
		}
	}
}

/** Makes a copy of a workspace what it was when it was made. @returns false while another git works there */
function restoreWorkspace(folder: string): boolean {
	const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
	try {
		git('reset', '--quiet', '--hard', git('rev-list', '--max-parents=0', 'HEAD'));
	} catch (error) {
		if (/index\.lock/.test(String(error))) {
			return false;
		}
		throw error;
	}
	git('clean', '--quiet', '--force', '-d');
	return true;
}

/** Opens a window and waits until VS Code has loaded the extensions. */
export async function openSession({ context, server, folder, extension, options }: Surroundings): Promise<Session> {
	const theme = themes[options.theme ?? 'light'];
	const settings = { 'workbench.colorTheme': theme.setting, ...options.settings };
	await server.configure(settings);
	const page = await context.newPage();
	page.setDefaultTimeout(actionTimeout);
	await slowDown(page);
	await page.setViewportSize(options.size ?? { width: 1280, height: 800 });
	const session = new Session(page, folder ?? '', server, settings);
	await page.goto(server.address({ folder, extension }));
	await session.workbench.waitUntilLoaded();
	await page.locator(`.monaco-workbench.${theme.kind}`).waitFor();
	return session;
}

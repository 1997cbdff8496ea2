import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ensureBrowser, launchBrowser } from '../../../scripts/lib/browser.mjs';
import { buildPage, openPreview, type PageName } from './preview';
import type { ThemeName } from './themes';

/** A page of the extension in a browser of its own, without an editor: a new one for each test. */
export class PageStage {
	/** Where pictures go. */
	readonly results: string;
	readonly #name: PageName;
	#page: Page | undefined;
	#folder = '';
	#escapes: string[] = [];

	constructor(name: PageName, results: string) {
		this.#name = name;
		this.results = path.resolve('test-results', results);
	}

	get page(): Page {
		assert.ok(this.#page, 'a test runs');
		return this.#page;
	}

	async build(): Promise<void> {
		await mkdir(this.results, { recursive: true });
		this.#folder = await buildPage(path.join(this.results, 'build'));
	}

	async begin(browser: Browser, viewport: { readonly width: number; readonly height: number }): Promise<void> {
		const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
		this.#page = await context.newPage();
		await this.open('dark');
	}

	async end(): Promise<void> {
		assert.deepEqual(this.#escapes, [], 'a request left the page');
		assert.deepEqual(await this.page.evaluate('window.errors'), []);
		await this.page.context().close();
	}

	/** Opens the page anew. */
	async open(theme: ThemeName): Promise<void> {
		this.#escapes = await openPreview(this.page, this.#folder, theme, this.#name);
	}

	/** Tells the page something, as the extension does, and waits until it has drawn that. */
	async post(...messages: readonly unknown[]): Promise<void> {
		for (const message of messages) {
			await this.page.evaluate((data) => {
				(globalThis as unknown as { postMessage(data: unknown, origin: string): void }).postMessage(data, '*');
			}, message);
		}
		await this.settle();
	}

	/** Waits until what was told is drawn; effects run in a task after the frame, thus the timer. */
	async settle(): Promise<void> {
		await this.page.evaluate(
			'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
		);
	}

	/** Everything the page told the extension. */
	async sent<Message>(): Promise<Message[]> {
		return await this.page.evaluate<Message[]>('window.sent');
	}

	byId(id: string): Locator {
		return this.page.getByTestId(id);
	}
}

/**
 * Gives each test of the surrounding `describe` a page of its own.
 * @param results folder below `test-results` for its pictures
 */
export function usePage(
	name: PageName,
	results: string,
	viewport: { readonly width: number; readonly height: number },
): PageStage {
	const stage = new PageStage(name, results);
	let browser: Browser;

	before(async () => {
		await stage.build();
		browser = await launchBrowser(await ensureBrowser());
	});
	after(() => browser.close());
	beforeEach(() => stage.begin(browser, viewport));
	afterEach(() => stage.end());
	return stage;
}

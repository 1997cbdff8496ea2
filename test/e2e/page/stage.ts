import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { isDeepStrictEqual } from 'node:util';
import type { FromPage, FromUsagePage } from '../../../src/protocol';
import { eventually } from '../../support/eventually';
import { sharedBrowser, slowDown } from '../harness/browser';
import { buildPage, type PageName, Preview } from './preview';
import type { ThemeName } from './themes';

/** How long any one action may take: the failure then names what it waited for. */
const actionTimeout = 30_000;

interface Size {
	readonly width: number;
	readonly height: number;
}

/** A page of the extension in a tab of its own, without an editor: opened anew for each test. */
export class PageStage {
	/** Where pictures go. */
	readonly results: string;
	readonly #name: PageName;
	readonly #size: Size;
	#preview: Preview | undefined;

	constructor(name: PageName, results: string, size: Size) {
		this.#name = name;
		this.#size = size;
		this.results = path.resolve('test-results', results);
	}

	get page(): Page {
		assert.ok(this.#preview, 'a test runs');
		return this.#preview.page;
	}

	async prepare(): Promise<void> {
		await mkdir(this.results, { recursive: true });
		const folder = await buildPage(path.join(this.results, 'build'));
		const browser = await sharedBrowser();
		const context = await browser.newContext({ viewport: this.#size, reducedMotion: 'reduce' });
		const page = await context.newPage();
		page.setDefaultTimeout(actionTimeout);
		await slowDown(page);
		this.#preview = await Preview.in(page, folder, this.#name);
	}

	async begin(): Promise<void> {
		await this.page.setViewportSize(this.#size);
		await this.page.mouse.move(0, 0);
		await this.#preview!.open();
	}

	async end(): Promise<void> {
		assert.deepEqual(this.#preview!.escapes, [], 'a request left the page');
		assert.deepEqual(await this.page.evaluate('window.errors'), []);
	}

	async close(): Promise<void> {
		await this.#preview?.page.context().close();
	}

	/** Changes the colours of the page that is open. */
	async setTheme(theme: ThemeName): Promise<void> {
		await this.#preview!.setTheme(theme);
		await this.settle();
	}

	/** Tells the page something, as the extension does, and waits until it has drawn that. */
	async post(...messages: readonly unknown[]): Promise<void> {
		await this.page.evaluate(async (all) => {
			interface Target {
				postMessage(data: unknown, origin: string): void;
				addEventListener(type: string, listener: () => void, options: { once: boolean }): void;
			}
			const target = globalThis as unknown as Target;
			for (const message of all) {
				await new Promise<void>((arrived) => {
					// The page listens since before, and so has heard it by then.
					target.addEventListener('message', () => arrived(), { once: true });
					target.postMessage(message, '*');
				});
			}
		}, messages);
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

	/** Waits until the page has told the extension this last, apart from messages of the types to pass over. */
	async told(expected: FromPage | FromUsagePage, passOver: readonly string[] = []): Promise<void> {
		let last: unknown;
		const look = async () => {
			last = (await this.sent<{ type: string }>()).findLast(({ type }) => !passOver.includes(type));
			return isDeepStrictEqual(last, expected);
		};
		await eventually('the page to tell it', look, 10_000).catch(() => assert.deepEqual(last, expected));
	}

	/** Waits until an expression is true in the page, whose policy lets nothing be evaluated by the page itself. */
	async seen(expression: string): Promise<void> {
		await eventually(expression, () => this.page.evaluate<boolean>(expression));
	}

	/** Leaves a picture in the folder of the results. */
	async picture(name: string): Promise<void> {
		const file = path.join(this.results, `${name}.png`);
		await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
	}

	/** What is shown must not be wider than the window. */
	async assertFits(what: string): Promise<void> {
		const overflow = await this.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
		assert.ok(overflow <= 0, `${what} is ${overflow} px wider than ${this.page.viewportSize()?.width}`);
	}

	byId(id: string): Locator {
		return this.page.getByTestId(id);
	}
}

/**
 * Gives each test of the surrounding `describe` a page that was opened just now.
 * @param results folder below `test-results` for its pictures
 */
export function usePage(name: PageName, results: string, size: Size): PageStage {
	const stage = new PageStage(name, results, size);
	before('open a tab', () => stage.prepare());
	beforeEach('open the page', () => stage.begin());
	afterEach('look for errors of the page', () => stage.end());
	after('close the tab', () => stage.close());
	return stage;
}

import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually, gone, patience, succeeds, until } from './eventually.js';

/** How long the extensions may take to be known after the page began to load. */
const loadTimeout = 120_000;

/** VS Code's own window, as a person uses it. */
export class Workbench {
	readonly quickInput: Locator;
	readonly quickInputField: Locator;
	readonly notifications: Locator;
	readonly statusBar: Locator;
	readonly editors: Locator;
	readonly secondarySideBar: Locator;

	constructor(readonly page: Page) {
		this.quickInput = page.locator('.quick-input-widget');
		this.quickInputField = this.quickInput.locator('.quick-input-filter input');
		this.notifications = page.locator('.notifications-toasts .notification-list-item');
		this.statusBar = page.locator('.part.statusbar');
		this.editors = page.locator('.part.editor');
		this.secondarySideBar = page.locator('.part.auxiliarybar');
	}

	/** Waits until the window is built and all extensions have contributed what they do. */
	async waitUntilLoaded(): Promise<void> {
		await this.page.locator('.monaco-workbench').waitFor({ timeout: loadTimeout });
		await this.page.waitForFunction(
			`['code/didStartWorkbench', 'code/didLoadExtensions'].every((name) => performance.getEntriesByName(name).length > 0)`,
			undefined,
			{ timeout: loadTimeout },
		);
	}

	/** Opens the command palette, or what else begins with `prefix`, with a text in it. */
	async openCommandPalette(text = '', prefix = '>'): Promise<void> {
		await eventually('the command palette', async () => {
			if (!(await this.quickInputField.isVisible())) {
				await this.page.keyboard.press('F1');
			}
			// The window may take the focus back while it is still settling, and the palette with it.
			return await succeeds(this.quickInputField.fill(`${prefix}${text}`, { timeout: patience }));
		});
	}

	/**
	 * Runs a command by its title in the command palette (`Category: Title`).
	 * The palette lists what is known at the time it opens, so it is opened again until it knows the command.
	 */
	async runCommand(title: string): Promise<void> {
		const rows = this.quickInput.locator('.monaco-list-row');
		const row = rows.filter({ has: this.page.getByText(title, { exact: true }) }).first();
		const nothing = rows.filter({ hasText: 'No matching commands' }).first();
		await eventually(`the command “${title}”`, async () => {
			await this.openCommandPalette(title);
			const listed = await succeeds(row.or(nothing).first().waitFor({ timeout: patience }));
			if (listed && (await row.isVisible()) && (await succeeds(row.click({ timeout: patience })))) {
				return true;
			}
			await this.page.keyboard.press('Escape');
			return false;
		});
	}

	/** Picks the entry with this label from the list that is open. */
	async pick(label: string | RegExp): Promise<void> {
		const entry = this.quickInput
			.locator('.monaco-list-row')
			.filter({ has: this.page.locator('.label-name', { hasText: label }) })
			.first();
		await entry.waitFor();
		await until(`“${String(label)}” to be picked`, gone(entry), () => entry.click({ timeout: patience }));
	}

	/** Answers the input box that is open. */
	async answerInput(text: string): Promise<void> {
		await this.quickInputField.fill(text);
		await this.quickInputField.press('Enter');
	}

	/** Opens a file of the workspace, at a line if one is given, and waits until its editor has the focus. */
	async openFile(name: string, line?: number): Promise<Locator> {
		const position = line === undefined ? '' : `:${line}`;
		const base = name.split('/').at(-1) ?? name;
		const row = this.quickInput
			.locator('.monaco-list-row')
			.filter({ has: this.page.locator('.label-name', { hasText: base }) })
			.first();
		const editor = this.editors.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"]`).first();
		const focused = this.editors.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${name}"]`).first();
		const place = line === undefined ? editor : this.statusBarItem(new RegExp(`^Ln ${line},`));
		await until(
			`the editor of “${name}${position}”`,
			async (timeout) => {
				await focused.waitFor({ timeout });
				await place.waitFor({ timeout });
			},
			async () => {
				// The list may close with the focus, or be filled before the search knows the folder: it is opened anew.
				await this.openCommandPalette(name + position, '');
				if (
					!(await succeeds(row.waitFor({ timeout: patience }))) ||
					!(await succeeds(this.quickInputField.press('Enter', { timeout: patience })))
				) {
					await this.page.keyboard.press('Escape');
				}
			},
		);
		return editor;
	}

	/** Opens the native diff at the line of the active editor. @returns one of its buttons */
	async openInlineDiff(button: string): Promise<Locator> {
		const action = this.page.locator(`.peekview-actions a[aria-label^="${button}"]`);
		// The diff is computed in its own time; until then the key has nothing to show, or shows another one.
		await eventually('the inline diff', async () => {
			await this.page.keyboard.press('Alt+F3');
			const shown = await succeeds(action.waitFor({ timeout: 1_000 }));
			if (!shown) {
				await this.page.keyboard.press('Escape');
			}
			return shown;
		});
		return action;
	}

	/** A notification that shows this text. */
	notification(text: string | RegExp): Locator {
		return this.notifications.filter({ hasText: text }).first();
	}

	/** Takes all notifications away, so that the next one is known to be new. */
	async clearNotifications(): Promise<void> {
		await this.runCommand('Notifications: Clear All Notifications');
		await this.notifications.first().waitFor({ state: 'detached' });
	}

	/** The status bar entry that shows this text. */
	statusBarItem(text: string | RegExp): Locator {
		return this.statusBar.locator('.statusbar-item').filter({ hasText: text }).first();
	}

	/** The editor tab with this title. */
	tab(title: string | RegExp): Locator {
		return this.editors.getByRole('tab').filter({ hasText: title }).first();
	}

	/** The content of the extension's webview; `title` tells several apart. */
	webview(extension = 'longview.longview'): FrameLocator {
		return this.page
			.frameLocator(`iframe.webview[src*="extensionId=${extension}"]`)
			.frameLocator('iframe#active-frame');
	}

	/** Shows the chat view by its key and gives access to its page. */
	async openChatFrame(): Promise<FrameLocator> {
		const frame = this.webview();
		await eventually(
			'the chat view',
			async () => {
				// While the window still settles, another part of it may take the key.
				await this.page.keyboard.press('ControlOrMeta+Alt+L');
				return await succeeds(frame.locator('body').waitFor({ timeout: 1_000 }));
			},
			loadTimeout,
		);
		return frame;
	}

	/** Saves the active editor, and waits until the editor knows that it is saved. */
	async save(): Promise<void> {
		const unsaved = this.editors.locator('.tab.active.dirty');
		await eventually('the file to be saved', async () => {
			await this.page.keyboard.press('ControlOrMeta+S');
			return await succeeds(gone(unsaved)(patience));
		});
	}
}

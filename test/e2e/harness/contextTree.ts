import type { Locator } from 'playwright-core';
import { eventually, patience, succeeds, until } from './eventually.js';
import type { Session } from './session.js';

/** What of a row's element is looked at; the page's own types are not known here. */
interface RowElement {
	getAttribute(name: string): string | null;
	querySelector(selector: string): { readonly textContent: string | null } | null;
}

/** The Context view, as a person uses it. */
export class ContextTree {
	/** The view with its header. */
	readonly pane: Locator;
	readonly header: Locator;
	readonly rows: Locator;
	/** What stands above the rows: the budget. */
	readonly message: Locator;

	private constructor(readonly session: Session) {
		this.pane = session.workbench.secondarySideBar
			.locator('.pane')
			.filter({ has: session.page.locator('.pane-header').filter({ hasText: /^Context/ }) });
		this.header = this.pane.locator('.pane-header');
		this.rows = this.pane.locator('.monaco-list-row');
		this.message = this.pane.locator('.message');
	}

	/** The view where it is open already. */
	static async at(session: Session): Promise<ContextTree> {
		const tree = new ContextTree(session);
		await tree.rows.first().waitFor();
		return tree;
	}

	/** Opens the view by a click on its header. */
	static async show(session: Session): Promise<ContextTree> {
		await new ContextTree(session).header.click();
		return await ContextTree.at(session);
	}

	/** The row whose label, or label and description, is this. */
	row(label: string | RegExp): Locator {
		const name = this.session.page.locator('.label-name').getByText(label, { exact: true });
		return this.rows.filter({ has: name }).first();
	}

	/**
	 * Ticks a row's box, or takes the tick away, until the row shows what comes of it: a click is lost where the editor asks
	 * for the rows anew just then.
	 */
	async check(label: string, checked: boolean, effect: string): Promise<void> {
		const box = this.row(label).getByRole('checkbox', { checked: !checked });
		await until(`the box of “${label}” to bring “${effect}”`, this.row(label).getByText(effect), () =>
			box.click({ timeout: patience }),
		);
	}

	/** Opens a row's file, and waits for its tab. */
	async open(label: string, tab: string): Promise<void> {
		const shown = this.session.workbench.tab(tab);
		await until(`“${label}” to be opened`, shown, () => this.row(label).click({ timeout: patience }));
	}

	/** Folds the chat above the view, or unfolds it. */
	async toggleChat(): Promise<void> {
		await this.session.workbench.secondarySideBar.locator('.pane-header').filter({ hasText: /^Chat/ }).click();
	}

	/** Shows what a row holds. */
	async expand(label: string): Promise<void> {
		const expanded = this.pane.locator('.monaco-list-row[aria-expanded="true"]').filter({ hasText: label }).first();
		await until(`“${label}” to be unfolded`, expanded, () =>
			this.row(label).locator('.monaco-tl-twistie').click({ timeout: patience }),
		);
	}

	/** Labels of all rows in view, from the top. */
	async labels(): Promise<string[]> {
		await this.rows.first().waitFor();
		// All in one look: rows come and go.
		const rows = await this.rows.evaluateAll((all) =>
			(all as unknown as RowElement[]).map((row) => ({
				index: Number(row.getAttribute('data-index')),
				label: row.querySelector('.label-name')?.textContent ?? '',
			})),
		);
		return rows.sort((left, right) => left.index - right.index).map(({ label }) => label);
	}

	/** Picks an entry of the menu that a right click on a row opens. */
	async pickFromMenu(label: string, entry: string): Promise<void> {
		await this.#pick(entry, () => this.#openMenu(label));
	}

	/** Titles in the menu that a right click on a row opens. */
	async menuOf(label: string): Promise<string[]> {
		const items = this.session.page.locator('.context-view .action-label:not(.separator)');
		return await eventually(`the menu of “${label}”`, async () => {
			const isOpen =
				(await succeeds(this.#openMenu(label))) && (await succeeds(items.first().waitFor({ timeout: patience })));
			const titles = isOpen ? await items.allInnerTexts() : [];
			await this.session.page.keyboard.press('Escape');
			await items.first().waitFor({ state: 'detached' });
			return titles.length > 0 && titles;
		});
	}

	async #openMenu(label: string): Promise<void> {
		await this.row(label).click({ button: 'right', timeout: patience });
	}

	/** Picks an entry of the view's own menu. */
	async pickFromTitle(entry: string): Promise<void> {
		await this.#pick(entry, async () => {
			await this.pane.hover({ timeout: patience });
			await this.header.getByRole('button', { name: /^(Views and )?More Actions/ }).click({ timeout: patience });
		});
	}

	/** Presses a button of a row, which has this effect. */
	async press(label: string, button: string, effect: Locator): Promise<void> {
		const action = this.row(label).getByRole('button', { name: button });
		await until(`“${button}” of “${label}”`, effect, async () => {
			await this.row(label).hover({ timeout: patience });
			await action.click({ timeout: patience });
		});
	}

	/**
	 * A menu takes no click in the moment it opens, lest the one that opened it counts twice; and a look at the workspace
	 * that ends just now draws the header anew, which closes the menu.
	 */
	async #pick(entry: string, open: () => Promise<void>): Promise<void> {
		const item = this.session.page.locator('.context-view').getByRole('menuitem', { name: entry });
		let clicked = false;
		await eventually(`the menu to take “${entry}”`, async () => {
			if (await item.isVisible()) {
				clicked = (await succeeds(item.click({ timeout: 1_000 }))) || clicked;
			} else if (clicked) {
				return true;
			} else if (!(await succeeds(open())) || !(await succeeds(item.waitFor({ timeout: patience })))) {
				// What is open is in the way.
				await this.session.page.keyboard.press('Escape');
			}
			return false;
		});
	}
}

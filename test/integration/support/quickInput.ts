import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';

type Item = vscode.QuickPickItem;

interface OpenList {
	readonly kind: 'list';
	readonly input: vscode.QuickPick<Item>;
	/** What the editor says is marked. */
	active: readonly Item[];
	open: boolean;
}

interface OpenText {
	readonly kind: 'text';
	readonly input: vscode.InputBox;
	open: boolean;
}

/** Goes through the lists and text boxes of the editor like a person: the editor's own commands accept, go back, leave. */
export class QuickInputs {
	readonly #window = vscode.window as unknown as Record<'createQuickPick' | 'createInputBox', () => unknown>;
	readonly #createQuickPick = this.#window.createQuickPick;
	readonly #createInputBox = this.#window.createInputBox;
	#shown: OpenList | OpenText | undefined;

	constructor() {
		this.#window.createQuickPick = () => {
			const input = (this.#createQuickPick as typeof vscode.window.createQuickPick)();
			const shown: OpenList = { kind: 'list', input, active: [], open: true };
			input.onDidChangeActive((items) => (shown.active = items));
			input.onDidHide(() => (shown.open = false));
			this.#shown = shown;
			return input;
		};
		this.#window.createInputBox = () => {
			const input = (this.#createInputBox as typeof vscode.window.createInputBox)();
			const shown: OpenText = { kind: 'text', input, open: true };
			input.onDidHide(() => (shown.open = false));
			this.#shown = shown;
			return input;
		};
	}

	restore(): void {
		this.#window.createQuickPick = this.#createQuickPick;
		this.#window.createInputBox = this.#createInputBox;
	}

	/** Waits for a list whose title fits and which is filled. @returns its labels, without icons */
	async list(title: RegExp): Promise<string[]> {
		const { input } = await this.#list(title);
		return input.items.map(({ label }) => plain(label));
	}

	/** The item of the open list whose label fits. */
	async item(title: RegExp, label: RegExp): Promise<Item> {
		const { input } = await this.#list(title);
		return await eventually(`“${label.source}” in the list`, () =>
			input.items.find((item) => label.test(plain(item.label))),
		);
	}

	async choose(title: RegExp, label: RegExp): Promise<void> {
		const shown = await this.#list(title);
		const item = await this.item(title, label);
		shown.input.activeItems = [item];
		await eventually(`“${label.source}” to be marked`, () => shown.active[0] === item);
		await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
	}

	/** Ticks the items whose labels fit, and no others, and accepts them. */
	async tick(title: RegExp, label: RegExp): Promise<void> {
		const { input } = await this.#list(title);
		input.selectedItems = input.items.filter((item) => label.test(plain(item.label)));
		// The editor is told by a timer that was set just now; what is said to it after that timer comes later.
		await new Promise((resolve) => setTimeout(resolve, 0));
		await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
	}

	/** Types into the text box that is open, without accepting. @returns what is wrong with it */
	async enter(title: RegExp, text: string): Promise<void> {
		const { input } = await this.#text(title);
		input.value = text;
		await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
	}

	/** What is said about the text, once it is said. */
	async problem(title: RegExp): Promise<string> {
		const { input } = await this.#text(title);
		return await eventually('a word about the text', () => {
			const message = input.validationMessage;
			return typeof message === 'string' ? message : message?.message;
		});
	}

	async textBox(title: RegExp): Promise<vscode.InputBox> {
		return (await this.#text(title)).input;
	}

	async back(): Promise<void> {
		await vscode.commands.executeCommand('workbench.action.quickInputBack');
	}

	async escape(): Promise<void> {
		await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
	}

	async #list(title: RegExp): Promise<OpenList> {
		return await eventually(`the list “${title.source}”`, () => {
			const shown = this.#shown;
			return shown?.kind === 'list' && shown.open && title.test(shown.input.title ?? '') && !shown.input.busy
				? shown
				: undefined;
		});
	}

	async #text(title: RegExp): Promise<OpenText> {
		return await eventually(`the text box “${title.source}”`, () => {
			const shown = this.#shown;
			return shown?.kind === 'text' && shown.open && title.test(shown.input.title ?? '') ? shown : undefined;
		});
	}
}

function plain(label: string): string {
	return label.replaceAll(/\$\([^)]*\)\s*/g, '');
}

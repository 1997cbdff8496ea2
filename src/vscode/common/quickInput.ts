import { QuickInputButtons, window, type QuickPick, type QuickPickItem } from 'vscode';
import { DisposableStore } from './disposables';

/** What a person did with a step: chose something, went back, or gave up. */
export type StepResult<Value> = { readonly kind: 'chosen'; readonly value: Value } | { readonly kind: 'back' | 'left' };

export interface PickOptions<Item extends QuickPickItem> {
	readonly title: string;
	readonly placeholder: string;
	readonly items: readonly Item[];
	/** The item that is marked at first. */
	readonly active?: Item | undefined;
	/** Shows the button that goes one step back. */
	readonly back: boolean;
	/** Called when the list is shown: fills it further while it is open. Its signal ends with the list. */
	readonly onShow?: (picker: QuickPick<Item>, signal: AbortSignal) => void;
	/** False keeps the list open: the item only informs. */
	readonly canChoose?: (item: Item) => boolean;
}

/** One list of a flow with several steps. */
export async function pickStep<Item extends QuickPickItem>(options: PickOptions<Item>): Promise<StepResult<Item>> {
	const store = new DisposableStore();
	const open = new AbortController();
	const picker = store.add(window.createQuickPick<Item>());
	picker.title = options.title;
	picker.placeholder = options.placeholder;
	picker.ignoreFocusOut = true;
	picker.matchOnDescription = true;
	picker.matchOnDetail = true;
	picker.items = options.items;
	if (options.active) {
		picker.activeItems = [options.active];
	}
	picker.buttons = options.back ? [QuickInputButtons.Back] : [];
	try {
		return await new Promise((resolve) => {
			store.add(
				picker.onDidAccept(() => {
					const [item] = picker.selectedItems;
					if (item && options.canChoose?.(item) !== false) {
						resolve({ kind: 'chosen', value: item });
					}
				}),
			);
			store.add(picker.onDidTriggerButton(() => resolve({ kind: 'back' })));
			store.add(picker.onDidHide(() => resolve({ kind: 'left' })));
			picker.show();
			options.onShow?.(picker, open.signal);
		});
	} finally {
		open.abort();
		store.dispose();
	}
}

export interface InputOptions {
	readonly title: string;
	readonly prompt: string;
	readonly placeholder?: string;
	readonly value?: string;
	readonly password?: boolean;
	readonly back: boolean;
	/** A sentence for what cannot be taken. */
	readonly validate: (value: string) => string | undefined;
}

/** One text of a flow with several steps. What is wrong with it is said once it was typed or is to be taken. */
export async function inputStep(options: InputOptions): Promise<StepResult<string>> {
	const store = new DisposableStore();
	const input = store.add(window.createInputBox());
	input.title = options.title;
	input.prompt = options.prompt;
	input.placeholder = options.placeholder;
	input.value = options.value ?? '';
	input.password = options.password ?? false;
	input.ignoreFocusOut = true;
	input.buttons = options.back ? [QuickInputButtons.Back] : [];
	try {
		return await new Promise((resolve) => {
			store.add(
				input.onDidChangeValue((value) => {
					input.validationMessage = value.trim() === '' ? undefined : options.validate(value);
				}),
			);
			store.add(
				input.onDidAccept(() => {
					const problem = options.validate(input.value);
					input.validationMessage = problem;
					if (problem === undefined) {
						resolve({ kind: 'chosen', value: input.value });
					}
				}),
			);
			store.add(input.onDidTriggerButton(() => resolve({ kind: 'back' })));
			store.add(input.onDidHide(() => resolve({ kind: 'left' })));
			input.show();
		});
	} finally {
		store.dispose();
	}
}

import { commands, l10n, ThemeIcon, window, type Disposable, type QuickPickItem } from 'vscode';
import { plural } from '../../core/common/format';
import { ChatViewProvider } from './chatViewProvider';
import type { ChatController } from './chatController';
import type { Guard } from '../common/guard';

/** Commands about the chat itself. */
export function registerChatCommands(controller: ChatController, guard: Guard): Disposable[] {
	return [
		commands.registerCommand('longview.openChat', showChat),
		commands.registerCommand('longview.newChat', () =>
			guard(async () => {
				await controller.newChat();
				await showChat();
			}),
		),
		commands.registerCommand('longview.showHistory', () => guard(() => showHistory(controller, guard))),
		commands.registerCommand('longview.stop', () => controller.stop()),
	];
}

/** Brings the chat to the front with the composer focused. */
export async function showChat(): Promise<void> {
	await commands.executeCommand(`${ChatViewProvider.viewId}.focus`);
}

async function showHistory(controller: ChatController, guard: Guard): Promise<void> {
	const chats = await controller.history();
	if (chats.length === 0) {
		void window.showInformationMessage(l10n.t('There are no earlier chats in this workspace.'));
		return;
	}
	const remove = l10n.t('Delete this chat');
	const picker = window.createQuickPick<QuickPickItem & { readonly id: string }>();
	picker.title = l10n.t('Chats of This Workspace');
	picker.matchOnDescription = true;
	const show = (list: typeof chats) => {
		picker.items = list.map((chat) => ({
			id: chat.id,
			label: chat.title,
			description: `${new Date(chat.createdAt).toLocaleString()} · ${plural(chat.turns, 'question')}`,
			buttons: [{ iconPath: new ThemeIcon('trash'), tooltip: remove }],
		}));
	};
	show(chats);
	picker.onDidTriggerItemButton(({ item }) => {
		void guard(async () => {
			const confirm = l10n.t('Delete');
			const question = l10n.t('Delete the chat “{0}”?', item.label);
			const detail = l10n.t('Its questions, answers and images are removed from this machine. Files stay as they are.');
			picker.ignoreFocusOut = true;
			const answer = await window.showWarningMessage(question, { modal: true, detail }, confirm);
			picker.ignoreFocusOut = false;
			if (answer !== confirm) {
				return;
			}
			await controller.deleteChat(item.id);
			show(await controller.history());
		});
	});
	picker.onDidAccept(() => {
		const chosen = picker.selectedItems[0];
		picker.hide();
		if (chosen) {
			void guard(async () => {
				await controller.open(chosen.id);
				await showChat();
			});
		}
	});
	picker.onDidHide(() => picker.dispose());
	picker.show();
}

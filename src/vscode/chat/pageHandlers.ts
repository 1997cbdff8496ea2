import { commands, env, l10n, Uri, window } from 'vscode';
import type { Guard } from '../common/guard';
import { uriOfPath } from '../workspace/folders';
import type { FromPage } from '../../protocol';
import type { Explanations } from '../explain/explanations';
import type { ChatController } from './chatController';
import type { PageHandlers } from './chatViewProvider';
import type { EditActions } from './editActions';
import type { ImageActions } from './imageActions';
import { openPlace } from './openCitation';

/** Commands the page may run; the page names them without prefix. */
const workbenchCommands: Readonly<Record<string, string>> = {
	openFolder: 'workbench.action.files.openFolder',
};

type PageCommand = Extract<FromPage, { readonly type: 'command' }>['command'];

/** What each message of the page does. */
export function createPageHandlers(
	controller: ChatController,
	edits: EditActions,
	explanations: Explanations,
	images: ImageActions,
	guard: Guard,
): Omit<PageHandlers, 'ready'> {
	return {
		ask: ({ text }) => void guard(() => controller.askComposed(text)),
		draft: ({ text }) => void controller.drafted(text),
		attachImages: ({ images: files }) => {
			for (const { name, data } of files) {
				void guard(() => images.attachData(name, data));
			}
		},
		attachFiles: ({ uris }) => void guard(() => images.attachDropped(uris)),
		mentionImage: ({ path }) => void guard(() => images.attachMentioned(path)),
		removeImage: ({ hash }) => void guard(() => controller.images.remove(hash)),
		openImage: ({ hash }) => void guard(() => images.open(hash)),
		loadPicture: ({ hash }) => void guard(() => controller.showPicture(hash)),
		stop: () => controller.stop(),
		retry: ({ turnId, change }) => void guard(() => controller.retry(turnId, change)),
		continue: ({ turnId }) => void guard(() => controller.continueAnswer(turnId)),
		consent: ({ accepted }) => controller.giveConsent(accepted),
		openCitation: ({ turnId, index }) =>
			void guard(async () => {
				const found = controller.answers.turn(turnId);
				const citation = found?.details?.citations[index];
				if (found && citation) {
					const told = await controller.answers.toldFiles(found.turn);
					const { path, line, endLine } = citation;
					await openPlace({ path, line, endLine }, told?.text(path));
				}
			}),
		openFile: ({ path }) =>
			void guard(async () => {
				const uri = uriOfPath(path);
				if (uri) {
					await commands.executeCommand('vscode.open', uri);
				}
			}),
		edits: ({ turnId, action }) => void guard(() => edits.run(turnId, action)),
		choosePlace: ({ turnId, edit }) =>
			void guard(async () => {
				await edits.choosePlace(turnId, edit);
			}),
		openEdit: ({ turnId, path }) => void guard(() => edits.open(turnId, path)),
		openExplanation: ({ turnId }) =>
			void guard(async () => {
				const found = controller.answers.turn(turnId);
				if (found) {
					await explanations.open(found.turn);
				}
			}),
		showSent: ({ turnId }) => void guard(() => showSent(turnId)),
		command: ({ command }) => void guard(() => runCommand(controller, command)),
		openLink: ({ url }) => void guard(() => openLink(url)),
		copy: ({ text }) => void env.clipboard.writeText(text),
	};
}

async function showSent(turnId: string): Promise<void> {
	await commands.executeCommand('longview.showSent', turnId);
}

/** Runs a command of the page's list. What is chosen for new chats is offered to the chat it was chosen in. */
async function runCommand(controller: ChatController, command: PageCommand): Promise<void> {
	const run = () => commands.executeCommand(workbenchCommands[command] ?? `longview.${command}`);
	await (command === 'chooseModel' || command === 'chooseThinking' ? controller.choose(run) : run());
}

/** Links come from a model: only web pages, whose hosts the editor asks about unless it trusts them, and mail. */
async function openLink(url: string): Promise<void> {
	const uri = Uri.parse(url, true);
	if (!['https', 'http', 'mailto'].includes(uri.scheme)) {
		void window.showWarningMessage(l10n.t('This link is not opened: {0}', url));
		return;
	}
	await commands.executeCommand('vscode.open', uri);
}

import { commands, l10n, window, type Disposable } from 'vscode';
import type { DiffChoice } from '../../node/git/attachment';
import { branches, recentCommits } from '../../node/git/revisions';
import type { WorkspacePacks } from '../../node/workspace/workspacePacks';
import { showChat } from '../chat/chatCommands';
import type { ChatController } from '../chat/chatController';
import type { Guard } from '../common/guard';
import { stoppable } from '../common/stoppable';
import { diskFolders, virtualFolders } from '../workspace/folders';
import type { Explanations } from './explanations';

const listedCommits = 200;

/** Commands that explain a diff, and the one that takes the remarks away. */
export function registerExplainCommands(
	controller: ChatController,
	explanations: Explanations,
	packs: WorkspacePacks,
	guard: Guard,
): Disposable[] {
	const explain = (name: string, choose: (folder: string, signal: AbortSignal) => Promise<DiffChoice | undefined>) =>
		commands.registerCommand(`longview.${name}`, () =>
			guard(async () => {
				const folder = await pickFolder();
				if (folder === undefined) {
					return;
				}
				const { signal } = new AbortController();
				const choice = await choose(folder, signal);
				if (choice) {
					await explainDiff(controller, packs, folder, choice);
				}
			}),
		);
	return [
		explain('explainStaged', () => Promise.resolve({ kind: 'staged' })),
		explain('explainWorking', () => Promise.resolve({ kind: 'working' })),
		explain('explainCommit', pickCommit),
		explain('explainBranch', pickBranch),
		commands.registerCommand('longview.clearExplanations', () => explanations.clear()),
	];
}

async function explainDiff(
	controller: ChatController,
	packs: WorkspacePacks,
	folder: string,
	choice: DiffChoice,
): Promise<void> {
	const read = await stoppable(l10n.t('Longview: reading the changes…'), async (signal) => ({
		attachment: await packs.readDiff(folder, choice, signal),
	}));
	if (!read) {
		return;
	}
	const { attachment } = read;
	if (!attachment) {
		void window.showInformationMessage(
			choice.kind === 'staged'
				? l10n.t('There are no staged changes to explain.')
				: choice.kind === 'working'
					? l10n.t('There are no working changes to explain.')
					: l10n.t('There is no difference to explain.'),
		);
		return;
	}
	if (controller.busy) {
		void window.showInformationMessage(l10n.t('An answer is on its way; stop it or wait for it.'));
		return;
	}
	await showChat();
	await controller.ask('', attachment);
}

async function pickFolder(): Promise<string | undefined> {
	const folders = diskFolders();
	if (folders.length === 0) {
		void window.showInformationMessage(
			virtualFolders().length === 0
				? l10n.t('Open a folder to have its changes explained.')
				: l10n.t('Git does not look into virtual folders. Open the folder on disk to have its changes explained.'),
		);
	}
	if (folders.length <= 1) {
		return folders[0]?.uri.fsPath;
	}
	const picked = await window.showQuickPick(
		folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath })),
		{ title: l10n.t('Explain Changes of Which Folder?') },
	);
	return picked?.description;
}

async function pickCommit(folder: string, signal: AbortSignal): Promise<DiffChoice | undefined> {
	const commits = await recentCommits(folder, listedCommits, signal);
	if (commits.length === 0) {
		void window.showInformationMessage(l10n.t('There are no commits to explain yet.'));
		return undefined;
	}
	const picked = await window.showQuickPick(
		commits.map((commit) => ({
			label: commit.subject,
			description: commit.shortHash,
			detail: `${commit.author}, ${new Date(commit.date).toLocaleString()}`,
			hash: commit.hash,
		})),
		{ title: l10n.t('Explain Which Commit?'), matchOnDescription: true, matchOnDetail: true },
	);
	return picked && { kind: 'commit', revision: picked.hash };
}

async function pickBranch(folder: string, signal: AbortSignal): Promise<DiffChoice | undefined> {
	const list = (await branches(folder, signal)).filter((branch) => !branch.current);
	if (list.length === 0) {
		void window.showInformationMessage(l10n.t('There is no other branch to compare with.'));
		return undefined;
	}
	const picked = await window.showQuickPick(
		list.map((branch) => ({ label: branch.name, description: branch.subject })),
		{
			title: l10n.t('Explain What the Current Branch Adds to Which Branch?'),
			placeHolder: l10n.t('Its changes since it left the branch you choose.'),
		},
	);
	return picked && { kind: 'range', range: `${picked.label}...HEAD` };
}

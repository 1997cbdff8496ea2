import { commands, l10n, Uri, window, type Disposable } from 'vscode';
import type { Guard } from '../common/guard';
import type { Consent } from '../workspace/consent';
import { pathOfUri, uriOfPath } from '../workspace/folders';
import type { SecretGuard } from '../workspace/secretGuard';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import type { ContextChoices } from './contextChoices';
import type { ContextDocument } from './contextDocument';
import { pathOfNode, type ContextNode, type MoreNode } from './contextNodes';
import type { ContextView } from './contextView';
import { pickExclusions } from './excludePicker';
import { openNode } from './openNode';
import { copyPack, savePack } from './packExport';
import type { PinnedFiles } from './pinnedFiles';

/** What the commands act on. */
export interface ContextCommandServices {
	readonly context: WorkspaceContext;
	readonly view: ContextView;
	readonly choices: ContextChoices;
	readonly pins: PinnedFiles;
	readonly secrets: SecretGuard;
	readonly document: ContextDocument;
	readonly consent: Consent;
	readonly guard: Guard;
}

/** A row of our view, a file of the explorer, or an editor; with all that are selected. */
type Target = ContextNode | Uri | undefined;
type Targets = readonly (ContextNode | Uri)[] | undefined;

/** Commands about what is sent. */
export function registerContextCommands(services: ContextCommandServices): Disposable[] {
	const { context, view, choices, pins, secrets, document, consent, guard } = services;
	const register = (name: string, run: () => Promise<void>) =>
		commands.registerCommand(`longview.${name}`, () => guard(run));
	/** A command about files and folders, from wherever it is called. */
	const registerOnPaths = (name: string, run: (paths: readonly string[]) => Promise<void>) =>
		commands.registerCommand(`longview.context.${name}`, (target: Target, targets: Targets) =>
			guard(async () => {
				const paths = pathsOf(target, targets, view);
				await (paths.length > 0
					? run(paths)
					: window.showInformationMessage(l10n.t('Choose a file of the workspace.')));
			}),
		);
	// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the menus show each command on its kind of node only
	const registerOnNode = <Node extends ContextNode>(name: string, run: (node: Node) => void | Promise<void>) =>
		commands.registerCommand(`longview.context.${name}`, (node?: Node) =>
			guard(async () => {
				if (node) {
					await run(node);
				}
			}),
		);
	return [
		register('showContext', () => document.show()),
		register('refreshContext', () => context.refresh()),
		register('goOnCounting', () => context.refresh()),
		commands.registerCommand('longview.stopCounting', () => context.stop()),
		register('excludeFolders', () => pickExclusions(context, choices)),
		register('withdrawConsent', async () => {
			await consent.withdraw();
			void window.showInformationMessage(
				l10n.t('Consent is withdrawn. You will be asked again before this workspace is sent anywhere.'),
			);
		}),
		register('context.copyPack', () => copyPack(context)),
		register('context.savePack', () => savePack(context)),
		register('context.sortBySize', () => view.sortBy('size')),
		register('context.sortByName', () => view.sortBy('name')),
		registerOnPaths('exclude', (paths) => choices.exclude(paths)),
		registerOnPaths('include', (paths) => choices.include(paths)),
		registerOnPaths('pin', (paths) => pin(paths, services)),
		registerOnPaths('unpin', (paths) => pins.pin(urisOf(paths), false)),
		registerOnNode('open', openNode),
		registerOnNode('showMore', (node: MoreNode) => view.provider.showMore(node)),
		registerOnNode('markAsNoSecret', (node) => allow(node, true, secrets)),
		registerOnNode('replaceAgain', (node) => allow(node, false, secrets)),
	];
}

async function pin(paths: readonly string[], { context, choices, pins }: ContextCommandServices): Promise<void> {
	const entries = await context.ask('contextEntries', { paths });
	const files: string[] = [];
	const impossible: string[] = [];
	for (const [at, path] of paths.entries()) {
		const entry = entries[at];
		if (entry?.kind === 'file' && entry.choice !== 'fixed') {
			files.push(path);
		} else {
			impossible.push(entry?.kind === 'file' ? `${path} (${entry.file.reason})` : path);
		}
	}
	if (impossible.length > 0) {
		void window.showInformationMessage(l10n.t('These cannot be sent in full: {0}.', impossible.join(', ')));
	}
	if (files.length > 0) {
		// An exclusion would be stronger than the pin.
		const excluded = files.filter((path) => {
			const entry = entries[paths.indexOf(path)];
			return entry?.kind === 'file' && entry.file.reason === 'excluded by setting';
		});
		await choices.include(excluded);
		await pins.pin(urisOf(files), true);
	}
}

async function allow(node: ContextNode, allowed: boolean, secrets: SecretGuard): Promise<void> {
	if (node.kind === 'redaction' || node.kind === 'allowed') {
		await secrets.allow(node.placeholder, allowed);
	}
}

/** What a command is about: the selection if the target is part of it, else the target, else the active editor. */
function pathsOf(target: Target, targets: Targets, view: ContextView): string[] {
	const active = window.activeTextEditor?.document.uri;
	const fallback = view.selection.length > 0 && active === undefined ? view.selection : active ? [active] : [];
	const chosen = targets && targets.length > 0 ? targets : target ? [target] : fallback;
	const paths = chosen.map((each) => (each instanceof Uri ? pathOfUri(each) : pathOfNode(each)));
	return [...new Set(paths.filter((path) => path !== undefined))];
}

function urisOf(paths: readonly string[]): Uri[] {
	return paths.map((path) => uriOfPath(path)).filter((uri) => uri !== undefined);
}

import { commands, l10n, window, workspace } from 'vscode';
import { withExcluded, withIncluded, type ChosenPath } from '../../core/context/rules/choices';
import type { TreeEntry } from '../../node/workspace/contextTree';
import { settings, updateContextRules } from '../settings';
import { packRoots } from '../workspace/folders';
import { contextRules } from '../workspace/packRequest';
import type { WorkspaceContext } from '../workspace/workspaceContext';

/** What the user includes and excludes, as patterns in the settings of the workspace. */
export class ContextChoices {
	readonly #context: WorkspaceContext;
	#last: Promise<unknown> = Promise.resolve();

	constructor(context: WorkspaceContext) {
		this.#context = context;
	}

	/** @param paths as the pack names them; of files and folders that the last look saw */
	async exclude(paths: readonly string[]): Promise<void> {
		const { found, missing } = await this.#find(paths);
		if (missing.length > 0) {
			void window.showInformationMessage(
				l10n.t('Longview does not see {0}: nothing of it is sent anyway.', missing.join(', ')),
			);
		}
		await this.choose(found, []);
	}

	/** @param paths as the pack names them; of files and folders that the last look saw */
	async include(paths: readonly string[]): Promise<void> {
		const { found, fixed, missing } = await this.#find(paths);
		if (missing.length > 0) {
			void window.showInformationMessage(
				l10n.t('Longview does not see {0}: an ignore file names it, or it is outside.', missing.join(', ')),
			);
		}
		if (fixed.length > 0) {
			void window.showInformationMessage(l10n.t('No setting brings in {0}.', fixed.join(', ')));
		}
		await this.choose([], found);
	}

	/** Writes what is excluded and what is included from now on, one change after the other. */
	choose(excluded: readonly ChosenPath[], included: readonly ChosenPath[]): Promise<void> {
		const step = this.#last.then(async () => {
			const before = contextRules();
			const withoutExcluded = excluded.reduce(withExcluded, before);
			const after = included.reduce(withIncluded, withoutExcluded);
			if (!workspace.isTrusted && after.include.length > before.include.length) {
				void askForTrust();
			}
			await updateContextRules({
				exclude: after.exclude,
				include: workspace.isTrusted ? after.include : settings.include(),
			});
		});
		this.#last = step.catch(() => undefined);
		return step;
	}

	async #find(paths: readonly string[]) {
		const entries = await this.#context.ask('contextEntries', { paths });
		const found: ChosenPath[] = [];
		const fixed: string[] = [];
		const missing: string[] = [];
		for (const [at, path] of paths.entries()) {
			const entry = entries[at];
			if (entry) {
				found.push(chosenPath(entry));
			} else {
				missing.push(path);
			}
			if (entry?.choice === 'fixed') {
				fixed.push(`${path} (${entry.kind === 'file' ? entry.file.reason : l10n.t('nothing in it can be sent')})`);
			}
		}
		return { found, fixed, missing };
	}
}

async function askForTrust(): Promise<void> {
	const manage = l10n.t('Manage Workspace Trust');
	const message = l10n.t('A file that a built-in rule leaves out can be included once you trust this workspace.');
	if ((await window.showWarningMessage(message, manage)) === manage) {
		await commands.executeCommand('workbench.trust.manage');
	}
}

/** A row as something to decide about. */
export function chosenPath(entry: TreeEntry): ChosenPath {
	if (entry.kind === 'folder') {
		const { path, choice } = entry;
		return { path, isFolder: true, rootName: rootNameOf(path), leftOutByRule: choice === 'out' };
	}
	const { path, reason, detail } = entry.file;
	return {
		path,
		isFolder: false,
		rootName: rootNameOf(path),
		// The editor's own setting is not ours to change: a pattern of ours is stronger.
		leftOutByRule: entry.choice === 'out' && (reason !== 'excluded by setting' || detail.startsWith('files.exclude')),
	};
}

/** Name of the root that a path of the pack begins with; undefined where there is only one root. */
export function rootNameOf(path: string): string | undefined {
	const roots = packRoots();
	return roots.length < 2 ? undefined : roots.find(({ name }) => path === name || path.startsWith(`${name}/`))?.name;
}

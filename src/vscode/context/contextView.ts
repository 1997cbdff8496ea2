import {
	commands,
	l10n,
	TreeItemCheckboxState,
	window,
	type Disposable,
	type Memento,
	type TreeCheckboxChangeEvent,
	type TreeView,
} from 'vscode';
import { formatCount, formatShare, plural } from '../../core/common/format';
import type { Guard } from '../common/guard';
import { setContextKey } from '../common/contextKeys';
import { DisposableStore } from '../common/disposables';
import type { SecretGuard } from '../workspace/secretGuard';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { chosenPath, type ContextChoices } from './contextChoices';
import type { ContextNode } from './contextNodes';
import { budgetBar } from './contextWords';
import { ContextTreeProvider } from './contextTreeProvider';
import type { PinnedFiles } from './pinnedFiles';

export const contextViewId = 'longview.context';

const sortName = 'longview.contextSort';
/** Milliseconds a look may take before its progress is shown. */
const progressDelay = 1_000;

type ReadyView = Extract<WorkspaceContext['view'], { readonly state: 'ready' }>;

/** What the view is built on. */
export interface ContextViewServices {
	readonly context: WorkspaceContext;
	readonly choices: ContextChoices;
	readonly pins: PinnedFiles;
	readonly secrets: SecretGuard;
	readonly memento: Memento;
	readonly guard: Guard;
}

/** The *Context* view: what would be sent, as a tree with check boxes. */
export class ContextView implements Disposable {
	readonly provider: ContextTreeProvider;
	readonly #services: ContextViewServices;
	readonly #store = new DisposableStore();
	readonly #tree: TreeView<ContextNode>;
	/** Looks that are under way. */
	#looks = 0;

	constructor(services: ContextViewServices) {
		this.#services = services;
		const { context, pins, secrets, memento, guard } = services;
		this.provider = this.#store.add(
			new ContextTreeProvider(context, pins, secrets, memento.get(sortName) === 'name' ? 'name' : 'size'),
		);
		this.#tree = this.#store.add(
			window.createTreeView(contextViewId, {
				treeDataProvider: this.provider,
				canSelectMany: true,
				manageCheckboxStateManually: true,
				showCollapseAll: true,
			}),
		);
		this.#tellSort();
		const update = () =>
			void guard(async () => {
				if (this.#tree.visible) {
					await this.provider.update();
				}
				this.#showNumbers();
			});
		this.#store.add(context.onDidChange(update));
		this.#store.add(
			this.#tree.onDidChangeVisibility(({ visible }) => {
				context.watch(visible, 'tree');
				update();
			}),
		);
		this.#store.add(pins.onDidChange(() => this.provider.refresh()));
		this.#store.add(secrets.onDidChange(() => this.provider.refreshAfterLook()));
		this.#store.add(context.onDidStartLook((ended) => this.#showProgress(ended)));
		this.#store.add(this.#tree.onDidChangeCheckboxState((event) => void guard(() => this.#choose(event))));
		context.watch(this.#tree.visible, 'tree');
		update();
	}

	/** What is said above the rows. */
	get message(): string | undefined {
		return this.#tree.message;
	}

	/** The rows that are selected. */
	get selection(): readonly ContextNode[] {
		return this.#tree.selection;
	}

	async sortBy(sort: 'size' | 'name'): Promise<void> {
		await this.#services.memento.update(sortName, sort);
		this.provider.sort = sort;
		this.#tellSort();
	}

	dispose(): void {
		this.#store.dispose();
	}

	async #choose({ items }: TreeCheckboxChangeEvent<ContextNode>): Promise<void> {
		const chosen = (wanted: TreeItemCheckboxState) =>
			items
				.filter(([, state]) => state === wanted)
				.map(([node]) => node)
				.filter((node) => node.kind === 'file' || node.kind === 'folder')
				.map(chosenPath);
		try {
			await this.#services.choices.choose(
				chosen(TreeItemCheckboxState.Unchecked),
				chosen(TreeItemCheckboxState.Checked),
			);
		} finally {
			// The boxes then show what is, also where nothing could be changed.
			await this.#services.context.refresh();
			this.provider.refresh();
		}
	}

	#showNumbers(): void {
		const { view } = this.#services.context;
		const isOld = view.state === 'ready' && view.isOld === true;
		setContextKey('longview.countingStopped', isOld || view.state === 'stopped');
		switch (view.state) {
			case 'none':
				this.#say('', '');
				return;
			case 'packing':
			case 'failed':
			case 'stopped':
				this.#say(view.message, '');
				return;
			case 'ready':
				this.#say(
					view.files === 0 && view.omitted.length === 0
						? l10n.t('There are no files in this workspace that could be sent.')
						: isOld
							? l10n.t('Counting was stopped; this is from before: {0}', budgetBar(view.tokens, view.capacity))
							: budgetBar(view.tokens, view.capacity),
					`${formatShare(view.tokens, view.capacity)} · ${sentFiles(view)}`,
				);
				return;
		}
	}

	/** Says it only if it is new: whenever it is set, the header is drawn again, and an open menu closes. */
	#say(message: string, description: string): void {
		if (this.#tree.message !== message) {
			this.#tree.message = message;
		}
		if (this.#tree.description !== description) {
			this.#tree.description = description;
		}
	}

	#showProgress(ended: Promise<void>): void {
		const timer = setTimeout(() => {
			setContextKey('longview.counting', true);
			void window.withProgress({ location: { viewId: contextViewId } }, () => ended);
		}, progressDelay);
		this.#looks++;
		void ended.finally(() => {
			clearTimeout(timer);
			// Another look may have begun meanwhile.
			if (--this.#looks === 0) {
				setContextKey('longview.counting', false);
			}
		});
	}

	#tellSort(): void {
		void commands.executeCommand('setContext', sortName, this.provider.sort);
	}
}

/** How many of all files have a text, in whole or in part, that is sent. */
function sentFiles({ files, omitted }: ReadyView): string {
	const all = omitted.reduce((sum, { count }) => sum + count, files);
	return l10n.t('{0} of {1}', formatCount(files), plural(all, 'file'));
}

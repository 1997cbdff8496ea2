import { EventEmitter, type Disposable, type Event, type TreeDataProvider, type TreeItem } from 'vscode';
import { pageSize, type ContextSort } from '../../node/workspace/contextTree';
import type { ContextList, ContextListEntry, ContextOverview } from '../../node/workspace/contextTreeQuery';
import type { SecretGuard } from '../workspace/secretGuard';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import { itemOf } from './contextItems';
import { listKey, type ContextNode, type MoreNode } from './contextNodes';
import { fileTooltip, folderTooltip } from './contextWords';
import type { PinnedFiles } from './pinnedFiles';

/** The rows of the view: asked for folder by folder, a page at a time, sorted where the files are known. */
export class ContextTreeProvider implements TreeDataProvider<ContextNode>, Disposable {
	readonly #context: Pick<WorkspaceContext, 'ask'>;
	readonly #pins: Pick<PinnedFiles, 'paths'>;
	readonly #secrets: Pick<SecretGuard, 'allowed'>;
	readonly #changed = new EventEmitter<ContextNode | undefined>();
	readonly onDidChangeTreeData: Event<ContextNode | undefined> = this.#changed.event;
	#sort: ContextSort;
	#overview: ContextOverview | undefined;
	/** Rows will be others after the next look, although the files may be the same. */
	#outdated = false;
	#pinned: ReadonlySet<string> = new Set();
	/** How many children are shown of a list, where it is more than a page. */
	readonly #shown = new Map<string, number>();
	/** The rows that have lists below them, as they were last given out. */
	readonly #parents = new Map<string, ContextNode>();

	constructor(
		context: Pick<WorkspaceContext, 'ask'>,
		pins: Pick<PinnedFiles, 'paths'>,
		secrets: Pick<SecretGuard, 'allowed'>,
		sort: ContextSort,
	) {
		this.#context = context;
		this.#pins = pins;
		this.#secrets = secrets;
		this.#sort = sort;
	}

	/** Of the rows that are shown; undefined before the first. */
	get overview(): ContextOverview | undefined {
		return this.#overview;
	}

	get sort(): ContextSort {
		return this.#sort;
	}

	set sort(sort: ContextSort) {
		this.#sort = sort;
		this.refresh();
	}

	/** Brings the rows up to date when the workspace is another than when they were made. */
	async update(): Promise<void> {
		const overview = await this.#context.ask('contextOverview', undefined);
		if (this.#outdated || overview?.version !== this.#overview?.version) {
			this.refresh();
		}
	}

	/** For what the look shows that follows a change: until then a group would vanish, and come back folded. */
	refreshAfterLook(): void {
		this.#outdated = true;
	}

	/** Asks for all rows that are shown anew. What is expanded stays so. */
	refresh(): void {
		this.#outdated = false;
		this.#changed.fire(undefined);
	}

	showMore({ list }: MoreNode): void {
		const key = listKey(list);
		this.#shown.set(key, (this.#shown.get(key) ?? pageSize) + pageSize);
		this.#changed.fire(this.#parents.get(key));
	}

	getTreeItem(node: ContextNode): TreeItem {
		return itemOf(node, { overview: this.#overview!, pinned: this.#pinned });
	}

	resolveTreeItem(item: TreeItem, node: ContextNode): TreeItem {
		if (node.kind === 'file') {
			item.tooltip = fileTooltip(node, this.#pinned.has(node.file.path), this.#overview!);
		} else if (node.kind === 'folder') {
			item.tooltip = folderTooltip(node, this.#overview!);
		}
		return item;
	}

	async getChildren(parent?: ContextNode): Promise<ContextNode[]> {
		switch (parent?.kind) {
			case undefined:
				return await this.#top();
			case 'folder':
				return await this.#page({ kind: 'folder', path: parent.path, sort: this.#sort }, parent);
			case 'notesGroup':
				return await this.#page({ kind: 'notes' }, parent);
			case 'redacted':
				return await this.#page({ kind: 'redactions', path: parent.path }, parent);
			case 'changesGroup':
				return await this.#page({ kind: 'changes' }, parent);
			case 'redactedGroup': {
				const files = await this.#page({ kind: 'redacted' }, parent);
				return [...files, ...this.#secrets.allowed.map((placeholder) => ({ kind: 'allowed' as const, placeholder }))];
			}
			default:
				return [];
		}
	}

	dispose(): void {
		this.#changed.dispose();
	}

	async #top(): Promise<ContextNode[]> {
		const overview = await this.#context.ask('contextOverview', undefined);
		this.#overview = overview;
		this.#pinned = new Set(this.#pins.paths);
		if (!overview) {
			return [];
		}
		const groups: ContextNode[] = [];
		const { notes, redactedFiles, changes, root } = overview;
		if (notes > 0) {
			groups.push({ kind: 'notesGroup', notes });
		}
		if (redactedFiles > 0 || this.#secrets.allowed.length > 0) {
			groups.push({ kind: 'redactedGroup', files: redactedFiles, secrets: root.redactions });
		}
		if (changes > 0) {
			groups.push({ kind: 'changesGroup', files: changes });
		}
		return [...groups, ...(await this.#page({ kind: 'folder', path: '', sort: this.#sort }, undefined))];
	}

	async #page(list: ContextList, parent: ContextNode | undefined): Promise<ContextNode[]> {
		const key = listKey(list);
		if (parent) {
			this.#parents.set(key, parent);
		}
		const limit = this.#shown.get(key) ?? pageSize;
		const page = await this.#context.ask('contextPage', { list, offset: 0, limit });
		const entries: readonly ContextListEntry[] = page?.entries ?? [];
		const rest = (page?.total ?? 0) - entries.length;
		return rest > 0 ? [...entries, { kind: 'more', list, rest }] : [...entries];
	}
}

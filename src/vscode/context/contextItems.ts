import { l10n, ThemeIcon, TreeItem, TreeItemCheckboxState, TreeItemCollapsibleState } from 'vscode';
import { formatCount, plural } from '../../core/common/format';
import type { ContextFile } from '../../core/context/types';
import { pageSize, type ContextChoice, type FileEntry, type FolderEntry } from '../../node/workspace/contextTree';
import type { ChangeEntry, ContextOverview, RedactionEntry } from '../../node/workspace/contextTreeQuery';
import { listKey, type ContextNode, type MoreNode } from './contextNodes';
import { fileDescription, folderDescription, secretTitle, spokenFile, spokenFolder } from './contextWords';

/** What rows depend on besides themselves. */
export interface ItemSurroundings {
	readonly overview: ContextOverview;
	readonly pinned: ReadonlySet<string>;
}

const { None, Collapsed } = TreeItemCollapsibleState;

/** How a row looks. Tooltips of files and folders come when they are asked for. */
export function itemOf(node: ContextNode, { overview, pinned }: ItemSurroundings): TreeItem {
	switch (node.kind) {
		case 'folder':
			return folderItem(node, overview);
		case 'file':
			return fileItem(node, overview, pinned.has(node.file.path));
		case 'notesGroup':
			return group('notes', l10n.t('Notes'), 'info', formatCount(node.notes));
		case 'note':
			return noteItem(node.text);
		case 'redactedGroup':
			return group('redactions', l10n.t('Redactions'), 'shield', redactionsIn(node));
		case 'changesGroup':
			return group('changes', l10n.t('Changes Since the Pack'), 'git-compare', plural(node.files, 'file'));
		case 'redacted':
			return redactedItem(node.path, node.redactions);
		case 'redaction':
			return redactionItem(node);
		case 'allowed':
			return allowedItem(node.placeholder);
		case 'change':
			return changeItem(node);
		case 'more':
			return moreItem(node);
	}
}

function folderItem(entry: FolderEntry, overview: ContextOverview): TreeItem {
	const item = new TreeItem(entry.name, Collapsed);
	item.id = `folder:${entry.path}`;
	item.iconPath = new ThemeIcon('folder');
	item.description = folderDescription(entry, overview.tokens);
	item.contextValue = `folder.${entry.choice}`;
	setCheckbox(item, entry.choice, entry.name);
	item.accessibilityInformation = { label: spokenFolder(entry) };
	return item;
}

function fileItem(entry: FileEntry, overview: ContextOverview, isPinned: boolean): TreeItem {
	const { file, name, choice } = entry;
	const item = new TreeItem(name, None);
	item.id = `file:${file.path}`;
	item.iconPath = new ThemeIcon(isPinned && choice === 'in' ? 'pinned' : iconOf(file));
	item.description = fileDescription(entry, overview.tokens);
	item.contextValue = `file.${choice}${isPinned ? '.pinned' : ''}`;
	if (file.path.endsWith('/')) {
		item.iconPath = new ThemeIcon('folder');
		item.contextValue = 'excluded';
	} else {
		item.command = openCommand(entry);
	}
	setCheckbox(item, choice, name);
	item.accessibilityInformation = { label: spokenFile(entry, isPinned, overview.tokens) };
	return item;
}

function iconOf(file: ContextFile): string {
	switch (file.tier) {
		case 'full':
			return 'file';
		case 'head':
			return 'list-selection';
		case 'skeleton':
			return 'list-tree';
		case 'path':
		case 'none':
			return file.reason === 'beyond the budget' ? 'dash' : 'circle-slash';
	}
}

function setCheckbox(item: TreeItem, choice: ContextChoice, name: string): void {
	if (choice !== 'fixed') {
		const isIn = choice === 'in';
		item.checkboxState = {
			state: isIn ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
			tooltip: isIn ? l10n.t('Exclude from Context') : l10n.t('Include in Context'),
			accessibilityInformation: { label: l10n.t('Send {0}', name) },
		};
	}
}

function group(id: string, label: string, icon: string, count: string): TreeItem {
	const item = new TreeItem(label, Collapsed);
	item.id = `group:${id}`;
	item.iconPath = new ThemeIcon(icon);
	item.description = count;
	item.contextValue = `group.${id}`;
	item.accessibilityInformation = { label: `${label}, ${count}` };
	return item;
}

function redactionsIn({ files, secrets }: { readonly files: number; readonly secrets: number }): string {
	return l10n.t('{0} in {1}', plural(secrets, 'secret'), plural(files, 'file'));
}

function noteItem(text: string): TreeItem {
	const item = new TreeItem(text, None);
	item.id = `note:${text}`;
	item.tooltip = text;
	item.contextValue = 'note';
	return item;
}

function redactedItem(path: string, redactions: number): TreeItem {
	const { name, folder } = split(path);
	const item = new TreeItem(name, Collapsed);
	item.id = `redacted:${path}`;
	item.iconPath = new ThemeIcon('file');
	item.description = [plural(redactions, 'secret'), folder].filter((part) => part !== '').join(' · ');
	item.tooltip = l10n.t('{0}: secrets replaced by placeholders: {1}', path, formatCount(redactions));
	item.accessibilityInformation = { label: `${path}, ${plural(redactions, 'secret')}` };
	item.contextValue = 'redacted';
	return item;
}

function redactionItem(entry: RedactionEntry): TreeItem {
	const { title, line, placeholder } = entry;
	const item = new TreeItem(title, None);
	item.iconPath = new ThemeIcon('key');
	item.description = l10n.t('line {0} · {1}', line, placeholder);
	item.tooltip = l10n.t('Sent as {0}', placeholder);
	item.contextValue = 'redaction';
	item.command = openCommand(entry);
	item.accessibilityInformation = { label: l10n.t('{0}, line {1}, sent as {2}', title, line, placeholder) };
	return item;
}

function allowedItem(placeholder: string): TreeItem {
	const item = new TreeItem(secretTitle(placeholder), None);
	item.id = `allowed:${placeholder}`;
	item.iconPath = new ThemeIcon('unlock');
	item.description = l10n.t('no secret, sent as it is · {0}', placeholder);
	item.tooltip = l10n.t('You marked the value behind {0} as no secret: it is sent as it is.', placeholder);
	item.contextValue = 'allowed';
	return item;
}

function changeItem(entry: ChangeEntry): TreeItem {
	const { name, folder } = split(entry.path);
	const { icon, word } = looksOfChange()[entry.change];
	const item = new TreeItem(name, None);
	item.id = `change:${entry.path}`;
	item.iconPath = new ThemeIcon(icon);
	item.description = [word, folder].filter((part) => part !== '').join(' · ');
	item.tooltip = `${entry.path} · ${word}`;
	item.accessibilityInformation = { label: `${entry.path}, ${word}` };
	item.contextValue = `change.${entry.change}`;
	item.command = openCommand(entry);
	return item;
}

function looksOfChange(): Readonly<Record<ChangeEntry['change'], { readonly icon: string; readonly word: string }>> {
	return {
		changed: { icon: 'diff-modified', word: l10n.t('changed') },
		new: { icon: 'diff-added', word: l10n.t('new') },
		deleted: { icon: 'diff-removed', word: l10n.t('deleted') },
	};
}

function moreItem(node: MoreNode): TreeItem {
	const item = new TreeItem(l10n.t('Show {0} More…', formatCount(Math.min(node.rest, pageSize))), None);
	item.id = `more:${listKey(node.list)}`;
	item.iconPath = new ThemeIcon('ellipsis');
	item.description = l10n.t('{0} not shown', formatCount(node.rest));
	item.contextValue = 'more';
	item.command = { command: 'longview.context.showMore', title: l10n.t('Show More'), arguments: [node] };
	return item;
}

function openCommand(node: ContextNode) {
	return { command: 'longview.context.open', title: l10n.t('Open'), arguments: [node] };
}

function split(path: string): { readonly name: string; readonly folder: string } {
	const slash = path.lastIndexOf('/');
	return { name: path.slice(slash + 1), folder: path.slice(0, Math.max(0, slash)) };
}

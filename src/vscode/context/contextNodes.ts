import type { ContextList, ChangeEntry, RedactionEntry } from '../../node/workspace/contextTreeQuery';
import type { FileEntry, FolderEntry } from '../../node/workspace/contextTree';

/** One row of the view. */
export type ContextNode =
	| FolderEntry
	| FileEntry
	| RedactionEntry
	| ChangeEntry
	| { readonly kind: 'notesGroup'; readonly notes: number }
	| { readonly kind: 'note'; readonly text: string }
	| { readonly kind: 'redacted'; readonly path: string; readonly redactions: number }
	| { readonly kind: 'redactedGroup'; readonly files: number; readonly secrets: number }
	| { readonly kind: 'changesGroup'; readonly files: number }
	/** A placeholder whose secret is sent in clear, because the user said that it is none. */
	| { readonly kind: 'allowed'; readonly placeholder: string }
	| MoreNode;

/** Stands for the rest of a list. */
export interface MoreNode {
	readonly kind: 'more';
	readonly list: ContextList;
	/** How many more the list has. */
	readonly rest: number;
}

/** Identifies a list of children as long as it is shown. */
export function listKey(list: ContextList): string {
	return 'path' in list ? `${list.kind}:${list.path}` : list.kind;
}

/** The file or folder a row is about. */
export function pathOfNode(node: ContextNode): string | undefined {
	switch (node.kind) {
		case 'folder':
		case 'redacted':
		case 'redaction':
		case 'change':
			return node.path;
		case 'file':
			return node.file.path;
		case 'notesGroup':
		case 'note':
		case 'redactedGroup':
		case 'changesGroup':
		case 'allowed':
		case 'more':
			return undefined;
	}
}

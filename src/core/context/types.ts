import type { Sections } from './sections';

/** How much of a file stands in the pack. */
export type Tier =
	/** Its whole text. */
	| 'full'
	/** Its first lines: data, of which the beginning tells the shape. */
	| 'head'
	/** Its declarations, with the bodies left out. */
	| 'skeleton'
	/** Its path, in the list of omitted files. */
	| 'path'
	/** Nothing but its part in a folder's count. */
	| 'none';

/** Why a file's text is not in the pack. Shown to the user and, in the same words, to the model. */
export type OmitReason =
	| 'binary'
	| 'too large'
	| 'unreadable'
	| 'symbolic link'
	| 'not a regular file'
	| 'lock file'
	| 'minified'
	| 'source map'
	| 'may hold secrets'
	| 'generated'
	| 'snapshot'
	| 'vendored'
	| 'data file'
	| 'excluded by ignore file'
	| 'excluded by setting'
	| 'beyond the budget';

/** One workspace file as the pack sees it. */
export interface ContextFile {
	/** Workspace-relative, `/` separated; starts with the root's name when there are several roots. */
	readonly path: string;
	readonly tier: Tier;
	/** `whole file`, or why its text was shortened or left out. */
	readonly reason: OmitReason | 'whole file';
	/** More about the reason, for example the size; empty when there is nothing to add. */
	readonly detail: string;
	/** Size on disk, in bytes. */
	readonly bytes: number;
	/** Tokens of the file's section in the pack; 0 for omitted files, whose list is counted as a whole. */
	readonly tokens: number;
	/** Tokens its section has at the most the rules allow; 0 when its text was never read. */
	readonly fullTokens: number;
	/** Identifies the text that was counted, secrets replaced; empty when it was never read. */
	readonly hash: string;
	/** Secrets replaced in it. */
	readonly redactions: number;
}

/** Where a file's text stands in the pack. */
export interface Section {
	readonly path: string;
	readonly tier: 'full' | 'head' | 'skeleton';
	/** Offsets, in bytes, of the text itself in the pack, header and footer not included. */
	readonly start: number;
	readonly end: number;
	/** False when the file has no line terminator at its end; the pack adds one. */
	readonly finalNewline: boolean;
	/** Hash of the file's whole text, also where only a part of it stands here. */
	readonly hash: string;
}

/** The frozen pack: these exact bytes are a message of their own at the beginning of every request. */
export interface Pack {
	/** Content address: SHA-256 of `bytes`, in hexadecimal. */
	readonly id: string;
	/** Name of the workspace, as shown to the user. */
	readonly name: string;
	/** The text, as UTF-8. */
	readonly bytes: Uint8Array;
	/** The text once more as a JSON string literal, in UTF-8: what stands in the body of a request. */
	readonly json: Uint8Array;
	/** Exact tokens of the text. */
	readonly tokens: number;
	/** In the order of the text. */
	readonly sections: Sections;
}

/** What a pack was made of: for those who show it. */
export interface PackContents {
	/** Every file of the workspace, by path. */
	readonly files: readonly ContextFile[];
	/** Sentences the user should know, for example that git was not found. */
	readonly notes: readonly string[];
}

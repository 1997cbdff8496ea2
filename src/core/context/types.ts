/**
 * How much of a file stands in the pack: its whole text, or only its path in the list of omitted files.
 */
export type Tier = 'full' | 'path';

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
	| 'excluded by setting';

/** One workspace file as the pack sees it. */
export interface ContextFile {
	/** Workspace-relative, `/` separated; starts with the root's name when there are several roots. */
	readonly path: string;
	readonly tier: Tier;
	/** `whole file`, or why its text was left out. */
	readonly reason: OmitReason | 'whole file';
	/** More about the reason, for example the size; empty when there is nothing to add. */
	readonly detail: string;
	/** Size on disk, in bytes. */
	readonly bytes: number;
	/** Tokens of the file's section in the pack; 0 for omitted files, whose list is counted as a whole. */
	readonly tokens: number;
	/** Identifies the text that was counted; empty for omitted files. */
	readonly hash: string;
}

/** Where a file's text stands in the pack. */
export interface Section {
	readonly path: string;
	/** UTF-16 offsets of the text itself in the pack, header and footer not included. */
	readonly start: number;
	readonly end: number;
	/** False when the file has no line terminator at its end; the pack adds one. */
	readonly finalNewline: boolean;
	readonly hash: string;
}

/** The frozen pack: these exact bytes are a message of their own at the beginning of every request. */
export interface Pack {
	/** Content address: SHA-256 of `text`, in hexadecimal. */
	readonly id: string;
	/** Name of the workspace, as shown to the user. */
	readonly name: string;
	readonly text: string;
	/** Exact tokens of `text`. */
	readonly tokens: number;
	readonly sections: readonly Section[];
	readonly files: readonly ContextFile[];
	/** Sentences the user should know, for example that git was not found. */
	readonly notes: readonly string[];
}

/** The text of a file as it is now: line ends are `\n`, no byte order mark. */
export interface FileText {
	readonly path: string;
	readonly text: string;
}

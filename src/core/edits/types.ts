import type { Mentions } from './mentions';

/** Half-open range of UTF-16 offsets into an answer's text. */
export interface TextRange {
	readonly start: number;
	readonly end: number;
}

/** The dialect an edit was written in; recorded so that adherence can be measured. */
export type EditDialect = 'blocks' | 'unified-diff' | 'v4a-patch' | 'fenced-file';

interface EditBase {
	/** Path as written, cleaned of quotes, bold, `a/` and the like; relative, `/` separated. Not yet checked for safety. */
	readonly path: string;
	readonly dialect: EditDialect;
	/** Where the edit stands in the answer, its path line and fence included. */
	readonly range: TextRange;
}

/** One change the model asks for. */
export type Edit =
	| (EditBase & {
			readonly kind: 'replace';
			readonly search: string;
			readonly replace: string;
			/** Replace every occurrence. */
			readonly all: boolean;
			/** 1-based line near which the text is meant, when the model named one. */
			readonly line?: number;
			/**
			 * A line that stands above the meant place (`@@` of a V4A patch, section heading of a unified diff); several,
			 * from the outermost inwards, are separated by `\n`.
			 */
			readonly anchor?: string;
			/** What the answer says just before the block about what encloses the place. */
			readonly mentions?: Mentions;
			/**
			 * Set when the block holds several lines that may be its divider (a text underlined with `=======`): every
			 * way to read it; `search` and `replace` are the first. Only the file can tell which is meant.
			 */
			readonly readings?: readonly { readonly search: string; readonly replace: string }[];
	  })
	| (EditBase & { readonly kind: 'write'; readonly content: string })
	| (EditBase & { readonly kind: 'delete' })
	| (EditBase & { readonly kind: 'rename'; readonly to: string });

/** A block that could not be understood: where it is and what was expected. */
export interface ParseProblem {
	readonly range: TextRange;
	readonly message: string;
	readonly dialect?: EditDialect;
}

export interface ParsedAnswer {
	/** Complete edits in the order they stand. */
	readonly edits: readonly Edit[];
	readonly problems: readonly ParseProblem[];
	/** The block being written when the text ended (streaming); never applied. */
	readonly open: { readonly path: string; readonly start: number; readonly dialect?: EditDialect } | undefined;
}

/** How a search text was found, strictest first. */
export type MatchTier = 'exact' | 'line-endings' | 'indentation' | 'line-numbers' | 'trailing-space' | 'look-alikes';

export type EditStatus =
	/** Part of the plan. */
	| 'planned'
	/** Several places match; `candidates` names them. */
	| 'ambiguous'
	/** Nothing matches; `candidates` may name similar places. */
	| 'not-found'
	/** One place matches, but too loosely to be changed unasked. */
	| 'unsure'
	/** The file changed on the same lines since the model saw it. */
	| 'conflict'
	/** The file already holds the result, or search and replace are equal. */
	| 'no-change'
	/** The block names no text to replace, which makes a new file, and the file is there. */
	| 'empty-search'
	/** The path may never be written (outside the workspace, `.git`, reserved names). */
	| 'refused'
	/** The block itself is malformed. */
	| 'malformed';

/** Whole lines of a file as it is that a block may mean; 1-based, both ends included. */
export interface Candidate {
	readonly line: number;
	readonly endLine: number;
	/** How the block's text was found there; `similar` and `conflict` are other texts than the block's. */
	readonly tier: MatchTier | 'similar' | 'conflict';
}

/** The place a person chose for a block. It holds for as long as the file has `text` there. */
export interface ChosenPlace {
	/** 1-based, both ends included, in the file as it was then. */
	readonly line: number;
	readonly endLine: number;
	readonly text: string;
}

export interface EditResult {
	readonly edit: Edit;
	readonly status: EditStatus;
	readonly tier?: MatchTier;
	/** One sentence for a person. */
	readonly message: string;
	/** The `path` of the file the edit belongs to, where the edit is planned. */
	readonly file?: string;
	/** 1-based lines, in the file as the edits before this one leave it. */
	readonly candidates?: readonly number[];
	/** The same in the file as it is, to choose one of; places that earlier edits wrote are missing. */
	readonly places?: readonly Candidate[];
}

/** What will happen to one file. Texts use the file's own line endings. */
export interface PlannedFile {
	/** Where the file is now, or will be created. */
	readonly path: string;
	/** Set when the file moves; `path` is then the old place. */
	readonly renamedTo?: string;
	/** Text before; undefined when the file is created. */
	readonly before: string | undefined;
	/** Text after; undefined when the file is deleted. */
	readonly after: string | undefined;
	/** Why this file needs a confirmation of its own, if it does (CI configuration, hooks, `.vscode`, …). */
	readonly confirm?: string;
	/** Numbers of the answer's edits it is made of, where they are known. */
	readonly edits?: readonly number[];
}

export interface EditPlan {
	readonly files: readonly PlannedFile[];
	/** One per edit of the answer, in order. */
	readonly results: readonly EditResult[];
	readonly problems: readonly ParseProblem[];
}

/** Reads the current text of a workspace file; undefined when it does not exist; throws when it cannot be read. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** What the skeleton asks of a syntax tree; `web-tree-sitter`'s nodes are such. Rows are counted from 0. */
export interface SyntaxNode {
	readonly type: string;
	readonly startPosition: SyntaxPosition;
	/** Just behind the node: column 0 when it ends with a line feed. */
	readonly endPosition: SyntaxPosition;
	readonly namedChildren: readonly SyntaxNode[];
	childForFieldName(name: string): SyntaxNode | null;
}

export interface SyntaxPosition {
	readonly row: number;
	/** In UTF-16 units. */
	readonly column: number;
}

/**
 * How a kind of node appears in a skeleton.
 * - `descend`: only what is in it
 * - `lead`: what is in it, and the lines before it (`export`, `template <…>`)
 * - `scope`: its head, what is in its body, its last line
 * - `function`: its head; the body is hidden
 * - `type`: whole while it is small, else the first line of each member
 * - `import`: while the file has not shown too many
 * - `value`: its first line; a function or an object with functions in it is opened
 * - `line`: whole while it has few lines, else its first line
 * - `call`: a call that declares: `describe('…', () => …)`
 * - `prelude`: shown when a declaration follows (`@decorator`, `#[attribute]`)
 * - `comment`: its first sentence, when a declaration follows
 * Everything else is hidden.
 */
export type Role =
	'descend' | 'lead' | 'scope' | 'function' | 'type' | 'import' | 'value' | 'line' | 'call' | 'prelude' | 'comment';

/** What a language's nodes are. */
export interface LanguageRules {
	readonly roles: Readonly<Record<string, Role>>;
	/** Kinds that hold members where the grammar has no `body` field. */
	readonly bodies: readonly string[];
	/** Kinds of function expressions. */
	readonly functionValues?: readonly string[];
	/** Kinds of object literals. */
	readonly objects?: readonly string[];
	/** What a kind's value is: a field's name, or `''` for the first child. */
	readonly values?: Readonly<Record<string, string>>;
	/** Kinds of literals that name what a call declares. */
	readonly titles?: readonly string[];
	/** The first string in a body is documentation. */
	readonly documentationStrings?: true;
}

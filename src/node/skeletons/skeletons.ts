import path from 'node:path';
import { embeddedScript } from '../../core/context/skeleton/embedded';
import { lineChooserFor } from '../../core/context/skeleton/lineFormats';
import { LineSelection } from '../../core/context/skeleton/lineSelection';
import { SyntaxSkeleton } from '../../core/context/skeleton/syntaxSkeleton';
import { componentExtensions, grammarForExtension, type GrammarDescription } from './grammarCatalog';
import { Grammars } from './grammars';
import { parseWithin } from './parseWithin';

/** What is left of a file when its bodies are hidden. */
export interface Skeleton {
	readonly text: string;
	readonly method: 'tree-sitter' | 'lines';
}

/** Longer texts are generated: their lines are chosen without parsing. In UTF-16 units. */
const longestParsed = 1_000_000;
/** A line that long was written by a machine, which is where parsing gets slow. In UTF-16 units. */
const longestLine = 20_000;
/** A skeleton must be this much shorter than the text to be worth the bodies it hides. */
const largestShare = 0.7;

/**
 * Makes skeletons: the declarations of a file with their bodies hidden. The same text always gives the same skeleton,
 * on every machine: limits count steps, never time.
 */
export class Skeletons {
	readonly #grammars: Grammars;
	#disposed = false;

	/**
	 * @param grammarFolder where the `.wasm.br` files are
	 * @param runtimeFile the parser's code
	 */
	constructor(grammarFolder: string, runtimeFile = path.join(grammarFolder, 'web-tree-sitter.cjs')) {
		this.#grammars = new Grammars(grammarFolder, runtimeFile);
	}

	/**
	 * The skeleton of a file.
	 * @param file its path, which decides on the language
	 * @param text with `\n` as its only line terminator
	 * @returns undefined when nothing comes out, or nothing much shorter. Never rejects.
	 */
	async skeleton(file: string, text: string): Promise<Skeleton | undefined> {
		const lines = text.split('\n');
		if (text.endsWith('\n')) {
			lines.pop();
		}
		const parseable = text.length <= longestParsed && lines.every((line) => line.length <= longestLine);
		const parsed = parseable ? await this.#parse(file, text, lines) : undefined;
		if (parsed !== undefined) {
			return shorter(parsed, text, 'tree-sitter');
		}
		const selection = new LineSelection(lines);
		lineChooserFor(file)(lines, selection);
		return shorter(selection.render(), text, 'lines');
	}

	/** Lets go of the parser and its memory: later skeletons are made from lines. */
	dispose(): void {
		this.#disposed = true;
		this.#grammars.reset();
	}

	async #parse(file: string, text: string, lines: readonly string[]): Promise<string | undefined> {
		const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? '';
		const grammar = grammarForExtension(extension);
		if (grammar === undefined) {
			return undefined;
		}
		const selection = new LineSelection(lines);
		let source = text;
		if (componentExtensions.has(extension)) {
			const script = embeddedScript(file, lines);
			if (script === undefined) {
				return undefined;
			}
			source = script.text;
			for (const row of script.tags) {
				selection.show(row);
			}
		}
		return (await this.#choose(grammar, source, selection)) ? selection.render() : undefined;
	}

	/** Whether the text could be parsed and something in it was chosen. */
	async #choose(grammar: GrammarDescription, source: string, selection: LineSelection): Promise<boolean> {
		const loaded = this.#disposed ? undefined : await this.#grammars.load(grammar.name);
		if (loaded === undefined) {
			return false;
		}
		try {
			const tree = parseWithin(loaded, source);
			if (tree === undefined) {
				return false;
			}
			try {
				new SyntaxSkeleton(grammar.rules, selection).choose(tree.rootNode);
				return selection.shown > 0;
			} finally {
				tree.delete();
			}
		} catch {
			// The parser's own stack is small: some nonsense overflows it.
			this.#grammars.reset();
			return false;
		}
	}
}

function shorter(skeleton: string, text: string, method: Skeleton['method']): Skeleton | undefined {
	return skeleton !== '' && skeleton.length <= text.length * largestShare ? { text: skeleton, method } : undefined;
}

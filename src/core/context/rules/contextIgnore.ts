import { parseIgnoreFile } from './ignorePatterns';
import { IgnoreRules } from './ignoreRules';

/** Our own ignore file: what it says counts before what the others say. */
const ownName = '.longviewignore';

/**
 * Ignore files that say what an assistant is not to see. Users have those of other tools already; all are in gitignore
 * syntax, may lie in any folder, and apply to tracked files too.
 */
const names: ReadonlySet<string> = new Set([
	ownName,
	'.aiexclude',
	'.aiignore',
	'.aiderignore',
	'.augmentignore',
	'.clineignore',
	'.codeiumignore',
	'.continueignore',
	'.copilotignore',
	'.cursorignore',
	'.cursorindexingignore',
	'.geminiignore',
	'.kilocodeignore',
	'.llmignore',
	'.qwenignore',
	'.repomixignore',
	'.rooignore',
	'.tabnineignore',
]);

/** Names of the ignore files that keep files from the model. */
export const contextIgnoreNames: readonly string[] = [...names];

export function isContextIgnoreName(name: string): boolean {
	return name.charCodeAt(0) === 0x2e && names.has(name);
}

/** The patterns of such a file. */
function patternsOf(name: string, text: string): string[] {
	const patterns = parseIgnoreFile(text);
	if (name !== '.aiexclude') {
		return patterns;
	}
	// This one is different by its documentation: without a pattern it blocks everything, and nothing brings back.
	return patterns.every((pattern) => pattern.trim() === '') ? ['*'] : patterns.filter((each) => !each.startsWith('!'));
}

/** What the ignore files that are in force in one folder say. Immutable: each folder has its own. */
export class ContextIgnore {
	readonly #chains: ReadonlyMap<string, IgnoreRules>;
	readonly #ignoreCase: boolean;
	/** Our own ignore file brought this folder back, and so all in it, whatever the others say. */
	readonly #isKept: boolean;

	private constructor(chains: ReadonlyMap<string, IgnoreRules>, ignoreCase: boolean, isKept: boolean) {
		this.#chains = chains;
		this.#ignoreCase = ignoreCase;
		this.#isKept = isKept;
	}

	static none(ignoreCase: boolean): ContextIgnore {
		return new ContextIgnore(new Map(), ignoreCase, false);
	}

	/** Whether no ignore file is in force. */
	get isEmpty(): boolean {
		return this.#chains.size === 0;
	}

	/** With a further file, which is stronger than those of its name before. @param folder '' or `a/b` */
	with(name: string, folder: string, text: string): ContextIgnore {
		const before = this.#chains.get(name) ?? IgnoreRules.none(this.#ignoreCase);
		const chains = new Map(this.#chains).set(name, before.withPatterns(folder, patternsOf(name, text)));
		return new ContextIgnore(chains, this.#ignoreCase, this.#isKept);
	}

	/** The path of the ignore file that excludes a path, or undefined. @param path a folder's ends with `/` */
	excluder(path: string): string | undefined {
		if (this.isEmpty) {
			return undefined;
		}
		const own = this.#chains.get(ownName)?.test(path);
		if (own?.ignored === true) {
			return join(own.folder, ownName);
		}
		if (own !== undefined || this.#isKept) {
			return undefined;
		}
		for (const [name, rules] of this.#chains) {
			const verdict = rules.test(path);
			if (verdict?.ignored === true) {
				return join(verdict.folder, name);
			}
		}
		return undefined;
	}

	/** What is in force inside a folder that is not excluded. @param path ends with `/` */
	inside(path: string): ContextIgnore {
		return !this.#isKept && this.#chains.get(ownName)?.test(path)?.ignored === false
			? new ContextIgnore(this.#chains, this.#ignoreCase, true)
			: this;
	}
}

function join(folder: string, name: string): string {
	return folder === '' ? name : `${folder}/${name}`;
}

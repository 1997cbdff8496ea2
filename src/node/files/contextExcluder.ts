import path from 'node:path';
import { contextIgnoreNames } from '../../core/context/rules/contextIgnore';
import { FolderRules } from './folderRules';
import { outerRules, type Exclusion } from './ignoreFiles';
import { findRepository, ignoresCase, statIfThere } from './repository';

/**
 * What the ignore files for assistants say about single paths below a folder, whether there are such files by now or
 * not. Listing a folder applies the same rules to all it holds.
 */
export class ContextExcluder {
	readonly #root: string;
	/** The ignore file that excludes the folder as a whole. */
	readonly #whole: string | undefined;
	readonly #rules: FolderRules;
	/** Folders whose ignore files are known, '' or ending with `/`. */
	readonly #known = new Set<string>();

	/** @param root absolute path */
	constructor(root: string) {
		const notes: string[] = [];
		const repository = findRepository(root);
		const outer = outerRules(root, repository?.top ?? root, ignoresCase(repository), notes);
		this.#root = root;
		this.#whole = outer.excluder;
		this.#rules = new FolderRules(root, outer, undefined, notes);
	}

	/** @param file below the root, `/` separated */
	exclusionOf(file: string): Pick<Exclusion, 'reason' | 'detail'> | undefined {
		if (this.#whole !== undefined) {
			return { reason: 'excluded by ignore file', detail: this.#whole };
		}
		for (let end = 0; end !== -1; end = file.indexOf('/', end + 1)) {
			this.#learn(end === 0 ? '' : file.slice(0, end + 1));
		}
		return this.#rules.exclusionOf(file);
	}

	#learn(folder: string): void {
		if (!this.#known.has(folder)) {
			this.#known.add(folder);
			const files = contextIgnoreNames.map((name) => folder + name);
			this.#rules.learn(files.filter((file) => statIfThere(path.join(this.#root, file)) !== undefined));
		}
	}
}

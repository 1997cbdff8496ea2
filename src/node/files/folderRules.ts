import path from 'node:path';
import { isContextIgnoreName, type ContextIgnore } from '../../core/context/rules/contextIgnore';
import { excludedBy, fromRoot, withContextIgnoreFiles, type Exclusion, type OuterRules } from './ignoreFiles';

/** Decides about a folder by its path from the root, which ends with `/`. Undefined when it is to be looked into. */
export type FolderDecision = (folder: string) => Pick<Exclusion, 'reason' | 'detail'> | undefined;

type FolderState = { readonly exclusion: Exclusion } | { readonly exclusion: undefined; readonly rules: ContextIgnore };

/**
 * Applies the ignore files among files that were listed already. Each folder is judged once, whatever it holds, and
 * nothing is judged where nothing is in force.
 */
export class FolderRules {
	readonly #root: string;
	readonly #outer: OuterRules;
	readonly #decide: FolderDecision | undefined;
	readonly #notes: string[];
	/** Names of ignore files by the folder that has them, '' or ending with `/`. */
	readonly #ignoreFiles = new Map<string, string[]>();
	readonly #states = new Map<string, FolderState>();

	constructor(root: string, outer: OuterRules, decide: FolderDecision | undefined, notes: string[]) {
		this.#root = root;
		this.#outer = outer;
		this.#decide = decide;
		this.#notes = notes;
	}

	/** Learns which ignore files there are. All of a folder must be known before something in it is judged. */
	learn(files: Iterable<string>): void {
		for (const file of files) {
			const nameStart = file.lastIndexOf('/') + 1;
			if (file.charCodeAt(nameStart) === 0x2e && isContextIgnoreName(file.slice(nameStart))) {
				const folder = file.slice(0, nameStart);
				const names = this.#ignoreFiles.get(folder) ?? [];
				names.push(file.slice(nameStart));
				this.#ignoreFiles.set(folder, names);
			}
		}
	}

	/** Whether nothing is in force anywhere. */
	get isEmpty(): boolean {
		return this.#ignoreFiles.size === 0 && this.#outer.rules.isEmpty && this.#decide === undefined;
	}

	/** What excludes a file, or a folder (it ends with `/`): itself or a folder around it. */
	exclusionOf(file: string): Exclusion | undefined {
		if (this.isEmpty) {
			return undefined;
		}
		const state = this.#state(file.slice(0, file.lastIndexOf('/', file.length - 2) + 1));
		return state.exclusion ?? this.#judge(file, state.rules);
	}

	#judge(file: string, rules: ContextIgnore): Exclusion | undefined {
		const { base } = this.#outer;
		const excluder = rules.excluder(base + file);
		if (excluder !== undefined) {
			return excludedBy(file, fromRoot(excluder, base));
		}
		const decision = file.endsWith('/') ? this.#decide?.(file) : undefined;
		return decision && { path: file, reason: decision.reason, detail: decision.detail };
	}

	#state(folder: string): FolderState {
		let state = this.#states.get(folder);
		if (state === undefined) {
			state = this.#enter(folder);
			this.#states.set(folder, state);
		}
		return state;
	}

	#enter(folder: string): FolderState {
		const { base, rules: outer } = this.#outer;
		let rules = outer;
		if (folder !== '') {
			const around = this.#state(folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1));
			const exclusion = around.exclusion ?? this.#judge(folder, around.rules);
			if (exclusion !== undefined) {
				return { exclusion };
			}
			rules = around.exclusion === undefined ? around.rules.inside(base + folder) : rules;
		}
		const names = this.#ignoreFiles.get(folder);
		if (names !== undefined) {
			const location = path.join(this.#root, folder);
			rules = withContextIgnoreFiles(rules, location, (base + folder).slice(0, -1), names.sort(), this.#notes);
		}
		return { exclusion: undefined, rules };
	}
}

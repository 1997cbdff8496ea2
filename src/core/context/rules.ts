import type { MarkedKind } from './rules/attributes';
import { BuiltInKinds, type KindDecision } from './rules/builtInKinds';
import { GlobRules, type GlobSetting, type SiblingTest } from './rules/globSetting';
import { IgnorePatterns, ignorePath, type IgnoreVerdict } from './rules/ignorePatterns';

export { looksMinified } from './rules/classifyText';

/** What the user chose. Patterns are in gitignore syntax, relative to a root, or to the name of a root before it. */
export interface ContextRules {
	/** Left out although git tracks them. */
	readonly exclude: readonly string[];
	/** Sent in full although a built-in rule would shorten them or leave them out. */
	readonly include: readonly string[];
	/** The editor's own `files.exclude`. */
	readonly filesExclude?: GlobSetting;
}

/** A rule's decision about a path: undefined when its text belongs into the pack. */
export type PathDecision = KindDecision | undefined;

/** What is known about a path besides the path. */
export interface PathFacts {
	/** Name of the root, where there are several: patterns may begin with it. */
	readonly rootName?: string | undefined;
	/** What a `.gitattributes` file says. */
	readonly marked?: MarkedKind | undefined;
	/** Needed for patterns of `files.exclude` that have a `when`. */
	readonly hasSibling?: SiblingTest | undefined;
}

/** Decides by path alone what stays out of the pack. */
export interface PathRules {
	/**
	 * @param path below its root, `/` separated. For a folder, which ends with `/`, the decision is about all it holds;
	 *   undefined then means that its files are to be asked about.
	 */
	(path: string, facts?: PathFacts): PathDecision;
	/** Whether the user wants a file's whole text whatever built-in rules say. Exclusion is stronger. */
	includes(path: string, facts?: PathFacts): boolean;
	/**
	 * Whether the user named this very file, or files of its name or kind, and not only a folder around it. Pictures in an
	 * included folder are not meant to be read as text.
	 */
	names(path: string, facts?: PathFacts): boolean;
}

/**
 * The rules, strongest first: `exclude`; `include`; `files.exclude`; then the built-in kinds. So each file that a
 * built-in rule or the editor's setting leaves out can be brought back by naming it in `include`. What an ignore file
 * names is not listed in the first place, and `include` has no say about it: there, `.longviewignore` has.
 * @param onBadPattern told about patterns that cannot be understood; they have no effect
 */
export function createPathRules(rules: ContextRules, onBadPattern: (pattern: string) => void): PathRules {
	const exclude = new SettingPatterns(rules.exclude, onBadPattern);
	const include = new SettingPatterns(rules.include, onBadPattern);
	const hidden = new GlobRules(rules.filesExclude ?? {}, onBadPattern);
	const kinds = new BuiltInKinds();
	const decide = (path: string, facts: PathFacts = {}): PathDecision => {
		const place = placeOf(path, facts.rootName);
		if (exclude.matches(place)) {
			return { reason: 'excluded by setting', detail: 'longview.context.exclude' };
		}
		const isFolder = path.endsWith('/');
		// A folder may hold something that is included.
		if (isFolder ? !include.isEmpty : include.matches(place)) {
			return undefined;
		}
		const pattern = hidden.hiding(path, facts.hasSibling);
		if (pattern !== undefined) {
			return { reason: 'excluded by setting', detail: `files.exclude: ${pattern}` };
		}
		return isFolder ? undefined : builtIn(kinds, path, facts.marked);
	};
	return Object.assign(decide, {
		includes: (path: string, { rootName }: PathFacts = {}) => {
			const place = placeOf(path, rootName);
			return include.matches(place) && !exclude.matches(place);
		},
		names: (path: string, { rootName }: PathFacts = {}) => {
			const place = placeOf(path, rootName);
			return include.names(place) && !exclude.matches(place);
		},
	});
}

function builtIn(kinds: BuiltInKinds, path: string, marked: MarkedKind | undefined): PathDecision {
	const decision = kinds.decide(path);
	return decision ?? (marked && { reason: marked, detail: 'by .gitattributes' });
}

/** A path as a setting's patterns may speak about it. */
interface SettingPath {
	/** With the root's name before it, where there is one. */
	readonly named: string;
	/** Length of the root's name with its slash, as `ignorePath` counts. */
	readonly prefix: number;
}

function placeOf(path: string, rootName: string | undefined): SettingPath {
	return rootName === undefined
		? { named: path, prefix: 0 }
		: { named: `${rootName}/${path}`, prefix: ignorePath(rootName).bytes.length + 1 };
}

/** Patterns of a setting: about paths below a root, and about the same paths with the root's name before them. */
class SettingPatterns {
	readonly #patterns: IgnorePatterns | undefined;
	readonly #texts: readonly string[];
	readonly #folders = new Map<string, boolean>();

	constructor(patterns: readonly string[], onBadPattern: (pattern: string) => void) {
		const usable = patterns.filter((pattern) => pattern.trim() !== '' && !pattern.startsWith('#'));
		this.#texts = usable;
		if (usable.length > 0) {
			this.#patterns = new IgnorePatterns(usable, false);
			this.#patterns.bad.toReversed().forEach((pattern) => onBadPattern(pattern));
		}
	}

	get isEmpty(): boolean {
		return this.#patterns === undefined;
	}

	/** Whether a path matches, itself or a folder around it. */
	matches({ named, prefix }: SettingPath): boolean {
		const patterns = this.#patterns;
		if (patterns === undefined) {
			return false;
		}
		const slash = named.lastIndexOf('/', named.length - 2);
		return (slash !== -1 && this.#folder(named.slice(0, slash + 1), prefix)) || judge(patterns, named, prefix);
	}

	/** Whether the pattern that counts says something about the path's own name. */
	names({ named, prefix }: SettingPath): boolean {
		const verdict = this.#patterns && verdictOf(this.#patterns, named, prefix);
		return verdict?.ignored === true && /[^*?/][^/]*$/.test(this.#texts[verdict.index]!.trimEnd());
	}

	#folder(named: string, prefix: number): boolean {
		let matches = this.#folders.get(named);
		if (matches === undefined) {
			matches = this.matches({ named, prefix });
			this.#folders.set(named, matches);
		}
		return matches;
	}
}

/** The last pattern that matches counts, whichever way it speaks of the path. */
function judge(patterns: IgnorePatterns, named: string, prefix: number): boolean {
	return verdictOf(patterns, named, prefix)?.ignored === true;
}

function verdictOf(patterns: IgnorePatterns, named: string, prefix: number): IgnoreVerdict | undefined {
	const path = ignorePath(named);
	// The root itself has no path below the root.
	return patterns.test(path, 0, path.bytes.length < prefix ? 0 : prefix);
}

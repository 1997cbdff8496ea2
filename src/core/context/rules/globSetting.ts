import { compileGlob, type Glob } from './globs';

/** The value of `files.exclude`: patterns, each on, off, or on beside a sibling file. */
export type GlobSetting = Readonly<Record<string, boolean | { readonly when: string }>>;

interface Entry {
	readonly pattern: string;
	readonly glob: Glob;
	/** Name of the sibling that must exist, with `$(basename)` in it; undefined when none must. */
	readonly when: string | undefined;
}

/** Tells whether there is a file or folder of a name beside the path in question. */
export type SiblingTest = (name: string) => boolean;

/** What a setting such as `files.exclude` says about paths below a root. */
export class GlobRules {
	readonly #entries: readonly Entry[];
	/** The pattern that hides a folder, by the folder's path. */
	readonly #folders = new Map<string, string | undefined>();

	/** @param onBadPattern told about patterns that cannot be understood; they have no effect */
	constructor(setting: GlobSetting, onBadPattern: (pattern: string) => void) {
		const entries: Entry[] = [];
		for (const [pattern, value] of Object.entries(setting)) {
			const when = typeof value === 'boolean' ? undefined : whenOf(value);
			if (value === false || when === false) {
				continue;
			}
			const glob = compileGlob(pattern);
			if (glob) {
				entries.push({ pattern, glob, when });
			} else {
				onBadPattern(pattern);
			}
		}
		this.#entries = entries;
	}

	get isEmpty(): boolean {
		return this.#entries.length === 0;
	}

	/**
	 * The pattern that hides a path, itself or a folder around it; undefined when none does.
	 * @param path a folder's ends with `/`
	 * @param hasSibling without it, patterns with a `when` hide nothing
	 */
	hiding(path: string, hasSibling?: SiblingTest): string | undefined {
		if (this.#entries.length === 0) {
			return undefined;
		}
		const bare = path.endsWith('/') ? path.slice(0, -1) : path;
		const slash = bare.lastIndexOf('/');
		return (slash === -1 ? undefined : this.#folder(bare.slice(0, slash))) ?? this.#match(bare, hasSibling);
	}

	#folder(folder: string): string | undefined {
		let hiding = this.#folders.get(folder);
		if (hiding === undefined && !this.#folders.has(folder)) {
			hiding = this.hiding(folder);
			this.#folders.set(folder, hiding);
		}
		return hiding;
	}

	#match(path: string, hasSibling: SiblingTest | undefined): string | undefined {
		const name = path.slice(path.lastIndexOf('/') + 1);
		const dot = name.lastIndexOf('.');
		const stem = dot > 0 ? name.slice(0, dot) : name;
		const applies = ({ glob, when }: Entry): boolean =>
			(when === undefined || hasSibling?.(when.replaceAll('$(basename)', stem)) === true) && glob.matches(path);
		return this.#entries.find(applies)?.pattern;
	}
}

/** False when the value is not of a form that means anything. */
function whenOf(value: unknown): string | false {
	const when = typeof value === 'object' && value !== null ? (value as { readonly when?: unknown }).when : undefined;
	return typeof when === 'string' ? when : false;
}

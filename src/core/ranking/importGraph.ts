import { extractImports } from './extractImports';
import { compareCodeUnits } from './order';
import { packageName } from './packageName';
import { folderOf, PathSet } from './pathSet';
import { resolveImport } from './resolveImport';

/** What the imports tell about one file. */
export interface ImportFacts {
	/** Files that import it. */
	readonly importers: number;
	/**
	 * Its share of all attention when it flows along the imports, in units of a file's average share: 1,000 is average.
	 * Whole numbers, the same on every machine.
	 */
	readonly importance: number;
}

/** Who imports whom, as it was when it was built. */
export interface ImportLinks {
	/** By path; files without links are average. */
	facts(path: string): ImportFacts;
	/** Files that a file imports, in order of their paths. */
	imports(path: string): readonly string[];
	/** Files that import a file, in order of their paths. */
	importers(path: string): readonly string[];
}

/**
 * Collects what files import. A file's text is looked at once per change; who is meant is looked up anew for each
 * `build`, because a file that comes or goes changes what others' imports lead to.
 */
export class ImportGraph {
	readonly #specifiers = new Map<string, readonly string[]>();
	readonly #packages = new Map<string, string>();

	/**
	 * Takes a file's text in, new or changed.
	 * @returns whether what is built may be another than before
	 */
	update(path: string, text: string): boolean {
		const before = this.#specifiers.get(path);
		const specifiers = extractImports(path, text);
		const name = packageName(path, text);
		const isSame =
			before?.length === specifiers.length &&
			before.every((each, index) => each === specifiers[index]) &&
			this.#packages.get(path) === name;
		if (isSame) {
			return false;
		}
		this.#specifiers.set(path, specifiers);
		if (name === undefined) {
			this.#packages.delete(path);
		} else {
			this.#packages.set(path, name);
		}
		return true;
	}

	delete(path: string): void {
		this.#specifiers.delete(path);
		this.#packages.delete(path);
	}

	/** Resolves all imports. Linear in their number. */
	build(): ImportLinks {
		const files = [...this.#specifiers.keys()].sort(compareCodeUnits);
		const paths = new PathSet(files);
		for (const [path, name] of [...this.#packages].sort(([left], [right]) => compareCodeUnits(right, left))) {
			paths.addPackage(name, folderOf(path));
		}
		const numbers = new Map(files.map((path, number) => [path, number]));
		const targets = files.map((path) => {
			const found = new Set<number>();
			for (const specifier of this.#specifiers.get(path)!) {
				for (const target of resolveImport(path, specifier, paths)) {
					found.add(numbers.get(target)!);
				}
			}
			return [...found].sort((left, right) => left - right);
		});
		const sources: number[][] = files.map(() => []);
		targets.forEach((each, source) => each.forEach((target) => sources[target]!.push(source)));
		const importance = spreadAttention(targets);
		const named = (list: readonly number[] | undefined) => (list ?? []).map((number) => files[number]!);
		return {
			facts(path) {
				const number = numbers.get(path);
				return number === undefined
					? { importers: 0, importance: 1_000 }
					: { importers: sources[number]!.length, importance: importance[number]! };
			},
			imports: (path) => named(targets[numbers.get(path) ?? -1]),
			importers: (path) => named(sources[numbers.get(path) ?? -1]),
		};
	}
}

const rounds = 20;
const damping = 0.85;

/**
 * PageRank with a fixed number of rounds. It uses nothing but addition, multiplication and division in a fixed order,
 * which IEEE 754 defines to the last bit.
 */
function spreadAttention(targets: readonly (readonly number[])[]): number[] {
	const count = targets.length;
	let attention = new Float64Array(count).fill(1);
	for (let round = 0; round < rounds; round++) {
		let loose = 0;
		const next = new Float64Array(count);
		for (let source = 0; source < count; source++) {
			const list = targets[source]!;
			if (list.length === 0) {
				loose += attention[source]!;
			}
			const share = attention[source]! / list.length;
			for (const target of list) {
				next[target]! += share;
			}
		}
		const base = 1 - damping + (damping * loose) / count;
		attention = next.map((value) => base + damping * value);
	}
	return Array.from(attention, (value) => Math.round(value * 1_000));
}

interface Changes {
	lastChange: number;
	commits: number;
}

/** A commit that changes more files (a reformatting, an import) tells nothing about one of them. */
const sweepingCommit = 300;

/** A kind of change is a letter, with a percentage where a file was renamed: shorter than any commit's hash. */
const longestKind = 4;

/** Understands `git log -z --name-status --format='%H %ct'` as it comes in. A commit counts once it has come whole. */
export class HistoryParser {
	readonly changes = new Map<string, Changes>();
	/** Hash of the first commit. */
	head: string | undefined;
	/** Time of the first commit, in seconds since 1970. */
	newest: number | undefined;
	/** Commits that came whole. */
	commits = 0;

	readonly #decoder = new TextDecoder();
	#rest = '';
	#time: number | undefined;
	/** The paths that the commit coming in has changed, and for those that were renamed or copied the paths before. */
	#paths: string[] = [];
	#sources: (string | undefined)[] = [];
	/** What the next field is: one of the paths of a change, or a kind of change or a commit. */
	#expected: 'entry' | 'path' | 'old-path' | 'new-path' = 'entry';
	/** Names that files had before they were renamed, and the names they have now. */
	readonly #renamed = new Map<string, string>();

	push(chunk: Uint8Array): void {
		const fields = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\0');
		this.#rest = fields.pop()!;
		this.#take(fields);
	}

	/** Says that the last commit has come whole. */
	end(): void {
		// Git ends the last commit without a NUL when it changed nothing below the folder.
		if (this.#rest.trim() !== '') {
			this.#take([this.#rest]);
		}
		this.#rest = '';
		this.#finish();
	}

	/** One loop with its state at hand: there are thousands of fields, and at a start all this is interpreted. */
	#take(fields: readonly string[]): void {
		let expected = this.#expected;
		let paths = this.#paths;
		let sources = this.#sources;
		for (let index = 0; index < fields.length; index++) {
			const field = fields[index]!;
			if (expected === 'path' || expected === 'new-path') {
				paths.push(field);
				if (expected === 'path') {
					sources.push(undefined);
				}
				expected = 'entry';
			} else if (expected === 'old-path') {
				sources.push(field);
				expected = 'new-path';
			} else {
				const header = field.trim();
				if (header.length > longestKind) {
					this.#begin(header);
					paths = this.#paths;
					sources = this.#sources;
				} else if (header !== '') {
					expected = header.startsWith('R') || header.startsWith('C') ? 'old-path' : 'path';
				}
			}
		}
		this.#expected = expected;
	}

	#begin(header: string): void {
		this.#finish();
		const space = header.indexOf(' ');
		const time = Number(header.slice(space + 1));
		this.#time = Number.isSafeInteger(time) && time >= 0 ? time : 0;
		this.head ??= header.slice(0, space);
		this.newest ??= this.#time;
	}

	#finish(): void {
		const time = this.#time;
		if (time === undefined) {
			return;
		}
		this.commits++;
		const { changes } = this;
		const renamed = this.#renamed;
		const paths = this.#paths;
		const weight = paths.length > sweepingCommit ? 0 : 1;
		for (let index = 0; index < paths.length; index++) {
			const to = paths[index]!;
			const from = this.#sources[index];
			const path = renamed.get(to) ?? to;
			if (from !== undefined && from !== to && from !== path) {
				renamed.set(from, path);
			}
			const known = changes.get(path);
			if (known === undefined) {
				changes.set(path, { lastChange: time, commits: weight });
			} else {
				known.commits += weight;
				// Commits do not always come in the order of their times.
				if (time > known.lastChange) {
					known.lastChange = time;
				}
			}
		}
		this.#paths = [];
		this.#sources = [];
		this.#time = undefined;
	}
}

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
	/** Kinds and paths of the commit that is coming in. */
	#entries: { readonly from: string; to: string }[] = [];
	/** What the next fields are: the paths of a change, or a change or commit. */
	#expected: 'entry' | 'path' | 'old-path' | 'new-path' = 'entry';
	/** Names that files had before they were renamed, and the names they have now. */
	readonly #renamed = new Map<string, string>();

	push(chunk: Uint8Array): void {
		const fields = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\0');
		this.#rest = fields.pop()!;
		for (const field of fields) {
			this.#take(field);
		}
	}

	/** Says that the last commit has come whole. */
	end(): void {
		// Git ends the last commit without a NUL when it changed nothing below the folder.
		if (this.#rest.trim() !== '') {
			this.#take(this.#rest);
		}
		this.#rest = '';
		this.#finish();
	}

	#take(field: string): void {
		switch (this.#expected) {
			case 'path':
				this.#entries.push({ from: field, to: field });
				this.#expected = 'entry';
				return;
			case 'old-path':
				this.#entries.push({ from: field, to: field });
				this.#expected = 'new-path';
				return;
			case 'new-path':
				this.#entries.at(-1)!.to = field;
				this.#expected = 'entry';
				return;
			case 'entry': {
				const header = field.trim();
				if (header.length > longestKind) {
					this.#begin(header);
				} else if (header !== '') {
					this.#expected = header.startsWith('R') || header.startsWith('C') ? 'old-path' : 'path';
				}
			}
		}
	}

	#begin(header: string): void {
		this.#finish();
		const [hash, seconds] = header.split(' ', 2);
		const time = Number(seconds);
		this.#time = Number.isSafeInteger(time) && time >= 0 ? time : 0;
		this.head ??= hash;
		this.newest ??= this.#time;
	}

	#finish(): void {
		const time = this.#time;
		if (time === undefined) {
			return;
		}
		this.commits++;
		const weight = this.#entries.length > sweepingCommit ? 0 : 1;
		for (const { from, to } of this.#entries) {
			const path = this.#renamed.get(to) ?? to;
			if (from !== to && from !== path) {
				this.#renamed.set(from, path);
			}
			const known = this.changes.get(path);
			if (known === undefined) {
				this.changes.set(path, { lastChange: time, commits: weight });
			} else {
				// Commits do not always come in the order of their times.
				known.lastChange = Math.max(known.lastChange, time);
				known.commits += weight;
			}
		}
		this.#entries = [];
		this.#time = undefined;
	}
}

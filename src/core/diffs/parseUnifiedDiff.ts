import { FileNames, unquoteName } from './diffPaths';
import type { DiffHunk, DiffLine, FileDiff } from './types';

const hunkHeader = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;
const combined = /^diff --(?:cc|combined) (.*)$/;

/**
 * Parses what `git diff`, `git show` or `diff -u` print. What cannot be understood is kept in the headers, never
 * guessed; nothing is thrown. The text may be cut off anywhere.
 */
export function parseUnifiedDiff(text: string): FileDiff[] {
	return new DiffParser(text).parse();
}

class DiffParser {
	readonly #lines: readonly string[];
	#at = 0;
	#hunkCount = 0;
	#between: string[] = [];

	constructor(text: string) {
		const lines = text.split('\n');
		if (lines.at(-1) === '') {
			lines.pop();
		}
		this.#lines = lines;
	}

	parse(): FileDiff[] {
		const files: FileDiff[] = [];
		while (this.#at < this.#lines.length) {
			const line = this.#lines[this.#at]!;
			if (line.startsWith('diff --git ') || this.#isPlainStart()) {
				files.push(this.#file());
			} else if (combined.test(line)) {
				files.push(this.#combinedFile());
			} else {
				this.#between.push(line);
				this.#at++;
			}
		}
		return files;
	}

	#isPlainStart(): boolean {
		const [first, second, third] = this.#lines.slice(this.#at, this.#at + 3);
		return (
			first?.startsWith('--- ') === true && second?.startsWith('+++ ') === true && third?.startsWith('@@ ') === true
		);
	}

	#file(): FileDiff {
		const header = this.#takeBetween();
		const names = new FileNames();
		let status: FileDiff['status'] = 'modified';
		let modeChanged = false;
		let binary = false;
		const first = this.#lines[this.#at]!;
		const isGit = first.startsWith('diff --git ');
		if (isGit) {
			names.fromGitLine(first);
			header.push(first);
			this.#at++;
		}
		for (; this.#at < this.#lines.length; this.#at++) {
			const line = this.#lines[this.#at]!;
			if (line.startsWith('diff --') || line.startsWith('@@ ') || (isGit && /^commit [0-9a-f]{7,64}\b/.test(line))) {
				break;
			}
			header.push(line);
			if (line.startsWith('--- ') || line.startsWith('+++ ')) {
				names.fromMark(line);
			} else if (line.startsWith('new file mode ')) {
				status = 'added';
			} else if (line.startsWith('deleted file mode ')) {
				status = 'deleted';
			} else if (/^(?:rename|copy) (?:from|to) /.test(line)) {
				status = line.startsWith('rename') ? 'renamed' : 'copied';
				names.fromMove(line);
			} else if (line.startsWith('old mode ')) {
				modeChanged = true;
			} else if (line.startsWith('Binary files ') || line === 'GIT binary patch') {
				binary = true;
			}
		}
		const hunks = this.#hunks();
		const { oldPath, newPath } = names;
		if (status === 'modified' && (oldPath === undefined) !== (newPath === undefined)) {
			status = oldPath === undefined ? 'added' : 'deleted';
		} else if (status === 'modified' && modeChanged && !binary && hunks.length === 0) {
			status = 'mode';
		}
		return {
			...(oldPath === undefined || status === 'added' ? {} : { oldPath }),
			...(newPath === undefined || status === 'deleted' ? {} : { newPath }),
			status,
			binary,
			hunks,
			added: count(hunks, 'added'),
			removed: count(hunks, 'removed'),
			header,
		};
	}

	/** A merge shown against several parents: its lines have several signs, which nothing here understands. */
	#combinedFile(): FileDiff {
		const header = this.#takeBetween();
		const path = unquoteName(combined.exec(this.#lines[this.#at]!)![1]!);
		do {
			header.push(this.#lines[this.#at]!);
			this.#at++;
		} while (this.#at < this.#lines.length && !this.#lines[this.#at]!.startsWith('diff --'));
		return {
			oldPath: path,
			newPath: path,
			status: 'modified',
			binary: false,
			hunks: [],
			added: 0,
			removed: 0,
			unsupported: 'It is compared with several versions at once (a merge or a conflict).',
			header,
		};
	}

	#takeBetween(): string[] {
		const between = this.#between;
		this.#between = [];
		return between;
	}

	#hunks(): DiffHunk[] {
		const hunks: DiffHunk[] = [];
		for (;;) {
			const header = this.#lines[this.#at];
			const match = header === undefined ? null : hunkHeader.exec(header);
			if (match === null) {
				return hunks;
			}
			this.#at++;
			const oldLines = Number(match[2] ?? 1);
			const newLines = Number(match[4] ?? 1);
			hunks.push({
				id: `H${++this.#hunkCount}`,
				oldStart: Number(match[1]),
				oldLines,
				newStart: Number(match[3]),
				newLines,
				section: match[5]!.trim(),
				header: header!,
				lines: this.#body(oldLines, newLines),
			});
		}
	}

	/** Counts decide where a hunk ends: a removed line may read `-- a/x`. */
	#body(oldLines: number, newLines: number): DiffLine[] {
		const lines: DiffLine[] = [];
		let oldLeft = oldLines;
		let newLeft = newLines;
		for (; this.#at < this.#lines.length; this.#at++) {
			const line = this.#lines[this.#at]!;
			const last = lines.at(-1);
			if (line.startsWith('\\') && last !== undefined) {
				lines[lines.length - 1] = { ...last, noNewline: true };
				continue;
			}
			// Some tools take the only space off an empty context line.
			const sign = line === '' ? ' ' : line[0];
			const wantsOld = sign === ' ' || sign === '-';
			const wantsNew = sign === ' ' || sign === '+';
			if ((!wantsOld && !wantsNew) || (wantsOld && oldLeft === 0) || (wantsNew && newLeft === 0)) {
				break;
			}
			oldLeft -= wantsOld ? 1 : 0;
			newLeft -= wantsNew ? 1 : 0;
			lines.push({ kind: sign === ' ' ? 'context' : sign === '+' ? 'added' : 'removed', text: line.slice(1) });
		}
		return lines;
	}
}

function count(hunks: readonly DiffHunk[], kind: DiffLine['kind']): number {
	let total = 0;
	for (const hunk of hunks) {
		for (const line of hunk.lines) {
			total += line.kind === kind ? 1 : 0;
		}
	}
	return total;
}

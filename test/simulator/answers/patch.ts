/** One hunk of a unified diff. Its lines keep their marks. */
export interface Hunk {
	/** Text behind the second `@@`. */
	readonly heading: string;
	readonly oldStart: number;
	readonly oldLines: number;
	readonly newStart: number;
	readonly lines: readonly string[];
}

/** The hunks of one file in a diff. */
export interface FileDiff {
	/** Path after the change, or before it when the file is deleted. */
	readonly path: string;
	readonly oldPath: string | undefined;
	readonly kind: 'changed' | 'added' | 'deleted' | 'renamed';
	readonly hunks: readonly Hunk[];
}

const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/;

/** Reads the hunks at a position of a diff's lines; stops where no further hunk begins. */
function readHunks(lines: readonly string[], from: number): { hunks: Hunk[]; next: number } {
	const hunks: Hunk[] = [];
	let at = from;
	for (let match = header.exec(lines[at] ?? ''); match !== null; match = header.exec(lines[at] ?? '')) {
		let oldLeft = Number(match[2] ?? 1);
		let newLeft = Number(match[4] ?? 1);
		const oldLines = oldLeft;
		const body: string[] = [];
		at++;
		while (at < lines.length && (oldLeft > 0 || newLeft > 0 || lines[at]!.startsWith('\\'))) {
			const line = lines[at++]!;
			body.push(line);
			if (!line.startsWith('\\')) {
				oldLeft -= line.startsWith('+') ? 0 : 1;
				newLeft -= line.startsWith('-') ? 0 : 1;
			}
		}
		hunks.push({ heading: match[5]!, oldStart: Number(match[1]), oldLines, newStart: Number(match[3]), lines: body });
	}
	return { hunks, next: at };
}

/** Applies hunks without file headers to a text they were made for. */
export function applyHunks(before: string, diff: string): string {
	const source = before.split('\n');
	const result: string[] = [];
	let at = 0;
	for (const hunk of readHunks(diff.split('\n'), 0).hunks) {
		const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
		result.push(...source.slice(at, start));
		at = start + hunk.oldLines;
		result.push(...hunk.lines.filter((line) => !/^[-\\]/.test(line)).map((line) => line.slice(1)));
	}
	result.push(...source.slice(at));
	return result.join('\n');
}

/** Reads a unified diff of several files, as git writes it. */
export function parseDiff(diff: string): FileDiff[] {
	const lines = diff.split('\n');
	const files: FileDiff[] = [];
	let oldPath: string | undefined;
	let newPath: string | undefined;
	let renamed = false;
	const finish = (hunks: readonly Hunk[]) => {
		const path = newPath ?? oldPath;
		if (path !== undefined) {
			const kind = renamed
				? 'renamed'
				: oldPath === undefined
					? 'added'
					: newPath === undefined
						? 'deleted'
						: 'changed';
			files.push({ path, oldPath, kind, hunks });
		}
		oldPath = newPath = undefined;
		renamed = false;
	};
	for (let at = 0; at < lines.length;) {
		const line = lines[at]!;
		if (line.startsWith('diff --git ')) {
			finish([]);
			const paths = /^diff --git "?a\/(.*?)"? "?b\/(.*?)"?$/.exec(line);
			[, oldPath, newPath] = paths ?? [];
		} else if (line.startsWith('rename from ')) {
			renamed = true;
		} else if (line.startsWith('--- ')) {
			oldPath = headerPath(line);
		} else if (line.startsWith('+++ ')) {
			newPath = headerPath(line);
		} else if (line.startsWith('new file mode ')) {
			oldPath = undefined;
		} else if (line.startsWith('deleted file mode ')) {
			newPath = undefined;
		} else if (header.test(line)) {
			const { hunks, next } = readHunks(lines, at);
			finish(hunks);
			at = next;
			continue;
		}
		at++;
	}
	finish([]);
	return files;
}

function headerPath(line: string): string | undefined {
	const path = line
		.slice(4)
		.replace(/\t.*$/, '')
		.replace(/^"(.*)"$/, '$1');
	return path === '/dev/null' ? undefined : path.replace(/^[ab]\//, '');
}

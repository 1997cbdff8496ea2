import { joinLines, type Draft } from './answerLines';
import { hunkDraft } from './patchHunk';
import { cleanPath } from './paths';

/** Whether a line begins a V4A patch. */
export function beginsPatch(line: string): boolean {
	return /^\s*\*\*\* Begin Patch\b/.test(line);
}

/** Whether a line ends a V4A patch. What follows does not matter, so a growing line never un-ends. */
export function endsPatch(line: string): boolean {
	return /^\s*\*\*\* End Patch/.test(line);
}

/** Whether a line of a shell script hands the patch below it to `apply_patch`. */
export function callsApplyPatch(line: string): boolean {
	return /^\s*(?:\$ )?apply_patch\b.*<</.test(line);
}

/** Whether a line ends what a shell script handed over. */
export function endsHeredoc(line: string): boolean {
	return /^(?:EOF|PATCH|END)$/.test(line);
}

const operation = /^\*\*\* (Add|Update|Delete|Move|Rename) File: *(.+)$/;

/** The path of the file a line of a patch begins to change, if it does. */
export function patchPathAt(line: string): string | undefined {
	const path = operation.exec(line)?.[2];
	return path === undefined ? undefined : cleanPath(path);
}

/** Reads the lines of a V4A patch, with or without its first and last line. */
export function parsePatch(lines: readonly string[]): Draft[] {
	const drafts: Draft[] = [];
	const starts: number[] = [];
	for (const [index, line] of lines.entries()) {
		if (operation.test(line)) {
			starts.push(index);
		}
	}
	for (const [index, first] of starts.entries()) {
		let end = starts[index + 1] ?? lines.length;
		while (end > first + 1 && (endsPatch(lines[end - 1]!) || lines[end - 1] === '')) {
			end--;
		}
		const [, verb, written] = operation.exec(lines[first]!)!;
		const path = cleanPath(written!);
		const body = lines.slice(first + 1, end);
		const whole = { firstLine: first, lastLine: end - 1 };
		const dialect = 'v4a-patch';
		if (verb === 'Add') {
			// A line without its sign is still a line of the new file: there is nothing else it could be.
			const content = joinLines(body.map((line) => (line.startsWith('+') ? line.slice(1) : line)));
			drafts.push({ ...whole, content: { kind: 'write', dialect, path, content } });
		} else if (verb === 'Delete') {
			drafts.push({ ...whole, content: { kind: 'delete', dialect, path } });
		} else {
			drafts.push(...updateDrafts(body, path, first));
		}
	}
	return drafts.length > 0
		? drafts
		: [{ firstLine: 0, lastLine: lines.length - 1, content: { message: 'The patch names no file.' } }];
}

function updateDrafts(body: readonly string[], path: string, header: number): Draft[] {
	const drafts: Draft[] = [];
	let moveTo: string | undefined;
	let moveLine = header;
	let hunk: { first: number; lines: string[]; anchor: string | undefined } | undefined;
	const endHunk = (last: number): void => {
		if (hunk !== undefined && hunk.lines.some((line) => line !== '')) {
			const { lines, anchor, first } = hunk;
			const place = anchor === undefined ? { lines } : { lines, anchor };
			drafts.push(hunkDraft(place, path, 'v4a-patch', first, last));
		}
		hunk = undefined;
	};
	for (const [index, line] of body.entries()) {
		const at = header + 1 + index;
		const move = /^\*\*\* (?:Move|Rename) (?:to|File): *(.+)$/.exec(line);
		if (move !== null) {
			endHunk(at - 1);
			moveTo = cleanPath(move[1]!);
			moveLine = at;
		} else if (line.startsWith('@@')) {
			const anchor = line
				.replace(/^@@+\s*(?:-\d[^@]*@@)?/, '')
				.replace(/\s*@@$/, '')
				.trim();
			// Several `@@` lines in a row narrow the place down, from the outermost inwards.
			if (hunk !== undefined && hunk.lines.length === 0) {
				hunk.anchor = anchor === '' ? hunk.anchor : [hunk.anchor ?? [], anchor].flat().join('\n');
			} else {
				endHunk(at - 1);
				hunk = { first: at, lines: [], anchor: anchor === '' ? undefined : anchor };
			}
		} else if (!line.startsWith('*** ')) {
			hunk ??= { first: at, lines: [], anchor: undefined };
			hunk.lines.push(line);
		}
	}
	endHunk(header + body.length);
	if (moveTo !== undefined) {
		drafts.unshift({
			firstLine: header,
			lastLine: drafts.length === 0 ? header + body.length : moveLine,
			content: { kind: 'rename', dialect: 'v4a-patch', path, to: moveTo },
		});
	}
	return drafts;
}

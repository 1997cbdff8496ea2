import type { Draft } from './answerLines';
import { hunkDraft, readHunk, type PatchHunk } from './patchHunk';
import { cleanPath } from './paths';

/** Whether a line can be the first of a unified diff that names its file. */
export function beginsUnifiedDiff(line: string): boolean {
	return /^(?:diff --git \S|--- (?:"?a\/|\/dev\/null|\S+[./]\S*))/.test(line);
}

/** Whether a line can be the first of a patch as it is mailed or shown, with the diff further down. */
export function introducesDiff(line: string): boolean {
	return /^(?:From [\da-f]{7,40} |commit [\da-f]{7,40}|Index: \S)/.test(line);
}

/** The path a line of a diff names, if it is the second line of a file's header. */
export function diffPathAt(above: string, line: string): string | undefined {
	if (!line.startsWith('+++ ') || !above.startsWith('--- ')) {
		return undefined;
	}
	const names = headerPaths(above, line);
	return names.after ?? names.before;
}

interface FileSection {
	first: number;
	before: string | undefined;
	after: string | undefined;
	renameFrom: string | undefined;
	renameTo: string | undefined;
	created: boolean;
	deleted: boolean;
	hunks: { first: number; last: number; hunk: PatchHunk }[];
}

/** Reads the lines of a unified diff. Counts in hunk headers are not trusted; line numbers are hints. */
export function parseUnifiedDiff(lines: readonly string[]): Draft[] {
	const sections: FileSection[] = [];
	let section: FileSection | undefined;
	let hunk: { first: number; lines: string[]; line: number | undefined; anchor: string | undefined } | undefined;
	const endHunk = (last: number): void => {
		if (hunk?.lines.at(-2) === '-- ' && /^\d+\.\d+/.test(hunk.lines.at(-1)!)) {
			// The signature of a patch that was mailed.
			hunk.lines.length -= 2;
		}
		if (hunk !== undefined && section !== undefined) {
			const { first, line, anchor } = hunk;
			section.hunks.push({
				first,
				last,
				hunk: {
					lines: hunk.lines,
					...(line === undefined ? {} : { line }),
					...(anchor === undefined ? {} : { anchor }),
				},
			});
		}
		hunk = undefined;
	};
	const begin = (first: number, last: number): FileSection => {
		endHunk(last);
		section = newSection(first);
		sections.push(section);
		return section;
	};
	for (let index = 0; index < lines.length; index++) {
		const line = lines[index]!;
		if (line.startsWith('diff --git ')) {
			const started = begin(index, index - 1);
			const names = /^diff --git "?[aciow]\/(.*?)"? "?[bciow]\/(.*?)"?$/.exec(line);
			started.before = names?.[1];
			started.after = names?.[2];
		} else if (isFileHeader(lines, index, hunk !== undefined)) {
			const current =
				section === undefined || hunk !== undefined || section.hunks.length > 0 ? begin(index, index - 1) : section;
			const names = headerPaths(line, lines[index + 1]!);
			current.created = names.before === undefined;
			current.deleted = names.after === undefined;
			current.before = names.before ?? names.after;
			current.after = names.after ?? names.before;
			index++;
		} else if (section !== undefined && /^@@/.test(line)) {
			endHunk(index - 1);
			const header = /^@@+(?: -(\d+)(?:,\d+)? \+\d+(?:,\d+)?)?(?: ?@@)?(.*)$/.exec(line);
			const number = header?.[1] === undefined ? undefined : Number(header[1]);
			const heading = header?.[2]?.replace(/^[\s.@-]+|[\s.@]+$/g, '');
			hunk = {
				first: index,
				lines: [],
				line: number === undefined || number === 0 ? undefined : number,
				anchor: heading === undefined || heading === '' ? undefined : heading,
			};
		} else if (hunk !== undefined) {
			hunk.lines.push(line);
		} else if (section !== undefined) {
			noteHeader(section, line);
		}
	}
	endHunk(lines.length - 1);
	return sections.flatMap((part, index) => sectionDrafts(part, (sections[index + 1]?.first ?? lines.length) - 1));
}

function newSection(first: number): FileSection {
	return {
		first,
		before: undefined,
		after: undefined,
		renameFrom: undefined,
		renameTo: undefined,
		created: false,
		deleted: false,
		hunks: [],
	};
}

/** A removed line `-- x` beside an added `++ y` looks the same inside a hunk; there the next line must be a hunk's. */
function isFileHeader(lines: readonly string[], index: number, inHunk: boolean): boolean {
	const next = lines[index + 1];
	if (!lines[index]!.startsWith('--- ') || next?.startsWith('+++ ') !== true) {
		return false;
	}
	return !inHunk || lines[index + 2]?.startsWith('@@') === true;
}

function noteHeader(section: FileSection, line: string): void {
	if (line.startsWith('rename from ')) {
		section.renameFrom = unquote(line.slice('rename from '.length));
	} else if (line.startsWith('rename to ')) {
		section.renameTo = unquote(line.slice('rename to '.length));
	} else if (line.startsWith('new file mode')) {
		section.created = true;
	} else if (line.startsWith('deleted file mode')) {
		section.deleted = true;
	}
}

/** Undefined stands for `/dev/null`. `a/` and `b/` are dropped only when both sides carry them. */
function headerPaths(minus: string, plus: string): { before: string | undefined; after: string | undefined } {
	const read = (line: string): string | undefined => {
		const name = unquote(
			line
				.slice(4)
				.replace(/\t.*$/, '')
				.replace(/\s+\d{4}-\d\d-\d\d[ T].*$/, ''),
		);
		return name === '/dev/null' ? undefined : name;
	};
	const before = read(minus);
	const after = read(plus);
	// Git's prefixes, also those of `diff.mnemonicPrefix`. Two of `a/` may be a folder: only the workspace can tell.
	const prefixes = `${before === undefined ? 'a/' : before.slice(0, 2)} ${after === undefined ? 'b/' : after.slice(0, 2)}`;
	const same = before === undefined || after === undefined || before.slice(2) === after.slice(2);
	const prefixed = prefixes === 'a/ b/' || (same && /^(?:i\/ w|c\/ [iw]|o\/ w)\/$/.test(prefixes));
	return prefixed ? { before: before?.slice(2), after: after?.slice(2) } : { before, after };
}

function unquote(name: string): string {
	const trimmed = name.trim();
	if (!/^".*"$/.test(trimmed)) {
		return cleanPath(trimmed);
	}
	const bytes: number[] = [];
	for (const [, octal, escaped, plain] of trimmed.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
		if (octal !== undefined) {
			bytes.push(Number.parseInt(octal, 8));
		} else {
			bytes.push(...new TextEncoder().encode(escaped ?? plain ?? ''));
		}
	}
	return new TextDecoder().decode(new Uint8Array(bytes));
}

function sectionDrafts(section: FileSection, last: number): Draft[] {
	const dialect = 'unified-diff';
	const before = section.renameFrom ?? section.before;
	const after = section.renameTo ?? section.after;
	const path = before ?? after;
	const whole = { firstLine: section.first, lastLine: last };
	if (path === undefined || path === '') {
		return [{ ...whole, content: { message: 'The diff does not name its file.' } }];
	}
	if (section.created) {
		const content = section.hunks.map(({ hunk }) => readHunk(hunk).replace).join('');
		return [{ ...whole, content: { kind: 'write', dialect, path: after ?? path, content } }];
	}
	if (section.deleted) {
		return [{ ...whole, content: { kind: 'delete', dialect, path } }];
	}
	const renamed = section.renameTo !== undefined && section.renameTo !== path;
	const target = renamed ? path : (after ?? path);
	const drafts = section.hunks.map(({ first, last: hunkLast, hunk }) =>
		hunkDraft(hunk, target, dialect, first, hunkLast),
	);
	if (renamed) {
		const lastLine = (section.hunks[0]?.first ?? last + 1) - 1;
		drafts.unshift({
			firstLine: section.first,
			lastLine,
			content: { kind: 'rename', dialect, path, to: section.renameTo! },
		});
	}
	return drafts.length > 0 ? drafts : [{ ...whole, content: { message: `The diff for ${target} holds no changes.` } }];
}

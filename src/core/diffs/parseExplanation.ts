import { findCitations } from '../citations/findCitations';
import { markdownLines } from '../citations/markdown';
import { pathOf, type DiffHunk, type FileDiff } from './types';

/** What an answer says about one hunk. */
export interface ExplanationPart {
	readonly hunkId: string;
	/** Further hunks the same section is about. */
	readonly otherHunkIds: readonly string[];
	/** The hunk's file: its new path, or the old one of a deleted file. */
	readonly path: string;
	/** The version that `line` counts in. */
	readonly side: 'new' | 'old';
	/** 1-based and inside the hunk, whatever the answer says. */
	readonly line: number;
	/** Without the heading's id and place; a title in the heading becomes the first line, in bold. */
	readonly markdown: string;
	/** False for the last part of an answer that is still being written. */
	readonly complete: boolean;
}

export interface Explanation {
	/** What stands before the first hunk's section and in sections about no hunk. Markdown. */
	readonly overview: string;
	readonly parts: readonly ExplanationPart[];
}

interface Heading {
	readonly ids: readonly string[];
	/** Number of `#`; a bold line counts 7. */
	readonly level: number;
	/** What follows the ids on the heading's line. */
	readonly rest: string;
}

const headingStart = /^ {0,3}(?:(#{1,6})\s*(?:\*\*|__)?|\*\*|__)\s*(?:hunks?\s+)?(?=[[(`]*H\d)/i;
const headingId = /^[[(`]*H(\d{1,6})[\])`]*/i;
const separator = /^\s*(?:(-|–|—|to)|,?\s*(?:&|and|\/|\+)|,)\s*(?=[[(`]*H\d)/i;
/** The beginning of a line that may yet become a hunk's heading. */
const undecided = /^ {0,3}(?:#|[*_]{1,2}$|(?:\*\*|__)\s*(?:h(?:u(?:n(?:k(?:s?)?)?)?)?)?[\s[(`]*(?:H\d*[^*_]*)?[*_]?$)/i;

/**
 * Splits an answer to an explain request into its overview and a part per section headed by a hunk's id.
 * @param ended false while the answer is being written: its last part is not complete, and a last line that may become
 * a heading is held back
 */
export function parseExplanation(answer: string, diffs: readonly FileDiff[], ended = true): Explanation {
	const hunks = new Map<string, { readonly file: FileDiff; readonly hunk: DiffHunk }>();
	for (const file of diffs) {
		for (const hunk of file.hunks) {
			hunks.set(hunk.id, { file, hunk });
		}
	}
	const overview: string[] = [];
	const parts: { heading: Heading; body: string[] }[] = [];
	let current: { heading: Heading; body: string[] } | undefined;
	const lines = markdownLines(answer);
	for (const [index, { text, kind }] of lines.entries()) {
		if (!ended && index === lines.length - 1 && kind === 'text' && undecided.test(text)) {
			break;
		}
		const heading = kind === 'text' ? parseHeading(text, hunks) : undefined;
		if (heading !== undefined) {
			current = { heading, body: [] };
			parts.push(current);
			continue;
		}
		const level = kind === 'text' ? /^ {0,3}(#{1,6})\s/.exec(text)?.[1]?.length : undefined;
		if (current !== undefined && level !== undefined && level <= current.heading.level) {
			current = undefined;
			overview.push('');
		}
		(current?.body ?? overview).push(text);
	}
	return {
		overview: overview.join('\n').trim(),
		parts: parts.map((part, index) => {
			const { file, hunk } = hunks.get(part.heading.ids[0]!)!;
			const { place, title } = splitHeading(part.heading, file);
			const first = title === '' ? '' : part.heading.level === 7 ? `${title}\n` : `**${title}**\n\n`;
			return {
				hunkId: hunk.id,
				otherHunkIds: part.heading.ids.slice(1),
				path: pathOf(file),
				...locate(hunk, file, place),
				markdown: (first + part.body.join('\n').trim()).trim(),
				complete: ended || index < parts.length - 1 || current !== part,
			};
		}),
	};
}

function parseHeading(line: string, known: ReadonlyMap<string, unknown>): Heading | undefined {
	const start = headingStart.exec(line);
	if (start === null) {
		return undefined;
	}
	const numbers: number[] = [];
	let rest = line.slice(start[0].length);
	for (let isRange = false; ;) {
		const match = headingId.exec(rest);
		if (match === null) {
			break;
		}
		const last = Number(match[1]);
		const first = isRange ? Math.max(numbers.at(-1)! + 1, last - 1000) : last;
		for (let number = Math.min(first, last); number <= last; number++) {
			numbers.push(number);
		}
		rest = rest.slice(match[0].length);
		const between = separator.exec(rest);
		if (between === null) {
			break;
		}
		isRange = between[1] !== undefined;
		rest = rest.slice(between[0].length);
	}
	const ids = [...new Set(numbers.map((number) => `H${number}`))].filter((id) => known.has(id));
	// `H3x` and `H.264` are words, not ids.
	if (ids.length === 0 || /^[\p{L}\p{N}_]/u.test(rest)) {
		return undefined;
	}
	return { ids, level: start[1]?.length ?? 7, rest };
}

/** The line a heading names in the hunk's file, and what else it says. */
function splitHeading({ rest, level }: Heading, file: FileDiff): { place: number | undefined; title: string } {
	const citation = findCitations(rest).find(({ path }) => isFile(path, file));
	let title = rest;
	if (citation !== undefined) {
		title = rest.slice(0, citation.start) + rest.slice(citation.end);
	} else {
		for (const path of [file.newPath, file.oldPath]) {
			title = path === undefined ? title : title.replace(path, '');
		}
	}
	title = title.replace(/``|\(\)|\[\]/g, '');
	title = level === 7 ? title.replace(/\*\*|__/, '') : title.replace(/\*\*|__|#+\s*$/g, '');
	title = title.replace(/^[\s:–—,\-`]+/, '').trim();
	return { place: citation?.line, title: /[\p{L}\p{N}]/u.test(title) ? title : '' };
}

function isFile(path: string, { oldPath, newPath }: FileDiff): boolean {
	const ending = `/${path.replace(/^(?:\.?\/)+/, '')}`;
	return [newPath, oldPath].some((known) => known !== undefined && `/${known}`.endsWith(ending));
}

function locate(hunk: DiffHunk, file: FileDiff, place: number | undefined): { side: 'new' | 'old'; line: number } {
	const removed: number[] = [];
	let firstAdded: number | undefined;
	let oldLine = hunk.oldStart;
	let newLine = hunk.newStart;
	for (const { kind } of hunk.lines) {
		if (kind === 'removed') {
			removed.push(oldLine);
		} else if (kind === 'added') {
			firstAdded ??= newLine;
		}
		oldLine += kind === 'added' ? 0 : 1;
		newLine += kind === 'removed' ? 0 : 1;
	}
	const onlyRemoves = firstAdded === undefined && removed.length > 0;
	const oldSide = file.newPath === undefined || hunk.newLines === 0;
	if (oldSide || (onlyRemoves && (place === undefined || removed.includes(place)))) {
		const line = place ?? removed[0] ?? hunk.oldStart;
		return { side: 'old', line: clamp(line, hunk.oldStart, hunk.oldLines) };
	}
	return { side: 'new', line: clamp(place ?? firstAdded ?? hunk.newStart, hunk.newStart, hunk.newLines) };
}

function clamp(line: number, start: number, length: number): number {
	return Math.max(1, start, Math.min(line, start + length - 1));
}

import { fenceFor } from './fence';

/** Lines of a file that change, in the file as it is. */
interface Region {
	/** 0-based, `end` excluded. */
	readonly start: number;
	end: number;
	replacement: readonly string[];
}

/** What a line of a block may not look like: the block would end there. */
const marker = /^(?:<{7}|={7}|>{7})/m;

/** SEARCH/REPLACE blocks that turn one text of a file into another, each with just enough lines to be unique. */
export function replaceBlocks(path: string, before: string, after: string): string[] {
	const lines = splitLines(before);
	const regions = uniqueRegions(lines, changedRegions(lines, splitLines(after)));
	const blocks = regions.map(({ start, end, replacement }) => [
		lines.slice(start, end).join('\n'),
		replacement.join('\n'),
	]);
	if (before === '' || blocks.some((texts) => texts.some((text) => marker.test(text)))) {
		return [writeBlock(path, after)];
	}
	return blocks.map(([search, replacement]) =>
		block(path, `<<<<<<< SEARCH\n${search}\n=======\n${replacement === '' ? '' : `${replacement}\n`}>>>>>>> REPLACE`),
	);
}

/** Writes a whole file. */
export function writeBlock(path: string, text: string): string {
	return block(path, `<<<<<<< WRITE\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}>>>>>>> WRITE`);
}

/** Deletes a file. */
export function deleteBlock(path: string): string {
	return block(path, '<<<<<<< DELETE\n>>>>>>> DELETE');
}

/** Moves a file. */
export function renameBlock(path: string, to: string): string {
	return block(path, `<<<<<<< RENAME\n${to}\n>>>>>>> RENAME`);
}

function block(path: string, body: string): string {
	const fence = fenceFor(body);
	return `${path}\n${fence}\n${body}\n${fence}`;
}

function splitLines(text: string): string[] {
	const lines = text.split(/\r?\n/);
	if (lines.at(-1) === '') {
		lines.pop();
	}
	return lines;
}

/** Runs of different lines. Texts of equal length are compared line by line; otherwise the middle changes as a whole. */
function changedRegions(before: readonly string[], after: readonly string[]): Region[] {
	if (before.length === after.length) {
		const regions: Region[] = [];
		for (let line = 0; line < before.length; line++) {
			if (before[line] !== after[line]) {
				const last = regions.at(-1);
				if (last?.end === line) {
					last.end++;
					last.replacement = [...last.replacement, after[line]!];
				} else {
					regions.push({ start: line, end: line + 1, replacement: [after[line]!] });
				}
			}
		}
		return regions;
	}
	let start = 0;
	while (start < before.length && start < after.length && before[start] === after[start]) {
		start++;
	}
	let tail = 0;
	while (
		tail < before.length - start &&
		tail < after.length - start &&
		before[before.length - 1 - tail] === after[after.length - 1 - tail]
	) {
		tail++;
	}
	return [{ start, end: before.length - tail, replacement: after.slice(start, after.length - tail) }];
}

/** Adds lines around each region until its text stands in the file just once; regions that meet become one. */
function uniqueRegions(lines: readonly string[], regions: readonly Region[]): Region[] {
	const text = lines.join('\n');
	const windows: { start: number; end: number }[] = [];
	for (const region of regions) {
		const window = grow(lines, text, region);
		for (let last = windows.at(-1); last !== undefined && window.start <= last.end; last = windows.at(-1)) {
			windows.pop();
			window.start = Math.min(last.start, window.start);
			window.end = Math.max(last.end, window.end);
		}
		windows.push(window);
	}
	return windows.map(({ start, end }) => ({
		start,
		end,
		replacement: replaced(
			lines,
			start,
			end,
			regions.filter((region) => region.start >= start && region.end <= end),
		),
	}));
}

function grow(lines: readonly string[], text: string, region: Region): { start: number; end: number } {
	let { start, end } = region;
	for (let upwards = true; !occursOnce(text, lines.slice(start, end).join('\n')); upwards = !upwards) {
		if (start === 0 && end === lines.length) {
			break;
		}
		if ((upwards && start > 0) || end === lines.length) {
			start--;
		} else {
			end++;
		}
	}
	return { start, end };
}

function replaced(lines: readonly string[], start: number, end: number, changes: readonly Region[]): string[] {
	const result: string[] = [];
	let at = start;
	for (const change of changes) {
		result.push(...lines.slice(at, change.start), ...change.replacement);
		at = change.end;
	}
	result.push(...lines.slice(at, end));
	return result;
}

function occursOnce(text: string, search: string): boolean {
	const first = text.indexOf(search);
	return search.trim() !== '' && first !== -1 && text.indexOf(search, first + 1) === -1;
}

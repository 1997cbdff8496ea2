import { declaredName } from '../../diffs/declarations';
import type { LineSelection } from './lineSelection';

/** Chooses lines by what they look like, for formats without a grammar. One pass, whatever the text. */
export type LineChooser = (lines: readonly string[], selection: LineSelection) => void;

/** Longer lines are data. In UTF-16 units. */
const longestLine = 400;
/** Lines looked at to learn a text's indentation. */
const linesToLearnFrom = 400;
const linesOfATable = 40;
const lastBracket = /^\s*[}\])]+[;,]?\s*$/;

const formats: Readonly<Record<string, LineChooser>> = {
	markdown: headings,
	json: keys(/^\s*"[^"]{1,120}"\s*:/),
	yaml: keys(/^\s*(?:- )?[\w."'$/@*-][^:#{}[\]]{0,120}:(?:\s|$)/),
	toml: keys(/^\s*(?:\[{1,2}[^\]]{1,120}\]{1,2}|[\w."'-]{1,120}\s*=)/),
	css: keys(/^\s*(?:[^\s/*}][^;]{0,300}[{,]|@[\w-]+[^;]{0,200};)\s*$/),
	sql: statements,
	shell: keys(/^(?:function\s+[\w:.-]+|[\w:.-]+\s*\(\)|(?:export|readonly|declare)\s+\w+|(?:source|\.)\s+\S)/),
	code: declarations,
};

const formatsByExtension: Readonly<Record<string, string>> = {
	md: 'markdown',
	mdx: 'markdown',
	markdown: 'markdown',
	json: 'json',
	jsonc: 'json',
	json5: 'json',
	yaml: 'yaml',
	yml: 'yaml',
	toml: 'toml',
	ini: 'toml',
	cfg: 'toml',
	css: 'css',
	scss: 'css',
	less: 'css',
	sql: 'sql',
	sh: 'shell',
	bash: 'shell',
	zsh: 'shell',
};

/** How lines of a file are chosen; every file has a way. */
export function lineChooserFor(path: string): LineChooser {
	const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	return formats[formatsByExtension[extension] ?? 'code']!;
}

function headings(lines: readonly string[], selection: LineSelection): void {
	let fence: string | undefined;
	lines.forEach((line, row) => {
		const marker = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
		if (marker !== undefined) {
			if (fence === undefined) {
				fence = marker;
			} else if (marker.startsWith(fence)) {
				fence = undefined;
			}
			return;
		}
		if (fence !== undefined || line.length > longestLine) {
			return;
		}
		if (/^\s{0,3}#{1,6}\s/.test(line)) {
			selection.show(row);
		} else if (row > 0 && /^(?:={3,}|-{3,})\s*$/.test(line) && /^[^\s#>|*+-]/.test(lines[row - 1]!)) {
			selection.show(row - 1, row);
		}
	});
}

/** Lines that match, in the outer two levels of indentation. */
function keys(pattern: RegExp): LineChooser {
	return (lines, selection) => {
		const depth = 2 * indentationStep(lines);
		lines.forEach((line, row) => {
			if (line.length > longestLine || indentationOf(line) >= Math.max(depth + 1, 2)) {
				return;
			}
			if (pattern.test(line)) {
				selection.show(row);
			} else if (lastBracket.test(line)) {
				selection.close(row);
			}
		});
	};
}

/** SQL: what is created or altered, tables and types with their columns. */
function statements(lines: readonly string[], selection: LineSelection): void {
	let tableEnd = 0;
	lines.forEach((line, row) => {
		if (line.length > longestLine) {
			return;
		}
		if (/^\s*(?:create|alter|drop|comment\s+on)\s/i.test(line)) {
			selection.show(row);
			const holdsColumns = /^\s*create\s[\w\s]{0,40}\b(?:table|type)\b/i.test(line) && !/;\s*$/.test(line);
			tableEnd = holdsColumns ? row + linesOfATable : 0;
		} else if (row < tableEnd) {
			selection.show(row);
			tableEnd = /;\s*$/.test(line) ? 0 : tableEnd;
		}
	});
}

const outerLine =
	/^(?:#\s*include|@?import\b|from\s+\S+\s+import\b|use\s|using\s|require|package\s|module\s|namespace\s|library\s|open\s|<\/?(?:script|template|style)\b|\\(?:chapter|(?:sub)*section)\b)/;

/** Any other language: lines that declare a name, in the outer levels. */
function declarations(lines: readonly string[], selection: LineSelection): void {
	const depth = 2 * indentationStep(lines);
	let imports = 0;
	/** Indentations of declarations whose last line has not come yet. */
	const open = new Set<number>();
	lines.forEach((line, row) => {
		if (line.length > longestLine || line === '') {
			return;
		}
		const indentation = indentationOf(line);
		if (indentation > depth) {
			return;
		}
		if (outerLine.test(line) && imports < 20) {
			imports++;
			selection.show(row);
		} else if (declaredName(line) !== undefined) {
			selection.show(row);
			open.add(indentation);
		} else if (open.has(indentation) && /^\s*(?:[}\])]+[;,]?|end[;,]?)\s*$/.test(line)) {
			selection.close(row);
			open.delete(indentation);
		}
	});
}

/** Columns one level of indentation takes. */
function indentationStep(lines: readonly string[]): number {
	let step = Number.MAX_SAFE_INTEGER;
	for (const line of lines.slice(0, linesToLearnFrom)) {
		const indentation = indentationOf(line);
		// One column is an odd space, as before the `*` of a comment, unless it is a tab.
		if (indentation > 1 || line.startsWith('\t')) {
			step = Math.min(step, indentation);
		}
	}
	return step === Number.MAX_SAFE_INTEGER ? 1 : step;
}

function indentationOf(line: string): number {
	let at = 0;
	while (at < line.length && (line[at] === ' ' || line[at] === '\t')) {
		at++;
	}
	return at < line.length ? at : 0;
}

/** The opening line of a fenced block. */
export interface Fence {
	readonly character: '`' | '~';
	readonly length: number;
	readonly indentation: string;
	/** The words after the fence, trimmed. */
	readonly info: string;
}

/** The fence a line opens (or closes), if it is one. */
export function fenceOf(line: string): Fence | undefined {
	const match = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line);
	if (match === null) {
		return undefined;
	}
	const character = match[2]!.startsWith('`') ? '`' : '~';
	const info = match[3]!.trim();
	// "```code``` in prose" opens nothing.
	if (character === '`' && info.includes('`')) {
		return undefined;
	}
	return { character, length: match[2]!.length, indentation: match[1]!, info };
}

/** Whether `line` closes `fence`: the same character, at least as long, nothing behind. */
export function closesFence(line: string, fence: Fence): boolean {
	const other = fenceOf(line);
	return other?.character === fence.character && other.length >= fence.length && other.info === '';
}

/** Whether `line` begins like the end of `fence`. What follows does not matter, so a growing line never un-ends it. */
export function beginsFence(line: string, fence: Fence): boolean {
	return line.startsWith(fence.character.repeat(fence.length));
}

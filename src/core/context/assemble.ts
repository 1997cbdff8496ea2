import type { TokenCounter } from '../tokens/tokenizer';
import { renderClosing, renderOpening, renderSection } from './layout';
import type { ContextFile, FileText, Pack, Section } from './types';

/** Everything of a pack but its content address, which needs a hash function. */
export type UnaddressedPack = Omit<Pack, 'id'>;

/**
 * Lays the pack out: opening, one section per file in the order of `files`, the list of omitted files, closing.
 * The same input always gives the same text.
 *
 * @param files every file of the workspace, full ones with their tokens
 * @param readText the normalised text of a full file, as it was counted
 */
export function assemblePack(
	name: string,
	files: readonly ContextFile[],
	readText: (file: ContextFile) => FileText,
	notes: readonly string[],
	counter: TokenCounter,
): UnaddressedPack {
	const opening = renderOpening(name);
	const parts = [opening];
	const sections: Section[] = [];
	let offset = opening.length;
	for (const file of files) {
		if (file.tier !== 'full') {
			continue;
		}
		const rendered = renderSection(file.path, readText(file).text);
		sections.push({
			path: file.path,
			start: offset + rendered.start,
			end: offset + rendered.end,
			finalNewline: rendered.finalNewline,
			hash: file.hash,
		});
		parts.push(rendered.text);
		offset += rendered.text.length;
	}
	parts.push(renderClosing(files));
	return { name, text: parts.join(''), tokens: packTokens(name, files, counter), sections, files, notes };
}

/** Exact tokens of the pack of these files, without laying it out. */
export function packTokens(name: string, files: readonly ContextFile[], counter: TokenCounter): number {
	return files.reduce(
		(sum, file) => sum + file.tokens,
		counter.countText(renderOpening(name)) + counter.countText(renderClosing(files)),
	);
}

import type { Answer } from './types';
import { fencedCode } from './fence';
import { overview } from './overview';
import { bestPassages, type Passage } from './retrieval';
import type { Snapshot } from './snapshot';
import { sharedSymbol, isTest, mentions, quoteLine, type Mention } from './symbols';
import { questionTerms } from './words';

/** Passages an answer quotes. */
const quoted = 5;

/** Answers a question with the passages that say most about its words. */
export function answerQuestion(question: string, earlier: readonly string[], snapshot: Snapshot): Answer {
	const { files } = snapshot;
	if (files.size === 0) {
		return {
			reasoning: 'Looking for a repository in the request: there is none.',
			content: 'The request holds no repository, so there is nothing I could search.',
		};
	}
	if (
		/\b(?:what (?:is|does) (?:this|the)|overview|summar\w+|architecture|about this) ?(?:repo\w*|project|code\w*)?\b/i.test(
			question,
		)
	) {
		const answer = overview(files);
		if (answer !== undefined && questionTerms(question, []).identifiers.length === 0) {
			return answer;
		}
	}
	const asked = questionTerms(question, earlier);
	const words = asked.terms.slice(0, 8).map(({ text }) => `"${text}"`);
	const reasoning = `Searching ${files.size} files for ${words.join(', ') || 'the words of the question'}.`;
	const passages = bestPassages(files, asked, quoted);
	if (passages.length === 0) {
		return {
			reasoning: `${reasoning} Nothing matches.`,
			content: `Nothing was found: none of the ${files.size} files mentions ${words.join(', ') || 'anything that was asked for'}.`,
		};
	}
	const name = mainName(passages, asked.identifiers, files);
	const places = passages.map(({ path }) => path).filter((path, index, all) => all.indexOf(path) === index);
	return {
		reasoning: `${reasoning} ${passages.length} passages in ${places.length} files fit best; ${passages[0]!.path} leads.`,
		content: [
			`${opening(passages[0]!)} The passages that match ${words.slice(0, 4).join(', ')} best:`,
			...passages.map(renderPassage),
			name === undefined ? '' : renderMentions(name, passages, files),
		]
			.filter((part) => part !== '')
			.join('\n\n'),
	};
}

function opening(best: Passage): string {
	const line = best.lines[best.key]!;
	const symbol = sharedSymbol(line);
	const place = `\`${best.path}:${best.first + best.key}\``;
	return symbol === undefined
		? `The best place to look is ${place}, ${quoteLine(line)}.`
		: `The best place to look is \`${symbol}\` in ${place}.`;
}

function renderPassage(passage: Passage): string {
	const range = passage.first === passage.last ? passage.first : `${passage.first}-${passage.last}`;
	const line = passage.lines[passage.key]!;
	return `\`${passage.path}:${range}\`: ${quoteLine(line)}\n\n${fencedCode(passage.lines.map(shortened).join('\n'), passage.path)}`;
}

/** Generated code has lines that nobody would quote in full. */
function shortened(line: string): string {
	return line.length > 240 ? `${line.slice(0, 239)}…` : line;
}

function mainName(
	passages: readonly Passage[],
	identifiers: readonly string[],
	files: ReadonlyMap<string, string>,
): string | undefined {
	const asked = identifiers.find((name) => /^[\p{L}_$]/u.test(name) && mentions(files, name, 1).length > 0);
	return asked ?? passages[0]!.lines.map(sharedSymbol).find(isTelling);
}

/** Names that many things have tell nothing. */
function isTelling(symbol: string | undefined): boolean {
	return symbol !== undefined && symbol.length > 2 && symbol !== 'constructor' && symbol !== 'main';
}

function renderMentions(name: string, passages: readonly Passage[], files: ReadonlyMap<string, string>): string {
	const isQuoted = (path: string, line: number) =>
		passages.some((passage) => passage.path === path && line >= passage.first && line <= passage.last);
	const others = mentions(files, name, 2, isQuoted);
	if (others.length === 0) {
		return `\`${name}\` is mentioned nowhere else.`;
	}
	const rest = others.length > 8 ? `\n- and ${others.length - 8} more places` : '';
	return `Also mention \`${name}\`:\n${others.slice(0, 8).map(renderMention).join('\n')}${rest}`;
}

/** One mention as a list item with a verifiable citation. */
export function renderMention(mention: Mention): string {
	const test = isTest(mention.path) ? ' (test)' : '';
	return `- \`${mention.path}:${mention.line}\`${test}: ${quoteLine(mention.text)}`;
}

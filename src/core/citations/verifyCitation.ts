import { AnswerText, type Evidence } from './evidence';
import { FileLines } from './fileLines';
import type { Citation } from './findCitations';
import { resolvePath, type KnownPaths, type ResolvedPath } from './resolvePath';

/** The files as the model saw them. */
export interface CitationSource {
	/** The text that was sent; undefined when the file's text was not. */
	fileText(path: string): string | undefined;
	/** The paths whose text was sent. */
	readonly paths: KnownPaths;
}

export interface VerifiedCitation extends Citation {
	/** `moved`: what the answer names stands elsewhere in the file; `line` and `endLine` are corrected. */
	readonly status: 'verified' | 'moved' | 'unverified';
	/** The whole path where the citation shortened it; as written when it is unknown. */
	readonly path: string;
	/** What was found at the lines: quoted code, a named symbol, or nothing but the lines themselves. */
	readonly evidence: 'quote' | 'symbol' | 'location' | 'none';
	/** One sentence for a person. */
	readonly reason: string;
}

/** What is named may stand this many lines beside the cited ones. */
const tolerance = 2;
/** An ambiguous symbol is taken to have moved at most this far. */
const nearby = 20;

/** The text that was asked about last. */
interface ReadAnswer {
	readonly text: string;
	readonly parsed: AnswerText;
	/** By the objects of `parsed`. */
	readonly checked: Map<Citation, VerifiedCitation>;
}

/** Checks citations of one source. Keep it while the source's texts stay the same: files are indexed once. */
export class CitationVerifier {
	readonly #source: CitationSource;
	readonly #files = new Map<string, FileLines>();
	readonly #resolved = new Map<string, ResolvedPath>();
	#answer: ReadAnswer | undefined;

	constructor(source: CitationSource) {
		this.#source = source;
	}

	/**
	 * Finds and checks the citations of a text step by step, so that `verifyAll`, if it is asked about the same text next,
	 * has nothing left to do.
	 */
	*steps(answerText: string): Generator<void, void> {
		const { citations } = this.#read(answerText).parsed;
		for (const citation of citations) {
			yield;
			this.verify(citation, answerText);
		}
	}

	/** Finds and checks the citations of a text, in the order they stand. */
	verifyAll(answerText: string): VerifiedCitation[] {
		return this.#read(answerText).parsed.citations.map((citation) => this.verify(citation, answerText));
	}

	/** @param answerText the text in which the citation was found */
	verify(citation: Citation, answerText: string): VerifiedCitation {
		const { checked } = this.#read(answerText);
		const known = checked.get(citation) ?? this.#check(citation, answerText);
		checked.set(citation, known);
		return known;
	}

	#check(citation: Citation, answerText: string): VerifiedCitation {
		const resolved = this.#resolve(citation.path);
		if (resolved.path === undefined) {
			return { ...citation, status: 'unverified', evidence: 'none', reason: resolved.reason };
		}
		const file = this.#file(resolved.path);
		if (file === undefined) {
			const reason = `The text of ${resolved.path} was not sent.`;
			return { ...citation, path: resolved.path, status: 'unverified', evidence: 'none', reason };
		}
		const evidence = this.#read(answerText).parsed.evidenceFor(citation);
		return weigh({ ...citation, path: resolved.path }, file, evidence);
	}

	#read(answerText: string): ReadAnswer {
		if (this.#answer?.text !== answerText) {
			this.#answer = { text: answerText, parsed: new AnswerText(answerText), checked: new Map() };
		}
		return this.#answer;
	}

	/** A shortened path is looked for among all of them, thus once. */
	#resolve(written: string): ResolvedPath {
		const resolved = this.#resolved.get(written) ?? resolvePath(written, this.#source.paths);
		this.#resolved.set(written, resolved);
		return resolved;
	}

	#file(path: string): FileLines | undefined {
		let file = this.#files.get(path);
		if (file === undefined) {
			const text = this.#source.fileText(path);
			if (text !== undefined) {
				file = new FileLines(text);
				this.#files.set(path, file);
			}
		}
		return file;
	}
}

/** Checks one citation; for several of the same source use `CitationVerifier`. */
export function verifyCitation(citation: Citation, answerText: string, source: CitationSource): VerifiedCitation {
	return new CitationVerifier(source).verify(citation, answerText);
}

interface Finding {
	readonly evidence: Evidence;
	readonly lines: readonly number[];
}

function weigh(citation: Citation, file: FileLines, given: readonly Evidence[]): VerifiedCitation {
	const { start, end, line, endLine = line, path } = citation;
	const exists = line <= file.count;
	const findings: Finding[] = [];
	for (const evidence of given) {
		const lines = linesOf(evidence, file);
		const near = lines.some((found) => found >= line - tolerance && found <= endLine + tolerance);
		const encloses = evidence.kind === 'symbol' && lines.some((found) => file.isInside(found, line));
		if (exists && (near || encloses)) {
			const reason = `${show(evidence)} stands ${near ? 'there' : 'around it'}.`;
			return { start, end, path, ...clamp(citation, file), status: 'verified', evidence: evidence.kind, reason };
		}
		findings.push({ evidence, lines });
	}
	const own = findings.filter(({ evidence }) => evidence.own);
	const moved = own.map((finding) => ({ finding, to: destination(finding, line) }));
	for (const kind of ['quote', 'symbol'] as const) {
		const best = moved.find(({ finding, to }) => finding.evidence.kind === kind && to !== undefined);
		if (best?.to !== undefined) {
			const to = clamp({ line: best.to, endLine: best.to + endLine - line }, file);
			const reason = `${show(best.finding.evidence)} stands at line ${best.to}, not ${line}.`;
			return { start, end, path, ...to, status: 'moved', evidence: kind, reason };
		}
	}
	if (!exists) {
		const reason = `${path} has only ${file.count} ${file.count === 1 ? 'line' : 'lines'}.`;
		return { ...citation, status: 'unverified', evidence: 'none', reason };
	}
	const absent = own.find(({ evidence, lines }) => evidence.telling && lines.length === 0);
	if (absent !== undefined && findings.every(({ lines }) => lines.length === 0)) {
		const reason = `${show(absent.evidence)} does not occur in ${path}.`;
		return { ...citation, status: 'unverified', evidence: 'none', reason };
	}
	const reason = 'The place exists; the answer names nothing there that could be checked.';
	return { start, end, path, ...clamp(citation, file), status: 'verified', evidence: 'location', reason };
}

function linesOf(evidence: Evidence, file: FileLines): number[] {
	if (evidence.kind === 'symbol') {
		return file.linesOfSymbol(evidence.text);
	}
	// Of a code block any telling line places it, the first one best.
	for (const part of evidence.text.split('\n')) {
		const lines = file.linesOfQuote(part);
		if (lines.length > 0) {
			return lines;
		}
	}
	return [];
}

/** Where evidence says the citation belongs, if it says so clearly. */
function destination({ evidence, lines }: Finding, line: number): number | undefined {
	if (lines.length <= 1) {
		return lines[0];
	}
	const byDistance = [...lines].sort((left, right) => Math.abs(left - line) - Math.abs(right - line));
	const [nearest, second] = byDistance.map((found) => Math.abs(found - line));
	if (nearest === second) {
		return undefined;
	}
	const clear = evidence.kind === 'quote' || (nearest! <= nearby && nearest! * 2 <= second!);
	return clear ? byDistance[0] : undefined;
}

/** Ends a range at the file's last line. */
function clamp(
	{ line, endLine = line }: { readonly line: number; readonly endLine?: number },
	file: FileLines,
): { line: number; endLine?: number } {
	const end = Math.min(endLine, file.count);
	return end > line ? { line, endLine: end } : { line };
}

function show({ text }: Evidence): string {
	const first = text.split('\n', 1)[0]!.trim();
	return `\`${first.length > 60 ? `${first.slice(0, 59)}…` : first}\``;
}

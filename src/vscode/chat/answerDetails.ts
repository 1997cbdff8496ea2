import { nextTurn } from '../../core/common/nextTurn';
import { GrowingCitations } from '../../core/citations/growingCitations';
import { CitationVerifier, type VerifiedCitation } from '../../core/citations/verifyCitation';
import type { Answer, Conversation, Turn } from '../../core/conversation/conversation';
import { isRunning } from '../../core/conversation/conversation';
import type { ToldFiles } from '../../core/conversation/request';
import { editsOf, GrowingEdits } from '../../core/conversation/editsOf';
import { planTurn, turnEdits, type TurnEdits, type TurnPlan } from '../../core/conversation/turnEdits';
import type { PlanOptions } from '../../core/edits/plan';
import type { SecretValues } from '../../core/edits/restoreSecrets';
import type { ChosenPlace, ParsedAnswer, ReadText } from '../../core/edits/types';
import type { CitationView } from '../../protocol';

/** What is made of an answer's text: recomputed from it, never stored. */
export interface AnswerDetails {
	readonly citations: readonly CitationView[];
	readonly parsed: ParsedAnswer;
	/** What the turn stands for, and what it comes to; undefined while the answer is written. */
	readonly planned: PlannedEdits | undefined;
}

export interface PlannedEdits {
	readonly edits: TurnEdits;
	readonly plan: TurnPlan;
}

/** Of an answer that is about to be looked at. */
export const notLookedAt: AnswerDetails = {
	citations: [],
	parsed: editsOf('', false),
	planned: undefined,
};

/** Citations and edit blocks of an answer, complete or not. */
export function inspectAnswer(answer: Answer, told: ToldFiles | undefined): AnswerDetails {
	const parsed = editsOf(answer.content, !isRunning(answer));
	return detailsOf(told ? verifierOf(told).verifyAll(answer.content) : [], parsed);
}

/** Characters that are looked at in one turn to begin with, and the milliseconds up to which it may be more. */
const firstPiece = 256;
const shortTurn = 3;
/** Milliseconds beside which there is room for more in the same turn. */
const briefly = 1;
/** So many short turns in a row come before a longer piece. */
const calmTurns = 8;

/** Citations and edit blocks of an answer that is being written; each look takes time by what is new since the last. */
export class GrowingAnswer {
	readonly #citations: GrowingCitations | undefined;
	readonly #edits = new GrowingEdits();
	/** The text of the last look. */
	#looked = '';

	/** @param told undefined where it is not known any more: then there are no citations */
	constructor(told: ToldFiles | undefined) {
		this.#citations = told && new GrowingCitations(verifierOf(told));
	}

	of({ content }: Answer): AnswerDetails {
		this.#looked = content;
		return detailsOf(this.#citations?.of(content) ?? [], this.#edits.of(content));
	}

	/**
	 * What `inspectAnswer` tells of an answer that has ended. What is new since the last look is taken in pieces, each in
	 * a turn of its own: the thread is the editor's, and a stored answer may have a million characters.
	 */
	async end(answer: Answer): Promise<AnswerDetails> {
		const { content } = answer;
		let end = content.startsWith(this.#looked) ? this.#looked.length : 0;
		for (let piece = firstPiece, short = 0; end + piece < content.length;) {
			end += piece;
			const took = await this.#take({ ...answer, content: content.slice(0, end) });
			short = took < shortTurn ? short + 1 : 0;
			// The first citation runs code that nothing before it has run: what follows a short turn may take long.
			piece = short === 0 ? Math.max(firstPiece, piece >> 1) : short > calmTurns ? 2 * piece : piece;
			await nextTurn();
		}
		await this.#read(content);
		const citations = this.#citations?.of(content) ?? [];
		await nextTurn();
		return detailsOf(citations, isRunning(answer) ? this.#edits.of(content) : this.#edits.end(content));
	}

	/** Looks at a text. @returns milliseconds that it took of the thread */
	async #take(answer: Answer): Promise<number> {
		const before = await this.#read(answer.content);
		const started = performance.now();
		this.of(answer);
		return before + performance.now() - started;
	}

	/** Finds and checks citations ahead, in as many turns as it takes. @returns milliseconds that it took of the thread */
	async #read(content: string): Promise<number> {
		let took = 0;
		let started = performance.now();
		const rest = async () => {
			const turn = performance.now() - started;
			took += turn;
			if (turn > briefly) {
				await nextTurn();
			}
			started = performance.now();
		};
		const steps = this.#citations?.steps(content);
		while (steps?.next().done === false) {
			await rest();
		}
		await rest();
		return took;
	}
}

function verifierOf(told: ToldFiles): CitationVerifier {
	return new CitationVerifier({ fileText: (path: string) => told.text(path), paths: told });
}

/** @param verified in the order of the text */
function detailsOf(verified: readonly VerifiedCitation[], parsed: ParsedAnswer): AnswerDetails {
	const ranges = parsed.edits.map(({ range }) => range).sort((left, right) => left.start - right.start);
	if (parsed.open) {
		ranges.push({ start: parsed.open.start, end: Infinity });
	}
	let next = 0;
	const citations = verified.filter(({ start }) => {
		while (next < ranges.length && ranges[next]!.end <= start) {
			next++;
		}
		return next === ranges.length || start < ranges[next]!.start;
	});
	return { citations: citations.map(citationView), parsed, planned: undefined };
}

/** Plans the edits a turn stands for against the files as they are now. */
export async function planDetails(
	conversation: Pick<Conversation, 'turns'>,
	turn: Turn,
	readText: ReadText,
	options: PlanOptions,
	places: ReadonlyMap<number, ChosenPlace>,
): Promise<PlannedEdits> {
	const edits = turnEdits(conversation, turn);
	return { edits, plan: await planTurn(edits, readText, options, places) };
}

/** Edits are written against the text the model was told: it is the base when a file has changed since. */
export function planOptions(told: ToldFiles | undefined, secretValues: SecretValues): PlanOptions {
	return {
		secretValues,
		askWhenLoose: true,
		...(told ? { readBase: (path: string) => Promise.resolve(told.text(path)) } : {}),
	};
}

function citationView({ start, end, path, line, endLine, status, reason }: VerifiedCitation): CitationView {
	return {
		start,
		end,
		path,
		line,
		...(endLine === undefined ? {} : { endLine }),
		status,
		reason,
	};
}

import { findCitations } from '../../core/citations/findCitations';
import { CitationVerifier, type VerifiedCitation } from '../../core/citations/verifyCitation';
import type { Answer, Conversation, Turn } from '../../core/conversation/conversation';
import { isRunning } from '../../core/conversation/conversation';
import type { ToldFiles } from '../../core/conversation/request';
import { editsOf, type GrowingEdits } from '../../core/conversation/editsOf';
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

/**
 * Citations and edit blocks of an answer, complete or not.
 * @param growing what was read of the answer, while it is being written
 */
export function inspectAnswer(answer: Answer, told: ToldFiles | undefined, growing?: GrowingEdits): AnswerDetails {
	const verifier =
		told && new CitationVerifier({ fileText: (path: string) => told.text(path), paths: () => told.paths() });
	const running = isRunning(answer);
	const parsed = running && growing ? growing.of(answer.content) : editsOf(answer.content, !running);
	const inEdit = (offset: number) =>
		parsed.edits.some(({ range }) => range.start <= offset && offset < range.end) ||
		(parsed.open !== undefined && offset >= parsed.open.start);
	const citations = verifier
		? findCitations(answer.content)
				.filter((citation) => !inEdit(citation.start))
				.map((citation) => citationView(citation, verifier.verify(citation, answer.content)))
		: [];
	return { citations, parsed, planned: undefined };
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

function citationView(range: { start: number; end: number }, verified: VerifiedCitation): CitationView {
	const { path, line, endLine, status, reason } = verified;
	return {
		start: range.start,
		end: range.end,
		path,
		line,
		...(endLine === undefined ? {} : { endLine }),
		status,
		reason,
	};
}

import { diffLines } from '../../core/common/lineDiff';
import { splitLines } from '../../core/common/lines';
import { findCitations } from '../../core/citations/findCitations';
import { CitationVerifier, type VerifiedCitation } from '../../core/citations/verifyCitation';
import type { Answer } from '../../core/conversation/conversation';
import { isRunning } from '../../core/conversation/conversation';
import type { ToldFiles } from '../../core/conversation/request';
import { editsOf } from '../../core/conversation/editsOf';
import { planEdits, type PlanOptions } from '../../core/edits/plan';
import type { SecretValues } from '../../core/edits/restoreSecrets';
import type { Edit, EditPlan, EditResult, ParsedAnswer, PlannedFile, ReadText } from '../../core/edits/types';
import type { CitationView, EditCardView, EditSegmentView } from '../../protocol';
import type { AnswerReview } from '../review/reviewService';

/** Lines of a block shown in place; the rest is in the diff. */
const shownLines = 200;

/** What is made of an answer's text: recomputed from it, never stored. */
export interface AnswerDetails {
	readonly citations: readonly CitationView[];
	readonly parsed: ParsedAnswer;
	/** Undefined while the answer is written, and for edits that are no longer proposed. */
	readonly plan: EditPlan | undefined;
}

/** Citations and edit blocks of an answer, complete or not. */
export function inspectAnswer(answer: Answer, told: ToldFiles | undefined): AnswerDetails {
	const verifier =
		told && new CitationVerifier({ fileText: (path: string) => told.text(path), paths: () => told.paths() });
	const parsed = editsOf(answer.content, !isRunning(answer));
	const inEdit = (offset: number) =>
		parsed.edits.some(({ range }) => range.start <= offset && offset < range.end) ||
		(parsed.open !== undefined && offset >= parsed.open.start);
	const citations = verifier
		? findCitations(answer.content)
				.filter((citation) => !inEdit(citation.start))
				.map((citation) => citationView(citation, verifier.verify(citation, answer.content)))
		: [];
	return { citations, parsed, plan: undefined };
}

/** Adds the plan of the edits, made against the files as they are now. */
export async function withPlan(
	details: AnswerDetails,
	readText: ReadText,
	told: ToldFiles | undefined,
	secretValues: SecretValues,
): Promise<AnswerDetails> {
	return details.parsed.edits.length === 0 && details.parsed.problems.length === 0
		? details
		: { ...details, plan: await planEdits(details.parsed, readText, planOptions(told, secretValues)) };
}

/** Edits are written against the text the model was told: it is the base when a file has changed since. */
export function planOptions(told: ToldFiles | undefined, secretValues: SecretValues): PlanOptions {
	return { secretValues, ...(told ? { readBase: (path: string) => Promise.resolve(told.text(path)) } : {}) };
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

/** The card under an answer; undefined when it holds no edits. */
export function editCard(answer: Answer, details: AnswerDetails, review: AnswerReview): EditCardView | undefined {
	const { parsed, plan } = details;
	if (parsed.edits.length === 0 && parsed.problems.length === 0 && !parsed.open) {
		return undefined;
	}
	const running = isRunning(answer);
	const segments: EditSegmentView[] = parsed.edits.map((edit, index) => segment(edit, plan?.results[index]));
	if (parsed.open && running) {
		segments.push({
			start: parsed.open.start,
			end: answer.content.length,
			path: parsed.open.path,
			kind: 'replace',
			status: 'writing',
			message: 'This edit is being written.',
			removed: [],
			added: [],
		});
	}
	const files = plan ? plan.files.map(plannedFile) : filesOfEdits(parsed.edits);
	const unplanned = (plan?.results ?? []).filter((result) => result.status !== 'planned');
	return {
		state: running ? 'writing' : cardState(answer, review),
		files: files.map((file) => {
			const pendingHunks = review.pending.get(file.renamedTo ?? file.path);
			const decided = review.decided.get(file.renamedTo ?? file.path) ?? review.decided.get(file.path);
			return {
				...file,
				...(pendingHunks === undefined ? {} : { pendingHunks }),
				...(pendingHunks !== undefined || decided === undefined ? {} : { decided }),
			};
		}),
		segments,
		problems: [
			...unplanned.map((result) => `${result.edit.path}: ${result.message}`),
			...parsed.problems.map((problem) => problem.message),
			...(parsed.open && !running ? [`${parsed.open.path}: the answer ended in the middle of this edit.`] : []),
		],
		canUndo: review.canUndo,
	};
}

function cardState(answer: Answer, review: AnswerReview): EditCardView['state'] {
	const noted = answer.edits ?? 'proposed';
	// The window may have been closed between the apply and the note of it.
	const outcome = noted === 'proposed' && review.applied ? 'applied' : noted;
	return outcome === 'applied' ? (review.pending.size > 0 ? 'review' : 'done') : outcome;
}

function segment(edit: Edit, result: EditResult | undefined): EditSegmentView {
	const removed = edit.kind === 'replace' ? splitLines(edit.search) : [];
	const added =
		edit.kind === 'replace' ? splitLines(edit.replace) : edit.kind === 'write' ? splitLines(edit.content) : [];
	return {
		start: edit.range.start,
		end: edit.range.end,
		path: edit.kind === 'rename' ? `${edit.path} → ${edit.to}` : edit.path,
		kind: edit.kind,
		status: result?.status ?? 'planned',
		message: result?.message ?? '',
		...changedLines(removed, added),
	};
}

/** The lines that differ, so that a block's context is not shown as a change. */
function changedLines(before: readonly string[], after: readonly string[]): { removed: string[]; added: string[] } {
	const removed: string[] = [];
	const added: string[] = [];
	for (const change of diffLines([...before], [...after])) {
		removed.push(...before.slice(change.beforeStart, change.beforeEnd).map(withoutTerminator));
		added.push(...after.slice(change.afterStart, change.afterEnd).map(withoutTerminator));
	}
	return { removed: removed.slice(0, shownLines), added: added.slice(0, shownLines) };
}

function withoutTerminator(line: string): string {
	return line.replace(/\r?\n$/, '');
}

type FileView = EditCardView['files'][number];

function plannedFile(file: PlannedFile): FileView {
	return {
		path: file.path,
		...(file.renamedTo === undefined ? {} : { renamedTo: file.renamedTo }),
		change:
			file.before === undefined
				? 'created'
				: file.after === undefined
					? 'deleted'
					: file.renamedTo === undefined
						? 'modified'
						: 'renamed',
		...countLines(splitLines(file.before ?? ''), splitLines(file.after ?? '')),
		...(file.confirm === undefined ? {} : { confirm: file.confirm }),
	};
}

function filesOfEdits(edits: readonly Edit[]): FileView[] {
	const files = new Map<string, FileView>();
	for (const edit of edits) {
		const known = files.get(edit.path) ?? { path: edit.path, change: 'modified', added: 0, removed: 0 };
		switch (edit.kind) {
			case 'replace': {
				const lines = countLines(splitLines(edit.search), splitLines(edit.replace));
				files.set(edit.path, {
					...known,
					added: known.added + lines.added,
					removed: known.removed + lines.removed,
				});
				break;
			}
			case 'write':
				files.set(edit.path, { ...known, change: 'created', added: splitLines(edit.content).length });
				break;
			case 'delete':
				files.set(edit.path, { ...known, change: 'deleted' });
				break;
			case 'rename':
				files.set(edit.path, { ...known, change: 'renamed', renamedTo: edit.to });
				break;
		}
	}
	return [...files.values()];
}

function countLines(before: string[], after: string[]): { added: number; removed: number } {
	let added = 0;
	let removed = 0;
	for (const change of diffLines(before, after)) {
		added += change.afterEnd - change.afterStart;
		removed += change.beforeEnd - change.beforeStart;
	}
	return { added, removed };
}

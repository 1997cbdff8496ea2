import { isRunning, type Answer } from '../../core/conversation/conversation';
import { canAskAgain } from '../../core/conversation/turnEdits';
import { summaryOf, type ChangeSummary } from '../../core/edits/changeSummary';
import type { Edit, EditResult, PlannedFile } from '../../core/edits/types';
import type { EditCardView, EditSegmentView } from '../../protocol';
import type { AnswerReview } from '../review/answerReview';
import type { AnswerDetails, PlannedEdits } from './answerDetails';
import { editLines } from './editLines';

/** The card under an answer; undefined when it holds no edits. */
export function editCard(
	answer: Answer,
	details: AnswerDetails,
	review: AnswerReview,
	after: EditCardView['after'],
): EditCardView | undefined {
	const { parsed, planned } = details;
	if (parsed.edits.length === 0 && parsed.problems.length === 0 && !parsed.open) {
		return undefined;
	}
	const running = isRunning(answer);
	const segments: EditSegmentView[] = parsed.edits.map((edit, index) =>
		segment(edit, planned?.plan.results.get(planned.edits.firstOwn + index)),
	);
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
	const state = running ? 'writing' : cardState(answer, review);
	const undecided = state === 'proposed' || state === 'writing';
	const files = undecided && planned ? planned.plan.files.map(plannedFile) : appliedFiles(details, answer, review);
	const failed =
		planned && state !== 'discarded' && state !== 'undone' && state !== 'continued' ? failures(planned) : [];
	const left = planned && (state === 'review' || state === 'done') ? planned.plan.files.map(plannedFile) : [];
	const unread =
		running || !undecided ? [] : parsed.problems.map(({ message }) => ({ message, tone: 'warning' as const }));
	return {
		state,
		files: files.map((file) => {
			const place = file.renamedTo ?? file.path;
			const pendingHunks = review.pending.get(place);
			const decided = review.decided.get(place) ?? review.decided.get(file.path);
			const hunks = review.files?.get(place)?.hunks;
			return {
				...file,
				...(pendingHunks === undefined ? {} : { pendingHunks }),
				...(pendingHunks === undefined || hunks === undefined ? {} : { hunks: Math.max(hunks, pendingHunks) }),
				...(pendingHunks !== undefined || decided === undefined ? {} : { decided }),
			};
		}),
		...(left.length === 0 ? {} : { left }),
		segments,
		problems: [
			...failed.map(({ problem }) => problem),
			...unread,
			...(parsed.open && !running
				? [{ message: `${parsed.open.path}: the answer ended in the middle of this edit.`, tone: 'warning' as const }]
				: []),
		],
		askAgain: failed.filter(({ again }) => again).length + unread.length,
		canUndo: review.canUndo,
		...(review.working ? { working: review.working } : {}),
		...((state === 'review' || state === 'done') && after ? { after } : {}),
	};
}

/** The files of edits that were decided about: as the journal knows them, or as far as the edits tell. */
function appliedFiles({ parsed, planned }: AnswerDetails, answer: Answer, review: AnswerReview): readonly FileView[] {
	if (answer.edits === 'continued') {
		return [];
	}
	if (review.files) {
		return [...review.files.values()].map(({ path, renamedTo, ...change }) => fileView(path, renamedTo, change));
	}
	const edits = planned ? planned.edits.all : parsed.edits;
	return filesOfEdits(edits.filter((_, number) => answer.leftEdits?.includes(number) !== true));
}

interface CardFailure {
	readonly problem: EditCardView['problems'][number];
	readonly again: boolean;
}

/** What is to be said about edits that are not part of the plan. */
function failures({ plan }: PlannedEdits): CardFailure[] {
	return [...plan.results].flatMap(([number, result]): CardFailure[] => {
		if (result.status === 'planned') {
			return [];
		}
		const again = canAskAgain(result.status);
		return [
			{
				again,
				problem: {
					message: `${result.edit.path}: ${result.message}`,
					tone: result.status === 'no-change' ? 'info' : 'warning',
					...(again && result.places !== undefined ? { choose: { edit: number, places: result.places.length } } : {}),
				},
			},
		];
	});
}

function cardState(answer: Answer, review: AnswerReview): EditCardView['state'] {
	const noted = answer.edits ?? 'proposed';
	// The window may have been closed between the apply and the note of it.
	const outcome = noted === 'proposed' && review.applied ? 'applied' : noted;
	return outcome === 'applied' ? (review.pending.size > 0 ? 'review' : 'done') : outcome;
}

function segment(edit: Edit, result: EditResult | undefined): EditSegmentView {
	const { shown, ...all } = editLines(edit);
	const cut = { removed: all.removed - shown.removed.length, added: all.added - shown.added.length };
	return {
		start: edit.range.start,
		end: edit.range.end,
		path: edit.kind === 'rename' ? `${edit.path} → ${edit.to}` : edit.path,
		kind: edit.kind,
		status: result?.status ?? 'planned',
		message: result?.message ?? '',
		...shown,
		...(cut.removed + cut.added > 0 ? { cut } : {}),
	};
}

type FileView = EditCardView['files'][number];

function plannedFile(file: PlannedFile): FileView {
	const view = fileView(file.path, file.renamedTo, summaryOf(file));
	return file.confirm === undefined ? view : { ...view, confirm: file.confirm };
}

function fileView(path: string, renamedTo: string | undefined, { change, added, removed }: ChangeSummary): FileView {
	return { path, ...(renamedTo === undefined ? {} : { renamedTo }), change, added, removed };
}

function filesOfEdits(edits: readonly Edit[]): FileView[] {
	const files = new Map<string, FileView>();
	for (const edit of edits) {
		const known = files.get(edit.path) ?? { path: edit.path, change: 'modified', added: 0, removed: 0 };
		switch (edit.kind) {
			case 'replace': {
				const lines = editLines(edit);
				files.set(edit.path, {
					...known,
					added: known.added + lines.added,
					removed: known.removed + lines.removed,
				});
				break;
			}
			case 'write':
				files.set(edit.path, { ...known, change: 'created', added: editLines(edit).added });
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

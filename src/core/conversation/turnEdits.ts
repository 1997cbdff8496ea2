import { planEdits, type PlanOptions } from '../edits/plan';
import type {
	ChosenPlace,
	Edit,
	EditPlan,
	EditResult,
	EditStatus,
	ParsedAnswer,
	PlannedFile,
	ReadText,
} from '../edits/types';
import type { Conversation, Turn } from './conversation';
import { editsOf } from './editsOf';

/**
 * The edits a turn stands for: those of its answer and, when it asked again for failed edits of an earlier turn, the
 * good ones of that turn before them. Their numbers are their places in `all`.
 */
export interface TurnEdits {
	readonly all: readonly Edit[];
	/** Number of the first edit of the turn's own answer. */
	readonly firstOwn: number;
	/** Numbers of the edits that are still to be planned. */
	readonly open: readonly number[];
	/** Malformed blocks of the turn's own answer. */
	readonly problems: ParsedAnswer['problems'];
}

export interface TurnPlan {
	readonly files: EditPlan['files'];
	/** By number of the edit; only edits that were to be planned have one. */
	readonly results: ReadonlyMap<number, EditResult>;
}

/** The edits of a turn whose answer is complete. */
export function turnEdits(conversation: Pick<Conversation, 'turns'>, turn: Turn): TurnEdits {
	const own = editsOf(turn.answer.content, true);
	const carried = carriedEdits(conversation, turn);
	const all = [...carried, ...own.edits];
	return { all, firstOwn: carried.length, open: openEdits(turn, all.length), problems: own.problems };
}

function carriedEdits(conversation: Pick<Conversation, 'turns'>, { id, repairs }: Turn): readonly Edit[] {
	const at = conversation.turns.findIndex((turn) => turn.id === id);
	const repaired = repairs && conversation.turns.slice(0, at).find((turn) => turn.id === repairs.turnId);
	if (!repaired || repaired.answer.edits !== 'continued') {
		return [];
	}
	return turnEdits(conversation, repaired).all.filter((_, number) => !repairs.edits.includes(number));
}

function openEdits({ answer }: Turn, count: number): readonly number[] {
	switch (answer.edits ?? 'proposed') {
		case 'proposed':
			return Array.from({ length: count }, (_, number) => number);
		case 'applied':
			return answer.leftEdits ?? [];
		case 'continued':
		case 'discarded':
		case 'undone':
			return [];
	}
}

/** Plans the open edits of a turn against the files as they are. */
export async function planTurn(
	edits: TurnEdits,
	readText: ReadText,
	options: PlanOptions,
	places: ReadonlyMap<number, ChosenPlace>,
): Promise<TurnPlan> {
	const chosen = new Map<number, ChosenPlace>();
	for (const [index, number] of edits.open.entries()) {
		const place = places.get(number);
		if (place) {
			chosen.set(index, place);
		}
	}
	const parsed: ParsedAnswer = {
		edits: edits.open.map((number) => edits.all[number]!),
		problems: [],
		open: undefined,
	};
	const plan = await planEdits(parsed, readText, { ...options, places: chosen });
	const results = new Map(edits.open.map((number, index) => [number, plan.results[index]!] as const));
	const files = plan.files.map((file) => ({ ...file, edits: editsOfFile(results, file.path) }));
	return { files, results };
}

function editsOfFile(results: TurnPlan['results'], path: string): number[] {
	return [...results].flatMap(([number, { status, file }]) => (status === 'planned' && file === path ? [number] : []));
}

/** Whether the model may do better with an edit that came to this end. */
export function canAskAgain(status: EditStatus): boolean {
	switch (status) {
		case 'ambiguous':
		case 'not-found':
		case 'unsure':
		case 'conflict':
		case 'malformed':
		case 'empty-search':
			return true;
		case 'planned':
		case 'no-change':
		case 'refused':
			return false;
	}
}

/** Numbers of the edits of a plan that failed and can be asked again. */
export function failedEdits(plan: TurnPlan): number[] {
	return [...plan.results].flatMap(([number, { status }]) => (canAskAgain(status) ? [number] : []));
}

/** Numbers of the edits that an apply leaves open: those that failed, and those of files that were not applied. */
export function leftEdits(plan: TurnPlan, applied: readonly PlannedFile[]): number[] {
	const paths = new Set(applied.map(({ path }) => path));
	return [...plan.results].flatMap(([number, { status, file }]) =>
		canAskAgain(status) || (status === 'planned' && file !== undefined && !paths.has(file)) ? [number] : [],
	);
}

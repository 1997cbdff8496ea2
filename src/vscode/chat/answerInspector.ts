import { nextTurn } from '../../core/common/nextTurn';
import { PackIndex } from '../../core/context/packIndex';
import type { Conversation, Turn } from '../../core/conversation/conversation';
import { ToldFiles } from '../../core/conversation/request';
import type { WorkspaceAccess } from '../../core/conversation/workspaceAccess';
import type { ChosenPlace, ReadText } from '../../core/edits/types';
import type { Usage } from '../../core/model/types';
import { countAnswer } from './answerCount';
import { GrowingAnswer, notLookedAt, planDetails, planOptions, type AnswerDetails } from './answerDetails';
import type { SessionServices } from './sessionServices';

/** Citations and edits of one chat's answers, found by looking at their texts. */
export class AnswerInspector {
	readonly #workspace: WorkspaceAccess;
	readonly #readText: ReadText;
	readonly #warn: (message: string) => void;
	readonly #details = new Map<string, AnswerDetails>();
	/** Places the user chose, by turn and number of the edit; they hold text of files, and are never stored. */
	readonly #places = new Map<string, Map<number, ChosenPlace>>();
	/** What was read of the answer that is being written. */
	#growing: { readonly turnId: string; readonly answer: GrowingAnswer } | undefined;
	#expected: string | undefined;
	#index: { readonly packId: string; readonly index: PackIndex; readonly tokens: number } | undefined;

	constructor({ workspace, readText, warn }: Pick<SessionServices, 'workspace' | 'readText' | 'warn'>) {
		this.#workspace = workspace;
		this.#readText = readText;
		this.#warn = warn;
	}

	/** An answer is about to be written: it will be looked at from time to time, and once it is complete. */
	expect(turnId: string): void {
		this.#expected = turnId;
	}

	/** What was found last; nothing while it is expected, undefined for an answer that nobody looks at. */
	details(turnId: string): AnswerDetails | undefined {
		// Who shows it need not read all of it in one turn of the thread.
		return this.#details.get(turnId) ?? (turnId === this.#expected ? notLookedAt : undefined);
	}

	/** Tokens of the pack that is at hand. */
	get packTokens(): number | undefined {
		return this.#index?.tokens;
	}

	/** Forgets an answer that is given up. */
	forget(turnId: string): void {
		this.#details.delete(turnId);
		this.#places.delete(turnId);
		this.#forgetGrowing(turnId);
	}

	/** The places chosen for edits of an answer. */
	places(turnId: string): ReadonlyMap<number, ChosenPlace> {
		return this.#places.get(turnId) ?? new Map<number, ChosenPlace>();
	}

	choose(turnId: string, edit: number, place: ChosenPlace): void {
		this.#places.set(turnId, new Map(this.places(turnId)).set(edit, place));
	}

	/** Looks at an answer that is being written; without a word of it, or without the pack at hand, it does nothing. */
	inspectGrowing(conversation: Conversation, turn: Turn): boolean {
		const current = this.#index;
		if (current === undefined || current.packId !== conversation.packId || turn.answer.content === '') {
			return false;
		}
		if (this.#growing?.turnId !== turn.id) {
			this.#growing = { turnId: turn.id, answer: new GrowingAnswer(new ToldFiles(current.index, conversation)) };
		}
		this.#details.set(turn.id, this.#growing.answer.of(turn.answer));
		return true;
	}

	#forgetGrowing(turnId: string): void {
		if (this.#growing?.turnId === turnId) {
			this.#growing = undefined;
		}
	}

	/**
	 * Looks at a complete answer, plans its edits against the files as they are, and counts it where the endpoint did
	 * not. Never rejects: an answer that cannot be looked at is shown without citations.
	 * @param isCurrent asked in the end, as the answer may have been given up in the meantime
	 * @returns our own count, when there is one to record
	 */
	async complete(conversation: Conversation, turn: Turn, isCurrent: () => boolean): Promise<Usage | undefined> {
		const growing = this.#growing?.turnId === turn.id ? this.#growing.answer : undefined;
		this.#forgetGrowing(turn.id);
		try {
			const usage = await countAnswer(turn.answer, this.#workspace);
			const told = await this.toldFiles(conversation, turn.id);
			const details = await (growing ?? new GrowingAnswer(told)).end(turn.answer);
			await nextTurn();
			const secretValues = (placeholders: readonly string[]) =>
				this.#workspace.secretValues(placeholders, new AbortController().signal);
			const options = planOptions(told, secretValues);
			const planned = await planDetails(conversation, turn, this.#readText, options, this.places(turn.id));
			const complete = { ...details, planned };
			if (isCurrent()) {
				this.#details.set(turn.id, complete);
				return usage;
			}
		} catch (error) {
			this.#warn(`An answer could not be looked at: ${String(error)}`);
		} finally {
			this.#expected = this.#expected === turn.id ? undefined : this.#expected;
		}
		return undefined;
	}

	/** What the model was told up to a turn: the base of citations and merges. */
	async toldFiles(conversation: Conversation, turnId: string): Promise<ToldFiles | undefined> {
		const index = await this.loadPack(conversation.packId);
		const until = conversation.turns.findIndex((turn) => turn.id === turnId);
		return index && new ToldFiles(index, { ...conversation, turns: conversation.turns.slice(0, until + 1) });
	}

	/** Has a chat's pack at hand. */
	async loadPack(packId: string | undefined): Promise<PackIndex | undefined> {
		if (packId === undefined) {
			return undefined;
		}
		if (this.#index?.packId !== packId) {
			const pack = await this.#workspace.storedPack(packId);
			this.#index = pack && { packId, index: new PackIndex(pack), tokens: pack.tokens };
		}
		return this.#index?.index;
	}
}

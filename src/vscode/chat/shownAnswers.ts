import type { Conversation, Turn } from '../../core/conversation/conversation';
import type { EditsEvent } from '../../core/conversation/reducer';
import type { ToldFiles } from '../../core/conversation/request';
import type { PathText } from '../../core/conversation/workspaceAccess';
import type { SecretValues } from '../../core/edits/restoreSecrets';
import type { ChosenPlace } from '../../core/edits/types';
import type { WorkspaceContext } from '../workspace/workspaceContext';
import type { AnswerDetails } from './answerDetails';
import type { OpenChats } from './openChats';

/** The answers of the chat that is shown, with all that their edits are planned and asked for again with. */
export class ShownAnswers {
	readonly #chats: OpenChats;
	readonly #context: WorkspaceContext;

	constructor(chats: OpenChats, context: WorkspaceContext) {
		this.#chats = chats;
		this.#context = context;
	}

	/** The chat as data. */
	get conversation(): Conversation {
		return this.#chats.shown.conversation;
	}

	turn(turnId: string): { readonly turn: Turn; readonly details: AnswerDetails | undefined } | undefined {
		const { shown } = this.#chats;
		const turn = shown.turn(turnId);
		return turn && { turn, details: shown.details(turnId) };
	}

	/** The places the user chose for edits of a turn, by number of the edit. */
	places(turnId: string): ReadonlyMap<number, ChosenPlace> {
		return this.#chats.shown.places(turnId);
	}

	/** Notes where an edit of a turn is to go. */
	async choosePlace(turnId: string, edit: number, place: ChosenPlace): Promise<void> {
		await this.#chats.shown.choosePlace(turnId, edit, place);
	}

	/** Plans the edits of a turn anew, against the files as they are now. */
	async replan(turnId: string): Promise<void> {
		await this.#chats.shown.replan(turnId);
	}

	/** What the model was told up to a turn: the base of citations and merges. */
	async toldFiles(turn: Turn): Promise<ToldFiles | undefined> {
		return await this.#chats.shown.toldFiles(turn.id);
	}

	/** Records what became of an answer's edits, in whichever chat the answer stands. */
	noteEdits(event: EditsEvent): void {
		void this.#chats.noteEdits(event);
	}

	/** Texts without their secrets, each told by the path it is from. */
	async redact(texts: readonly PathText[]): Promise<readonly string[]> {
		return await this.#context.packs.redact(texts, new AbortController().signal);
	}

	/** Those of some files whose text the rules let be sent, as the last look saw them. */
	async sendable(paths: readonly string[]): Promise<ReadonlySet<string>> {
		const entries = await this.#context.ask('contextEntries', { paths });
		return new Set(paths.filter((_, at) => entries[at]?.kind === 'file' && entries[at].choice === 'in'));
	}

	/** What placeholders of secrets stand for, to write edits out. */
	readonly secretValues: SecretValues = (placeholders) =>
		this.#context.packs.secretValues(placeholders, new AbortController().signal);
}

import { renderChanges, type FileChange } from '../context/delta';
import { renderSection } from '../context/layout';
import type { PackIndex } from '../context/packIndex';
import type { Pack } from '../context/types';
import { annotateHunks } from '../diffs/annotateHunks';
import { parseUnifiedDiff } from '../diffs/parseUnifiedDiff';
import { neutralise } from '../context/neutralise';
import type { ImageAttachment, MessageImage } from '../images/image';
import type { ChatMessage, Thinking } from '../model/types';
import type { ModelFacts } from '../model/catalog';
import { isTold, type Conversation, type DiffAttachment, type ToldChange, type Turn } from './conversation';
import { explainText, hiddenImages, imageList, packAcknowledgement, questionText, systemPrompt } from './prompts';
import type { ChangeLog, FocusText, ToldState, ToldText } from './workspaceAccess';

/** The messages every chat on a pack begins with: one prefix that the endpoint caches once for all of them. */
export function packMessages(pack: Pick<Pack, 'json' | 'tokens'>): ChatMessage[] {
	return [
		{ role: 'system', content: systemPrompt },
		{ role: 'user', content: { kind: 'encoded', json: pack.json, tokens: pack.tokens } },
		{ role: 'assistant', content: packAcknowledgement },
	];
}

/**
 * All messages up to and including a turn. Turns without an answer (failed before the first word) are left out, so the
 * list only ever grows at its end.
 * @param images the images of each turn, by its id; a turn whose images are not there says that they cannot be shown
 */
export function messagesUpTo(
	conversation: Conversation,
	turnId: string,
	pack: Pick<Pack, 'json' | 'tokens'>,
	images: ReadonlyMap<string, readonly MessageImage[]> = new Map(),
): ChatMessage[] {
	const messages = packMessages(pack);
	for (const turn of conversation.turns) {
		if (turn.id === turnId) {
			messages.push(userMessage(turn, images.get(turn.id)));
			break;
		}
		if (isTold(turn)) {
			// What the model wrote out as text, the endpoint would read back as control.
			const answer = neutralise(turn.answer.content);
			messages.push(userMessage(turn, images.get(turn.id)), { role: 'assistant', content: answer });
		}
	}
	return messages;
}

function userMessage(turn: Turn, images: readonly MessageImage[] = []): ChatMessage {
	const { message } = turn;
	if (images.length > 0) {
		return { role: 'user', content: message, images };
	}
	return { role: 'user', content: turn.images ? `${message}\n${hiddenImages}` : message };
}

/** The log of a pack nothing has changed since. */
export const emptyLog: ChangeLog = { text: '', told: [] };

/** What the model believes files to hold: the pack, overlaid with the changes told in answered turns. */
export class ToldFiles {
	readonly #index: PackIndex;
	readonly #overlay = new Map<string, ToldText>();

	/** @param log what the conversation is told beside its turns, before it has any */
	constructor(index: PackIndex, conversation: Conversation, log: ChangeLog = emptyLog) {
		this.#index = index;
		for (const told of [log.told, ...conversation.turns.filter(isTold).map((turn) => turn.told)]) {
			for (const { path, text, part } of told) {
				this.#overlay.set(path, { text, part: part === true });
			}
		}
	}

	get state(): ToldState {
		return { packId: this.#index.id, overlay: this.#overlay };
	}

	/** The whole text of a file; undefined when the model has none, or a part only. */
	text(path: string): string | undefined {
		const told = this.#overlay.get(path);
		return told ? (told.part ? undefined : told.text) : this.#index.fileText(path);
	}

	/** True when the model has seen a part of the file only: its first lines or its skeleton. */
	isPart(path: string): boolean {
		const told = this.#overlay.get(path);
		return told ? told.part : (this.#index.section(path)?.tier ?? 'full') !== 'full';
	}

	/** True for a path of which the model has text. */
	has(path: string): boolean {
		const told = this.#overlay.get(path);
		return told ? told.text !== undefined : this.#index.section(path) !== undefined;
	}

	/** Of those the ones with an ending: the pack's in its order, then those that came later. */
	endingWith(ending: string): string[] {
		const packed = this.#index.pathsEndingWith(ending);
		const known = new Set(packed);
		const later = [...this.#overlay.keys()].filter((path) => path.endsWith(ending) && !known.has(path));
		return [...packed, ...later].filter((path) => this.has(path));
	}
}

/**
 * The user message of a turn: changes since the model was last told, files in focus, then the question.
 * @param changes files that differ from what the model was told
 * @param focus files to have in full near the question
 * @param log what a conversation is told before anything else
 * @param images what is shown beside the question
 */
export function composeMessage(
	question: string,
	attachment: DiffAttachment | undefined,
	changes: readonly FileChange[],
	focus: readonly FocusText[] = [],
	log: ChangeLog = emptyLog,
	images: readonly ImageAttachment[] = [],
): { message: string; told: ToldChange[] } {
	const body = attachment
		? explainText(
				attachment.title,
				neutralise(annotateHunks(parseUnifiedDiff(attachment.diff))),
				question === '' ? undefined : neutralise(question),
			)
		: questionText(neutralise(question));
	return {
		message: log.text + renderChanges(changes) + renderFocus(focus) + imageList(images) + body,
		told: [
			...log.told,
			...changes.map(({ path, after, part }) => ({ path, text: after, ...(part ? { part: true } : {}) })),
			...focus.filter(({ known }) => !known).map(({ path, text }) => ({ path, text })),
		],
	};
}

/** The block of files in focus; empty for none. Its tokens add to those of the texts around it. */
export function renderFocus(focus: readonly FocusText[]): string {
	const sections = focus.map(({ path, text }) => renderSection(path, text).text);
	return sections.length === 0 ? '' : `<focus>\n${sections.join('')}</focus>\n`;
}

/** Room kept for differences between our count and the endpoint's, in tokens. */
const safetyMargin = 2_048;
/** An answer shorter than this is of no use: the request is too long. */
const smallestAnswer = 4_096;

/**
 * Default room for reasoning and answer, in tokens: enough for thorough thinking and a long refactor. In a small window
 * it must leave room for what is asked about.
 */
export function answerRoom(thinking: Thinking, facts: ModelFacts): number {
	const wanted = !thinking.enabled ? 32_768 : thinking.effort === 'max' ? 131_072 : 65_536;
	return Math.min(wanted, facts.maxOutput, Math.max(2 * smallestAnswer, Math.floor(facts.contextWindow / 4)));
}

/** What the endpoint is expected to count for a prompt that has so many tokens by our count. */
export function endpointTokens(tokens: number, { countFactor }: Pick<ModelFacts, 'countFactor'>): number {
	return Math.ceil(tokens * countFactor);
}

/** Tokens, by our count, that a pack may have so that an answer fits. */
export function packCapacity(thinking: Thinking, facts: ModelFacts): number {
	return Math.floor((facts.contextWindow - answerRoom(thinking, facts) - safetyMargin) / facts.countFactor);
}

/**
 * Room kept beside the pack for changes, questions and answers, in tokens: a tenth of the window. Fifty commits of a
 * large repository took up to 80,000; with less room packs are made anew again and again.
 */
const conversationRoom = 104_858;

/** Tokens a new pack is made to have at most: what fits, less room for a conversation about it. */
export function packBudget(thinking: Thinking, facts: ModelFacts): number {
	const capacity = packCapacity(thinking, facts);
	return Math.max(0, capacity - Math.min(conversationRoom, Math.floor(capacity / 8)));
}

/**
 * `max_tokens` for a prompt: the wanted room, or what is left of the window.
 * @param promptTokens by our count
 * @param room where more than usual is wanted
 * @returns undefined when too little is left for any answer
 */
export function maxTokensFor(
	promptTokens: number,
	thinking: Thinking,
	facts: ModelFacts,
	room = 0,
): number | undefined {
	return roomBehind(endpointTokens(promptTokens, facts), thinking, facts, room);
}

/** Like `maxTokensFor`, for a prompt of which the endpoint itself counts so many tokens. */
export function roomBehind(counted: number, thinking: Thinking, facts: ModelFacts, room = 0): number | undefined {
	const left = facts.contextWindow - safetyMargin - counted;
	const tokens = Math.min(Math.max(answerRoom(thinking, facts), room), left);
	return tokens >= smallestAnswer ? tokens : undefined;
}

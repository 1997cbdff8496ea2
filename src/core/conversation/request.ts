import { renderChanges, type FileChange } from '../context/delta';
import type { PackIndex } from '../context/packIndex';
import { annotateHunks } from '../diffs/annotateHunks';
import { parseUnifiedDiff } from '../diffs/parseUnifiedDiff';
import { neutralise } from '../context/neutralise';
import type { ChatMessage, Thinking } from '../model/types';
import type { ModelFacts } from '../model/catalog';
import { isTold, type Conversation, type DiffAttachment, type ToldChange } from './conversation';
import { explainText, packAcknowledgement, questionText, systemPrompt } from './prompts';

/** The messages every chat on a pack begins with: one prefix that the endpoint caches once for all of them. */
export function packMessages(packText: string): ChatMessage[] {
	return [
		{ role: 'system', content: systemPrompt },
		{ role: 'user', content: packText },
		{ role: 'assistant', content: packAcknowledgement },
	];
}

/**
 * All messages up to and including a turn. Turns without an answer (failed before the first word) are left out, so the
 * list only ever grows at its end.
 */
export function messagesUpTo(conversation: Conversation, turnId: string, packText: string): ChatMessage[] {
	const messages = packMessages(packText);
	for (const turn of conversation.turns) {
		if (turn.id === turnId) {
			messages.push({ role: 'user', content: turn.message });
			break;
		}
		if (isTold(turn)) {
			messages.push({ role: 'user', content: turn.message }, { role: 'assistant', content: turn.answer.content });
		}
	}
	return messages;
}

/** What the model believes a file to hold: the pack, overlaid with the changes told in answered turns. */
export class ToldFiles {
	readonly #index: PackIndex;
	readonly #overlay = new Map<string, string | undefined>();

	constructor(index: PackIndex, conversation: Conversation) {
		this.#index = index;
		for (const turn of conversation.turns) {
			if (isTold(turn)) {
				for (const change of turn.told) {
					this.#overlay.set(change.path, change.text);
				}
			}
		}
	}

	text(path: string): string | undefined {
		return this.#overlay.has(path) ? this.#overlay.get(path) : this.#index.fileText(path);
	}

	/** Hash of the text as it was packed; undefined when the model was told another text since, or none. */
	packedHash(path: string): string | undefined {
		return this.#overlay.has(path) ? undefined : this.#index.hash(path);
	}

	/** Every path whose text the model has. */
	paths(): string[] {
		const paths = new Set(this.#index.paths());
		for (const [path, text] of this.#overlay) {
			if (text === undefined) {
				paths.delete(path);
			} else {
				paths.add(path);
			}
		}
		return [...paths];
	}
}

/**
 * The user message of a turn: changes since the model was last told, then the question.
 * @param changes files that differ from what the model was told
 */
export function composeMessage(
	question: string,
	attachment: DiffAttachment | undefined,
	changes: readonly FileChange[],
): { message: string; told: ToldChange[] } {
	const body = attachment
		? explainText(
				attachment.title,
				neutralise(annotateHunks(parseUnifiedDiff(attachment.diff))),
				question === '' ? undefined : neutralise(question),
			)
		: questionText(neutralise(question));
	return {
		message: renderChanges(changes) + body,
		told: changes.map(({ path, after }) => ({ path, text: after })),
	};
}

/** Room kept for differences between our count and the endpoint's, in tokens. */
const safetyMargin = 2_048;
/** An answer shorter than this is of no use: the request is too long. */
const smallestAnswer = 4_096;

/** Default room for reasoning and answer, in tokens: enough for thorough thinking and a long refactor. */
export function answerRoom(thinking: Thinking, facts: ModelFacts): number {
	const wanted = !thinking.enabled ? 32_768 : thinking.effort === 'max' ? 131_072 : 65_536;
	return Math.min(wanted, facts.maxOutput);
}

/** Tokens a pack may have so that an answer fits. */
export function packCapacity(thinking: Thinking, facts: ModelFacts): number {
	return facts.contextWindow - answerRoom(thinking, facts) - safetyMargin;
}

/**
 * `max_tokens` for a prompt: the wanted room, or what is left of the window.
 * @returns undefined when too little is left for any answer
 */
export function maxTokensFor(promptTokens: number, thinking: Thinking, facts: ModelFacts): number | undefined {
	const left = facts.contextWindow - safetyMargin - promptTokens;
	const tokens = Math.min(answerRoom(thinking, facts), left);
	return tokens >= smallestAnswer ? tokens : undefined;
}

import { LongviewError } from '../common/errors';
import { formatCount } from '../common/format';
import { PackIndex } from '../context/packIndex';
import { splitDiff } from '../diffs/splitDiff';
import { checkRequestSize } from '../images/checkImages';
import type { ModelFacts } from '../model/catalog';
import type { ModelRequest } from '../model/types';
import { isTold, type Conversation, type Turn } from './conversation';
import { refuseExcluded } from './excludedSince';
import { mentionedPaths } from './mentionedPaths';
import { promptSize } from './promptSize';
import { composeMessage, emptyLog, endpointTokens, maxTokensFor, messagesUpTo, ToldFiles } from './request';
import type { TurnServices } from './runTurn';
import { loadImages, requestBytes } from './turnImages';
import type { FocusText, WorkspaceAccess } from './workspaceAccess';

/** Thrown before anything is sent when a prompt leaves no room for an answer. */
export class PromptTooLongError extends LongviewError {
	readonly kind: 'too-long' | 'chat-too-long';

	constructor(promptTokens: number, facts: ModelFacts, continued: boolean) {
		const remedy = continued
			? 'Start a new chat, which does not repeat this one, or exclude folders.'
			: 'Exclude folders with the setting "longview.context.exclude".';
		super(
			`The request has ${formatCount(endpointTokens(promptTokens, facts))} tokens; the window of ${facts.label} is ${formatCount(facts.contextWindow)} tokens, answer included. Nothing was sent. ${remedy}`,
		);
		this.kind = continued ? 'chat-too-long' : 'too-long';
	}
}

/**
 * Packs, brings the model up to date, counts, and asks what must be asked before anything is sent.
 * @throws LongviewError of many kinds, all before anything is sent
 */
export async function prepareTurn(conversation: Conversation, services: TurnServices, signal: AbortSignal) {
	const { workspace, facts } = services;
	const turn = conversation.turns.at(-1)!;
	const images = await loadImages(conversation, facts, services.images);
	const begun = conversation.packId !== undefined && conversation.turns.some(isTold);
	const stored = begun ? await workspace.storedPack(conversation.packId, signal) : undefined;
	const pack = stored ?? (await workspace.packForNew(signal, mentionedPaths(turn)));
	const log = begun ? emptyLog : await workspace.changeLog(pack.id, signal);
	const told = new ToldFiles(new PackIndex(pack), conversation, log);
	if (begun || turn.attachment) {
		await refuseExcluded(conversation, told.state, stored ? 'stored' : 'new', workspace, signal);
	}
	// The pack was chosen, or found still to be sendable, by a look at the files.
	const changes = await workspace.changesSince(told.state, signal, 'last-look');
	const focus = await workspace.focus(turn.question, told.state, changes, signal);
	const { question, attachment } = await withoutSecrets(turn, workspace, signal);
	const compose = async (shown: readonly FocusText[]) => {
		const composed = composeMessage(question, attachment, changes, shown, log, turn.images);
		const current: Conversation = {
			...conversation,
			turns: conversation.turns.map((each) => (each.id === turn.id ? { ...each, message: composed.message } : each)),
		};
		const messages = messagesUpTo(current, turn.id, pack, images);
		const promptTokens = await promptSize(messages, conversation.thinking, workspace, signal);
		const maxTokens = maxTokensFor(promptTokens, conversation.thinking, facts, services.room);
		return { composed, messages, promptTokens, maxTokens, focus: shown };
	};
	let made = await compose(focus);
	if (made.maxTokens === undefined && focus.length > 0) {
		made = await compose([]);
	}
	const { composed, messages, promptTokens, maxTokens } = made;
	if (maxTokens === undefined) {
		throw new PromptTooLongError(promptTokens, facts, conversation.turns.some(isTold));
	}
	if (facts.images && images.size > 0) {
		checkRequestSize(requestBytes(messages), facts.images);
	}
	await services.beforeSend?.(pack, promptTokens, signal);
	signal.throwIfAborted();
	const request: ModelRequest = { model: conversation.model, messages, thinking: conversation.thinking, maxTokens };
	const imageTokens = [...images.values()].flat().reduce((sum, { tokens }) => sum + tokens, 0);
	return { event: { packId: pack.id, ...composed }, question, request, promptTokens, imageTokens, focus: made.focus };
}

/** What the user asks, with placeholders for secrets: a log or a diff may hold some. */
async function withoutSecrets(
	{ question, attachment }: Turn,
	workspace: WorkspaceAccess,
	signal: AbortSignal,
): Promise<Pick<Turn, 'question' | 'attachment'>> {
	const parts = attachment ? splitDiff(attachment.diff) : [];
	const [redacted = question, ...diffs] = await workspace.redact([{ path: '', text: question }, ...parts], signal);
	return { question: redacted, ...(attachment ? { attachment: { ...attachment, diff: diffs.join('') } } : {}) };
}

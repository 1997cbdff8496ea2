import { randomUUID } from 'node:crypto';
import { LongviewError } from '../core/common/errors';
import { formatCount, formatMoney, formatSeconds, plural } from '../core/common/format';
import type { Answer, Conversation, DiffAttachment, Turn } from '../core/conversation/conversation';
import { reduce } from '../core/conversation/reducer';
import { refitSentence } from '../core/conversation/refit';
import { runTurn } from '../core/conversation/runTurn';
import { requestCost } from '../core/model/catalog';
import { driftSentence } from '../core/model/counting';
import { readImages } from './images';
import type { Terminal } from './terminal';
import { newConversation, type AskServices } from './services';

/** Thrown when no complete answer came. What came is on the terminal. */
export class AskError extends LongviewError {
	readonly kind = 'ask';
}

export interface Asked {
	readonly conversation: Conversation;
	readonly turn: Turn;
}

/** What is asked. */
export interface Question {
	readonly text: string;
	readonly attachment?: DiffAttachment;
	/** Files of images, in the order they are shown. */
	readonly images?: readonly string[];
}

/**
 * Asks one question and waits for its answer.
 * @param onText called with each piece of the answer as it comes
 * @throws AskError when the answer failed, ImageError
 */
export async function ask(
	services: AskServices,
	question: Question,
	terminal: Terminal,
	onText: (text: string) => void,
	signal: AbortSignal,
): Promise<Asked> {
	const turnId = randomUUID();
	const images = await readImages(question.images ?? [], services.facts);
	let conversation = reduce(newConversation(services), {
		type: 'asked',
		turnId,
		question: question.text,
		attachment: question.attachment,
		images: images.attachments,
		at: services.now(),
	});
	const announcing: AskServices = {
		...services,
		images: images.source,
		beforeSend: (pack, promptTokens) => {
			terminal.fact(
				`${plural(pack.sections.length, 'file')}, ${formatCount(promptTokens)} tokens, to ${services.facts.label} at ${services.client.host}`,
			);
			return Promise.resolve();
		},
	};
	let thinkingTold = false;
	for await (const event of runTurn(conversation, announcing, signal)) {
		conversation = reduce(conversation, event);
		if (event.type === 'progress') {
			terminal.fact(event.text);
		} else if (event.type === 'refitted') {
			terminal.fact(refitSentence(event.refit));
		} else if (event.type === 'streamed' && event.event.type === 'reasoning' && !thinkingTold) {
			thinkingTold = true;
			terminal.fact('Thinking…');
		} else if (event.type === 'streamed' && event.event.type === 'content') {
			onText(event.event.text);
		}
	}
	const turn = conversation.turns.at(-1)!;
	const { answer } = turn;
	if (answer.status !== 'done') {
		const detail = answer.failure?.detail === undefined ? '' : ` (${answer.failure.detail})`;
		throw new AskError((answer.failure?.message ?? 'Stopped.') + detail);
	}
	terminal.fact(receipt(answer, services));
	const drift = answer.drift && driftSentence(answer.drift, services.countsExactly);
	if (drift !== undefined) {
		terminal.fact(drift);
	}
	const cut = cutNotice(answer);
	if (cut !== undefined) {
		terminal.fact(cut);
	}
	return { conversation, turn };
}

function receipt(answer: Answer, services: AskServices): string {
	const { usage } = answer;
	const seconds = formatSeconds(((answer.endedAt ?? answer.startedAt) - answer.startedAt) / 1_000);
	if (!usage) {
		return `${seconds}; the endpoint told no usage`;
	}
	const { price } = services.facts;
	const cached = usage.cachedTokens ?? 0;
	const computed =
		price &&
		formatMoney(
			requestCost(
				price,
				{ prompt: usage.promptTokens, cached, completion: usage.completionTokens },
				new Date(answer.startedAt),
			),
			price.currency,
		);
	const money = usage.charged === undefined ? computed : `${formatMoney(usage.charged, 'USD')} charged`;
	return [
		`${formatCount(usage.promptTokens)} tokens in (${formatCount(cached)} cached)`,
		`${formatCount(usage.completionTokens)} out`,
		...(money === undefined ? [] : [money]),
		seconds,
	].join(', ');
}

function cutNotice(answer: Answer): string | undefined {
	switch (answer.finishReason) {
		case 'length':
			return 'The answer was cut at its length limit.';
		case 'content_filter':
			return "The answer was cut by the endpoint's content filter.";
		case 'insufficient_system_resource':
			return 'The endpoint ran out of resources before the answer was complete.';
		default:
			return answer.content === '' ? 'The model answered with reasoning only.' : undefined;
	}
}

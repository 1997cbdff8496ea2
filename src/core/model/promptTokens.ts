import { effortDepth } from './thinking';
import type { ChatMessage, MessageContent, Thinking } from './types';

/** What is needed of a tokenizer to estimate a prompt. */
export interface TokenCounter {
	/** Tokens of ordinary text; literals of special tokens inside it count as the text they are. */
	countText(text: string): number;
}

/** The line that V4.1 puts before everything else when thinking is on; empty without thinking. */
function reasoningEffortLine(thinking: Thinking): string {
	return thinking.enabled
		? `Reasoning Effort: ${thinking.depth ?? effortDepth[thinking.effort]} (range 1-100, the higher the value, the more thorough the reasoning)\n\n`
		: '';
}

/**
 * Number of tokens the endpoint counts for a prompt without tools: exact for its texts; images are estimated.
 *
 * It rests on the published V4.1 prompt encoding:
 * `<BOS> [<System>{effort line}{system text}] (<User>{text} | <Assistant></think>{text}<EOS>)… <Assistant> (<think>|</think>)`,
 * where each name in angle brackets is one token, reasoning of earlier turns is dropped, and consecutive user messages
 * are joined by an empty line. `<System>` stands only where there is an effort line or a system message. An empty user
 * message without thinking is 4 tokens, as recorded from the official endpoint for V4 and V4.1. V4 words the effort
 * otherwise, which differs by a few dozen tokens at most: callers keep a margin anyway.
 *
 * Text is counted message by message because a special token always stands between two messages; only the effort line
 * and the first system text, and consecutive user messages, are one text.
 */
export function countPromptTokens(messages: readonly ChatMessage[], thinking: Thinking, counter: TokenCounter): number {
	let tokens = 1;
	const effortLine = reasoningEffortLine(thinking);
	if (messages[0]?.role !== 'system' && effortLine !== '') {
		tokens += 1 + counter.countText(effortLine);
	}
	for (let index = 0; index < messages.length; index++) {
		const { role, content, images } = messages[index]!;
		tokens += tokensOfImages(images);
		if (role === 'system') {
			tokens += 1 + countContents(index === 0 ? [effortLine, content] : [content], '', counter);
		} else if (role === 'assistant') {
			tokens += 3 + countContents([content], '', counter);
		} else {
			const contents = [content];
			while (messages[index + 1]?.role === 'user') {
				index++;
				contents.push(messages[index]!.content);
				tokens += tokensOfImages(messages[index]!.images);
			}
			tokens += 1 + countContents(contents, '\n\n', counter);
		}
	}
	return messages.at(-1)?.role === 'assistant' ? tokens : tokens + 2;
}

function tokensOfImages(images: ChatMessage['images']): number {
	return (images ?? []).reduce((sum, { tokens }) => sum + tokens, 0);
}

/**
 * Tokens of contents that form one text. Encoded texts were counted when they were encoded; they end with a line feed
 * and begin with a tag, so that the texts around them are counted by themselves.
 */
function countContents(contents: readonly MessageContent[], separator: string, counter: TokenCounter): number {
	let tokens = 0;
	let text = '';
	contents.forEach((content, index) => {
		text += index === 0 ? '' : separator;
		if (typeof content === 'string') {
			text += content;
		} else {
			tokens += (text === '' ? 0 : counter.countText(text)) + content.tokens;
			text = '';
		}
	});
	return text === '' && tokens > 0 ? tokens : tokens + counter.countText(text);
}

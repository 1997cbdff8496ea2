import type { TextEncoder } from './encoder';
import type { SimulatedImage } from './images';
import type { CompletionRequest, SimulatedMessage } from './request';

/** Ids of the control tokens of the prompt format; text never encodes to them. */
const control = { begin: 0, end: 1, system: 128799, user: 128803, assistant: 128804, think: 128821, thinkEnd: 128822 };

const depths = { low: 25, high: 50, max: 100 };

/** A prompt as the model reads it. */
export interface EncodedPrompt {
	readonly tokens: Uint32Array;
	/** Tokens up to the end of the last user message: where the cache keeps a unit. */
	readonly inputEnd: number;
}

/** Encodes a request the way V4.1 does: control tokens around the texts, settings of the request in the first text. */
export function encodePrompt(request: CompletionRequest, encoder: TextEncoder): EncodedPrompt {
	const parts: (number | Uint32Array)[] = [control.begin];
	const text = (value: string) => parts.push(encoder.encodeText(value));
	const messages = joinUserMessages(request.messages);
	const [first] = messages;
	const opening = first?.role === 'system' ? first.content : '';
	const preamble = effortLine(request) + opening + settingsText(request);
	if (first?.role === 'system' || preamble !== '') {
		parts.push(control.system);
		text(preamble);
	}
	for (const [index, message] of messages.entries()) {
		if (message.role === 'system') {
			if (index > 0) {
				parts.push(control.system);
				text(message.content);
			}
		} else if (message.role === 'user') {
			parts.push(control.user);
			text(message.content);
			parts.push(...(message.images ?? []).map(imageTokens));
		} else {
			parts.push(control.assistant, control.thinkEnd);
			text(message.content);
			parts.push(control.end);
		}
	}
	const inputEnd = length(parts);
	if (request.prefix) {
		const { reasoning, content } = request.prefix;
		parts.push(control.assistant);
		if (reasoning === undefined || request.effort === undefined) {
			parts.push(control.thinkEnd);
		} else {
			parts.push(control.think);
			text(reasoning);
			parts.push(control.thinkEnd);
		}
		text(content);
	} else if (messages.at(-1)?.role !== 'assistant') {
		parts.push(control.assistant, request.effort === undefined ? control.thinkEnd : control.think);
	}
	return { tokens: concatenate(parts), inputEnd };
}

/** An image's cells have no ids of their own; here they are told apart by the image they are of. */
function imageTokens({ tokens, fingerprint }: SimulatedImage): Uint32Array {
	return new Uint32Array(tokens).fill(fingerprint);
}

/** The tokens of an answer as they were generated, the end mark left out because it is never read back. */
export function encodeAnswer(reasoning: string | undefined, content: string, encoder: TextEncoder): Uint32Array {
	const answer = encoder.encodeText(content);
	return reasoning === undefined ? answer : concatenate([encoder.encodeText(reasoning), control.thinkEnd, answer]);
}

function effortLine({ effort }: CompletionRequest): string {
	return effort === undefined
		? ''
		: `Reasoning Effort: ${typeof effort === 'number' ? effort : depths[effort]} (range 1-100, the higher the value, the more thorough the reasoning)\n\n`;
}

function settingsText({ tools, responseFormat }: CompletionRequest): string {
	return (
		(tools === undefined ? '' : `\n\n## Tools\n\n${tools.map((tool) => JSON.stringify(tool)).join('\n')}`) +
		(responseFormat === undefined ? '' : `\n\n## Response Format:\n\n${JSON.stringify(responseFormat)}`)
	);
}

function joinUserMessages(messages: readonly SimulatedMessage[]): SimulatedMessage[] {
	const joined: SimulatedMessage[] = [];
	for (const message of messages) {
		const last = joined.at(-1);
		if (message.role === 'user' && last?.role === 'user') {
			joined[joined.length - 1] = {
				role: 'user',
				content: `${last.content}\n\n${message.content}`,
				images: [...(last.images ?? []), ...(message.images ?? [])],
			};
		} else {
			joined.push(message);
		}
	}
	return joined;
}

function length(parts: readonly (number | Uint32Array)[]): number {
	return parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? 1 : part.length), 0);
}

function concatenate(parts: readonly (number | Uint32Array)[]): Uint32Array {
	const tokens = new Uint32Array(length(parts));
	let position = 0;
	for (const part of parts) {
		if (typeof part === 'number') {
			tokens[position++] = part;
		} else {
			tokens.set(part, position);
			position += part.length;
		}
	}
	return tokens;
}

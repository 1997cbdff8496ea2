import type { EndpointProfile } from '../profiles/types';
import { thinkingSettings } from '../profiles/thinking';
import type { ChatMessage, EncodedBody, ModelRequest } from '../types';
import { assembleBody, type BodyPart } from './bodyLayout';

/**
 * The body of a chat completion, as bytes, and how it is put together. Texts that are encoded already, and images, are
 * copied, never turned into JSON again; a message with images is a list of parts, its text first. Lone surrogates in
 * other texts are replaced, because they are no UTF-8 and endpoints refuse them.
 *
 * No sampling parameters are sent: thinking ignores them. Reasoning of earlier answers is not sent either: the prompt
 * format drops it where no tools are used, and sending it would only cost bytes. Content is never null.
 */
export function encodeRequest(request: ModelRequest, profile: EndpointProfile): EncodedBody {
	const layout = layoutOf(request, profile);
	const bytes = assembleBody(layout, {
		literal: (message) => literalOf(request.messages[message]!),
		image: (message, image) => request.messages[message]!.images![image]!.base64,
	});
	return { bytes, layout };
}

function layoutOf(request: ModelRequest, profile: EndpointProfile): BodyPart[] {
	const settings = {
		model: request.model,
		...thinkingSettings(profile, request.thinking),
		max_tokens: request.maxTokens,
		stream: true,
		stream_options: { include_usage: true },
	};
	const layout: BodyPart[] = [];
	let text = `${JSON.stringify(settings).slice(0, -1)},"messages":[`;
	const add = (part: BodyPart, behind: string) => {
		layout.push(text, part);
		text = behind;
	};
	request.messages.forEach(({ role, images = [] }, message) => {
		text += `${message === 0 ? '' : ','}{"role":${JSON.stringify(role)},"content":`;
		if (images.length === 0) {
			add({ message }, '}');
			return;
		}
		text += '[{"type":"text","text":';
		add({ message }, '}');
		images.forEach(({ format }, image) => {
			text += `,{"type":"image_url","image_url":{"url":"data:image/${format};base64,`;
			add({ message, image }, '"}}');
		});
		text += ']}';
	});
	const partial = request.continueFrom;
	if (partial) {
		const message = {
			role: 'assistant',
			content: partial.content.toWellFormed(),
			...(partial.reasoning === undefined ? {} : { reasoning_content: partial.reasoning.toWellFormed() }),
			prefix: true,
		};
		text += (request.messages.length === 0 ? '' : ',') + JSON.stringify(message);
	}
	layout.push(`${text}]}`);
	return layout;
}

const quote = 0x22;
const encoder = new TextEncoder();

function literalOf({ content }: ChatMessage): Uint8Array {
	if (typeof content === 'string') {
		return encoder.encode(JSON.stringify(content.toWellFormed()));
	}
	const { json } = content;
	if (json.length < 2 || json[0] !== quote || json[json.length - 1] !== quote) {
		throw new TypeError('An encoded text must be a JSON string literal with its quotes.');
	}
	return json;
}

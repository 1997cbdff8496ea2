import type { EndpointProfile } from '../profiles/types';
import { thinkingSettings } from '../profiles/thinking';
import type { ChatMessage, EncodedText, MessageContent, ModelRequest } from '../types';

/**
 * The body of a chat completion, as bytes. Texts that are encoded already, and images, are copied, never turned into
 * JSON again; a message with images is a list of parts, its text first. Lone surrogates in other texts are replaced,
 * because they are no UTF-8 and endpoints refuse them.
 *
 * No sampling parameters are sent: thinking ignores them. Reasoning of earlier answers is not sent either: the prompt
 * format drops it where no tools are used, and sending it would only cost bytes. Content is never null.
 */
export function encodeRequest(request: ModelRequest, profile: EndpointProfile): Uint8Array<ArrayBuffer> {
	const settings = {
		model: request.model,
		...thinkingSettings(profile, request.thinking),
		max_tokens: request.maxTokens,
		stream: true,
		stream_options: { include_usage: true },
	};
	const pieces = new Pieces();
	pieces.add(`${JSON.stringify(settings).slice(0, -1)},"messages":[`);
	request.messages.forEach((message, index) => {
		pieces.add(index === 0 ? '' : ',');
		addMessage(pieces, message);
	});
	const partial = request.continueFrom;
	if (partial) {
		const separator = request.messages.length === 0 ? '' : ',';
		const message = {
			role: 'assistant',
			content: partial.content.toWellFormed(),
			...(partial.reasoning === undefined ? {} : { reasoning_content: partial.reasoning.toWellFormed() }),
			prefix: true,
		};
		pieces.add(separator + JSON.stringify(message));
	}
	pieces.add(']}');
	return pieces.join();
}

function addMessage(pieces: Pieces, { role, content, images = [] }: ChatMessage): void {
	pieces.add(`{"role":${JSON.stringify(role)},"content":`);
	if (images.length === 0) {
		addText(pieces, content);
	} else {
		pieces.add('[{"type":"text","text":');
		addText(pieces, content);
		pieces.add('}');
		for (const { format, base64 } of images) {
			pieces.add(`,{"type":"image_url","image_url":{"url":"data:image/${format};base64,`);
			pieces.addBytes(base64);
			pieces.add('"}}');
		}
		pieces.add(']');
	}
	pieces.add('}');
}

function addText(pieces: Pieces, content: MessageContent): void {
	if (typeof content === 'string') {
		pieces.add(JSON.stringify(content.toWellFormed()));
	} else {
		pieces.addEncoded(content);
	}
}

const quote = 0x22;

/** Text and bytes, in order, put together once at the end. */
class Pieces {
	readonly #encoder = new TextEncoder();
	readonly #bytes: Uint8Array[] = [];
	#text: string[] = [];

	add(text: string): void {
		this.#text.push(text);
	}

	addEncoded({ json }: EncodedText): void {
		if (json.length < 2 || json[0] !== quote || json[json.length - 1] !== quote) {
			throw new TypeError('An encoded text must be a JSON string literal with its quotes.');
		}
		this.addBytes(json);
	}

	/** Bytes that are part of the JSON as they are. */
	addBytes(bytes: Uint8Array): void {
		this.#flush();
		this.#bytes.push(bytes);
	}

	join(): Uint8Array<ArrayBuffer> {
		this.#flush();
		const whole = new Uint8Array(this.#bytes.reduce((sum, bytes) => sum + bytes.length, 0));
		let position = 0;
		for (const bytes of this.#bytes) {
			whole.set(bytes, position);
			position += bytes.length;
		}
		return whole;
	}

	#flush(): void {
		if (this.#text.length > 0) {
			this.#bytes.push(this.#encoder.encode(this.#text.join('')));
			this.#text = [];
		}
	}
}

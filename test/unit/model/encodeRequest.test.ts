import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { countPromptTokens } from '../../../src/core/model/promptTokens';
import { profileOf } from '../../../src/core/model/profiles/profiles';
import { encodeRequest } from '../../../src/core/model/request/encodeRequest';
import type { ChatMessage, EncodedText, ModelRequest } from '../../../src/core/model/types';

const deepseek = profileOf('deepseek');
const encoded = (text: string): EncodedText => ({
	kind: 'encoded',
	json: new TextEncoder().encode(JSON.stringify(text.toWellFormed())),
	tokens: Array.from(text).length,
});
const requestOf = (messages: readonly ChatMessage[], more: Partial<ModelRequest> = {}): ModelRequest => ({
	model: 'deepseek-flash',
	messages,
	thinking: { enabled: true, effort: 'high' },
	maxTokens: 100,
	...more,
});
const parse = (request: ModelRequest, profile = deepseek) =>
	JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(encodeRequest(request, profile).bytes)) as Record<
		string,
		unknown
	>;

describe('encodeRequest', () => {
	it('gives the same JSON for a text and for its encoded form, whatever it holds', () => {
		// Lone surrogates included. The package's own unit for any text takes seconds to be made.
		const any = fc.oneof(fc.integer({ max: 0x7f, min: 0 }), fc.integer({ max: 0x10_ffff, min: 0 }));
		const text = fc.string({ unit: any.map((code) => String.fromCodePoint(code)) });
		const role = fc.constantFrom('system' as const, 'user' as const, 'assistant' as const);
		fc.assert(
			fc.property(fc.array(fc.tuple(role, text, fc.boolean()), { maxLength: 5 }), (list) => {
				const plain = list.map(([each, content]) => ({ role: each, content }));
				const mixed = list.map(([each, content, bytes]) => ({
					role: each,
					content: bytes ? encoded(content) : content,
				}));
				const body = parse(requestOf(mixed));
				assert.deepEqual(body, parse(requestOf(plain)));
				assert.deepEqual(
					body['messages'],
					plain.map((message) => ({ ...message, content: message.content.toWellFormed() })),
				);
			}),
		);
	});

	it('sends what the endpoint wants and no sampling parameters', () => {
		const { messages, ...settings } = parse(requestOf([{ role: 'assistant', content: '' }]));
		assert.deepEqual(settings, {
			model: 'deepseek-flash',
			thinking: { type: 'enabled' },
			reasoning_effort: 'high',
			max_tokens: 100,
			stream: true,
			stream_options: { include_usage: true },
		});
		assert.deepEqual(messages, [{ role: 'assistant', content: '' }]);
	});

	it('begins with the bytes of the shorter conversation, up to its last message', () => {
		const first: ChatMessage[] = [
			{ role: 'user', content: encoded('<pack>\n') },
			{ role: 'user', content: 'one' },
		];
		const before = Buffer.from(encodeRequest(requestOf(first), deepseek).bytes).toString('utf8');
		const after = Buffer.from(
			encodeRequest(requestOf([...first, { role: 'assistant', content: 'two' }]), deepseek).bytes,
		).toString('utf8');
		assert.ok(after.startsWith(before.slice(0, -2)));
	});

	it('appends the answer to be continued', () => {
		const body = parse(requestOf([{ role: 'user', content: 'q' }], { continueFrom: { content: 'half \ud800' } }));
		assert.deepEqual((body['messages'] as unknown[])[1], { role: 'assistant', content: 'half \ufffd', prefix: true });
	});

	it('puts images behind the text, which stays the bytes it was', () => {
		const base64 = new TextEncoder().encode('aGVsbG8=');
		const image = { hash: 'h', name: 'a', format: 'webp', width: 1, height: 1, bytes: 5, base64, tokens: 184 } as const;
		const content = encoded('words\n');
		const body = parse(requestOf([{ role: 'user', content, images: [image, image] }]));
		const part = { type: 'image_url', image_url: { url: 'data:image/webp;base64,aGVsbG8=' } };
		assert.deepEqual(body['messages'], [{ role: 'user', content: [{ type: 'text', text: 'words\n' }, part, part] }]);
	});

	it('refuses bytes that are no JSON string', () => {
		const content: EncodedText = { kind: 'encoded', json: new TextEncoder().encode('text'), tokens: 1 };
		assert.throws(() => encodeRequest(requestOf([{ role: 'user', content }]), deepseek), TypeError);
	});

	it('takes time for copying a large text, not for encoding it', () => {
		const json = new Uint8Array(64 * 1024 * 1024).fill(0x61);
		json[0] = 0x22;
		json[json.length - 1] = 0x22;
		const content: EncodedText = { kind: 'encoded', json, tokens: 1 };
		const body = encodeRequest(requestOf([{ role: 'user', content }]), deepseek).bytes;
		assert.ok(body.length > json.length && body.length < json.length + 400);
	});
});

describe('countPromptTokens with encoded texts', () => {
	const counter = { countText: (text: string) => Array.from(text).length };

	it('counts them as the texts they are', () => {
		const role = fc.constantFrom('system' as const, 'user' as const, 'assistant' as const);
		const thinking = fc.constantFrom({ enabled: false } as const, { enabled: true, effort: 'high' } as const);
		fc.assert(
			fc.property(fc.array(fc.tuple(role, fc.string(), fc.boolean()), { maxLength: 6 }), thinking, (list, mode) => {
				const plain = list.map(([each, content]) => ({ role: each, content }));
				const mixed = list.map(([each, content, bytes]) => ({
					role: each,
					content: bytes ? encoded(content) : content,
				}));
				assert.equal(countPromptTokens(mixed, mode, counter), countPromptTokens(plain, mode, counter));
			}),
		);
	});
});

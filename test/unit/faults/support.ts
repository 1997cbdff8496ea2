import { OpenAiClient, type EndpointOptions } from '../../../src/core/model/openAiClient';
import type { FinishReason, ModelRequest, StreamEvent, Usage } from '../../../src/core/model/types';
import { streamFetch } from '../../../src/node/http/streamFetch';
import type { TextEncoder } from '../../simulator/encoder';

/** One token per character: cheap, and every length is plain to see. */
export const characterEncoder: TextEncoder = {
	encodeText: (text) => Uint32Array.from(text, (character) => 1000 + character.codePointAt(0)!),
};

/** A request whose answer is long enough to break in the middle, and holds characters of several bytes. */
export const request: ModelRequest = {
	model: 'deepseek-flash',
	messages: [
		{
			role: 'user',
			content:
				'<repository name="r">\n<file path="文.ts" lines="1">\nexport const answer = 42; // 答え\n</file>\n</repository>\n',
		},
		{ role: 'assistant', content: 'Read.' },
		{ role: 'user', content: '<question>\nWhere is answer? ✓ 文字 😀\n</question>' },
	],
	thinking: { enabled: true, effort: 'high' },
	maxTokens: 8_192,
};

export function clientOf(baseUrl: string, options: Partial<EndpointOptions> = {}): OpenAiClient {
	return new OpenAiClient({ baseUrl, apiKey: 'sk-test', fetch: streamFetch, idleLimit: 30_000, ...options });
}

/** What came of a request: never rejects, so that what came before a failure can be looked at. */
export interface Received {
	readonly events: readonly StreamEvent[];
	readonly content: string;
	readonly reasoning: string;
	readonly usage: Usage | undefined;
	readonly finish: FinishReason | undefined;
	readonly error: unknown;
}

export async function receive(
	client: OpenAiClient,
	asked: ModelRequest = request,
	signal: AbortSignal = new AbortController().signal,
	onEvent: (event: StreamEvent) => void = () => undefined,
): Promise<Received> {
	const events: StreamEvent[] = [];
	let error: unknown;
	try {
		for await (const event of client.stream(asked, signal)) {
			events.push(event);
			onEvent(event);
		}
	} catch (caught) {
		error = caught;
	}
	const text = (type: 'content' | 'reasoning') =>
		events.map((event) => (event.type === type ? event.text : '')).join('');
	return {
		events,
		content: text('content'),
		reasoning: text('reasoning'),
		usage: events.find((event) => event.type === 'usage')?.usage,
		finish: events.find((event) => event.type === 'finished')?.reason,
		error,
	};
}

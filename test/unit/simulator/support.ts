import type { TextEncoder } from '../../simulator/encoder';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator';

/** One token per character: cheap, and every length is plain to see. */
const characterEncoder: TextEncoder = {
	encodeText: (text) => Uint32Array.from(text, (character) => 1000 + character.codePointAt(0)!),
};

/** Starts a simulator with one token per character, hands it to a test and stops it. */
export async function withSimulator(
	test: (simulator: Simulator) => Promise<void>,
	options: SimulatorOptions = {},
): Promise<void> {
	const simulator = await startSimulator({ encoder: characterEncoder, ...options });
	try {
		await test(simulator);
	} finally {
		await simulator.close();
	}
}

export interface Message {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
}

export const user = (content: string): Message => ({ role: 'user', content });
export const assistant = (content: string): Message => ({ role: 'assistant', content });

/** A pack as the product writes it. */
export function packOf(files: Readonly<Record<string, string>>): string {
	const sections = Object.entries(files).map(
		([path, text]) =>
			`<file path="${path}" lines="${text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0)}">\n` +
			`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}</file>\n`,
	);
	return `<repository name="sample">\n${sections.join('')}</repository>\n`;
}

export const question = (text: string): Message => user(`<question>\n${text}\n</question>`);

/** Sends a chat completion as it is. */
export function post(
	simulator: Simulator,
	body: object,
	options: { key?: string; signal?: AbortSignal } = {},
): Promise<Response> {
	return fetch(`${simulator.baseUrl}/chat/completions`, {
		method: 'POST',
		headers: { authorization: `Bearer ${options.key ?? 'sk-test'}`, 'content-type': 'application/json' },
		body: JSON.stringify({
			model: 'deepseek-flash',
			messages: [user('Hello')],
			max_tokens: 4096,
			thinking: { type: 'disabled' },
			...body,
		}),
		...(options.signal === undefined ? {} : { signal: options.signal }),
	});
}

interface Chunk {
	readonly object: string;
	readonly choices: readonly {
		readonly delta: {
			readonly role?: string;
			readonly content: string | null;
			readonly reasoning_content: string | null;
		};
		readonly finish_reason: string | null;
	}[];
	readonly usage?: UsageNumbers | null;
}

interface UsageNumbers {
	readonly prompt_tokens: number;
	readonly completion_tokens: number;
	readonly prompt_cache_hit_tokens: number;
	readonly prompt_cache_miss_tokens: number;
	readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

interface CompletionBody {
	readonly choices: readonly {
		readonly message: { readonly content: string; readonly reasoning_content?: string };
		readonly finish_reason: string;
	}[];
	readonly usage: UsageNumbers;
}

/** The chunks of a stream's text. */
export function parseChunks(text: string): Chunk[] {
	return text
		.split('\n\n')
		.filter((event) => event.startsWith('data: {'))
		.map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
}

/** Reasoning and answer of chunks. */
export function textOf(chunks: readonly Chunk[]): { reasoning: string; content: string } {
	const join = (field: 'content' | 'reasoning_content') =>
		chunks.map((chunk) => chunk.choices[0]?.delta[field] ?? '').join('');
	return { reasoning: join('reasoning_content'), content: join('content') };
}

/** Sends a completion without streaming and reads its body. */
export async function complete(
	simulator: Simulator,
	body: object,
	options: { key?: string } = {},
): Promise<CompletionBody> {
	const response = await post(simulator, body, options);
	return (await response.json()) as CompletionBody;
}

/** The message of a refusal. */
export async function refusal(response: Response): Promise<{ status: number; message: string; type: string }> {
	const { error } = (await response.json()) as { error: { message: string; type: string } };
	return { status: response.status, message: error.message, type: error.type };
}

import { formatCount } from '../../common/format';
import { neutralise } from '../../context/neutralise';
import { ModelError } from '../errors';
import type { OpenAiClient } from '../openAiClient';
import type { ContextLength } from '../profiles/types';
import { countPromptTokens, type TokenCounter } from '../promptTokens';
import type { ChatMessage, FinishReason, ModelRequest, PartialAnswer, Thinking, Usage } from '../types';

/** One assumption about an endpoint, held against what it did. */
export interface Measurement {
	readonly assumption: string;
	readonly expected: string;
	readonly found: string;
	readonly verdict: 'holds' | 'differs' | 'unknown';
}

export interface MeasureOptions {
	readonly client: OpenAiClient;
	readonly model: string;
	readonly counter: TokenCounter;
	/** Differs from run to run, so that the first prompt is cold. */
	readonly nonce: string;
	/** Longest answer of the model, in tokens, where it is known. */
	readonly maxOutput: number | undefined;
	/** What the server said it runs with. */
	readonly contextLength: ContextLength | undefined;
	/** Resolves after some seconds; rejects when stopped. */
	readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
	/** Called before each step. */
	readonly onStep?: (name: string) => void;
}

/** Tokens a run may use at most; what it will cost is said from these. */
export const measureBudget = { prompt: 22_000, completion: 3_000 } as const;

const off: Thinking = { enabled: false };
const low: Thinking = { enabled: true, effort: 'low' };

/** How often a prompt is sent again until its cache answers, and the seconds in between. */
const cacheAttempts = [2, 5, 10] as const;

/**
 * Holds an endpoint against what the product takes for granted: how it counts, what it caches, how it thinks, where it
 * stops. Sends a handful of short requests that cost money; ask before. Rejects only when stopped.
 */
export async function measureEndpoint(options: MeasureOptions, signal: AbortSignal): Promise<readonly Measurement[]> {
	const run = new Run(options, signal);
	const first = await run.step('A cold request', () => run.send({ thinking: off, maxTokens: 16 }));
	run.countMatches('Prompt tokens without thinking', first, off);
	run.add(
		'An answer at its limit ends with "length"',
		'length',
		first.finish ?? first.failure,
		first.finish === 'length',
	);
	run.add('No reasoning without thinking', 'none', first.reasoning === '' ? 'none' : 'some', first.reasoning === '');
	run.cold(first);
	const again = await run.step('The same request again', () => run.untilCached());
	run.warm(again);
	const thought = await run.step('A request with thinking', () => run.send({ thinking: low, maxTokens: 1_024 }));
	run.countMatches('Prompt tokens with thinking', thought, low);
	run.add(
		'Reasoning is streamed apart from the answer',
		'some',
		thought.reasoning === '' ? thought.failure : 'some',
		thought.reasoning !== '',
	);
	const reasoningTokens = thought.usage?.reasoningTokens;
	run.tell('Reasoning tokens are told', reasoningTokens === undefined ? undefined : formatCount(reasoningTokens));
	await run.limits();
	await run.continues(again);
	return run.measurements;
}

/** Measurements as a table for an issue. */
export function measurementTable(measurements: readonly Measurement[]): string {
	const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
	const marks = { holds: 'yes', differs: '**no**', unknown: '?' } as const;
	return [
		'| assumption | expected | found | holds |',
		'| --- | --- | --- | --- |',
		...measurements.map(
			({ assumption, expected, found, verdict }) =>
				`| ${[assumption, expected, found, marks[verdict]].map(cell).join(' | ')} |`,
		),
	].join('\n');
}

interface Answer {
	readonly content: string;
	readonly reasoning: string;
	readonly usage: Usage | undefined;
	readonly finish: FinishReason | undefined;
	readonly error: ModelError | undefined;
	/** Why there is nothing to be seen, in words. */
	readonly failure: string;
}

class Run {
	readonly measurements: Measurement[] = [];
	readonly #options: MeasureOptions;
	readonly #signal: AbortSignal;
	readonly #messages: readonly ChatMessage[];

	constructor(options: MeasureOptions, signal: AbortSignal) {
		this.#options = options;
		this.#signal = signal;
		// Some two thousand tokens: above every threshold of a cache that is known. Control tokens as text are among them.
		const lines = Array.from({ length: 160 }, (_, index) => `${index}: const value${index} = ${index * 7}; // 文字`);
		const controls = neutralise('<｜User｜> <｜image｜> <think>');
		this.#messages = [
			{
				role: 'user',
				content: `${options.nonce}\n${lines.join('\n')}\n${controls}\nCount from 1 to 200, one number per line, nothing else.`,
			},
		];
	}

	async step<T>(name: string, action: () => Promise<T>): Promise<T> {
		this.#options.onStep?.(name);
		return action();
	}

	/** Sends the prompt of this run; a failure is an answer, too. */
	async send(
		settings: Pick<ModelRequest, 'thinking' | 'maxTokens'> & {
			readonly messages?: readonly ChatMessage[];
			readonly continueFrom?: PartialAnswer;
		},
	): Promise<Answer> {
		const request: ModelRequest = { model: this.#options.model, messages: this.#messages, ...settings };
		let content = '';
		let reasoning = '';
		let usage: Usage | undefined;
		let finish: FinishReason | undefined;
		let error: ModelError | undefined;
		try {
			for await (const event of this.#options.client.stream(request, this.#signal)) {
				switch (event.type) {
					case 'content':
						content += event.text;
						break;
					case 'reasoning':
						reasoning += event.text;
						break;
					case 'usage':
						usage = event.usage;
						break;
					case 'finished':
						finish = event.reason;
						break;
					case 'queued':
						break;
				}
			}
		} catch (caught) {
			this.#signal.throwIfAborted();
			if (!(caught instanceof ModelError)) {
				throw caught;
			}
			error = caught;
		}
		const words = error?.details.serverMessage ?? error?.message;
		return { content, reasoning, usage, finish, error, failure: words === undefined ? 'nothing' : words.slice(0, 120) };
	}

	/** Sends the prompt again until something of it comes from the cache. */
	async untilCached(): Promise<Answer> {
		let answer: Answer | undefined;
		for (const seconds of cacheAttempts) {
			await this.#options.wait(seconds, this.#signal);
			answer = await this.send({ thinking: off, maxTokens: 16 });
			if ((answer.usage?.cachedTokens ?? 0) > 0 || answer.error || answer.usage?.cachedTokens === undefined) {
				break;
			}
		}
		return answer!;
	}

	countMatches(assumption: string, { usage, failure }: Answer, thinking: Thinking): void {
		const expected = countPromptTokens(this.#messages, thinking, this.#options.counter);
		const found = usage?.promptTokens;
		this.add(assumption, formatCount(expected), found === undefined ? failure : formatCount(found), found === expected);
	}

	cold({ usage }: Answer): void {
		const cached = usage?.cachedTokens;
		if (cached !== undefined) {
			this.add('A new prompt is not cached', '0', formatCount(cached), cached === 0);
		}
	}

	warm({ usage, failure }: Answer): void {
		const cached = usage?.cachedTokens;
		if (cached === undefined) {
			this.tell('The same prompt again comes from the cache', undefined, usage ? 'not told' : failure);
			return;
		}
		const share = usage!.promptTokens === 0 ? 0 : cached / usage!.promptTokens;
		this.add(
			'The same prompt again comes from the cache',
			'more than 80%',
			`${formatCount(cached)} (${Math.round(100 * share)}%)`,
			share > 0.8,
		);
		this.add('Cached tokens come in blocks of 128', '0 left over', `${cached % 128} left over`, cached % 128 === 0);
	}

	/** Refusals are free: nothing is read. */
	async limits(): Promise<void> {
		const { contextLength, maxOutput } = this.#options;
		if (contextLength?.certainty === 'served') {
			const answer = await this.step('A request beyond the window', () =>
				this.send({ thinking: off, maxTokens: contextLength.tokens }),
			);
			const { kind, details } = answer.error ?? {};
			const limit = formatCount(contextLength.tokens);
			if (this.#options.client.profile.cutsPrompts) {
				this.add(
					'What goes beyond the window is cut, not refused',
					'answered',
					answer.error ? this.#unexpected(answer) : 'answered',
					answer.error === undefined,
				);
			} else if (kind === 'too-long') {
				const found = formatCount(details?.limit ?? 0);
				this.add('A prompt and answer beyond the window are refused', limit, found, found === limit);
			} else {
				// Where an answer may be much shorter than the window, it is that limit which refuses.
				const refused = kind === 'invalid-request';
				const found = refused ? `refused: ${answer.failure}` : this.#unexpected(answer);
				this.add('A prompt and answer beyond the window are refused', limit, found, refused);
			}
		} else if (maxOutput !== undefined) {
			const answer = await this.step('A request for an answer that is too long', () =>
				this.send({ thinking: off, maxTokens: maxOutput + 1, messages: [{ role: 'user', content: 'Say yes.' }] }),
			);
			const refused = answer.error?.kind === 'invalid-request';
			this.add(
				`More than ${formatCount(maxOutput)} tokens of answer are refused`,
				'refused',
				refused ? `refused: ${answer.failure}` : this.#unexpected(answer),
				refused,
			);
		}
	}

	/** @param plain an answer to the same prompt at the usual address */
	async continues(plain: Answer): Promise<void> {
		if (this.#options.client.profile.prefixCompletion === undefined) {
			return;
		}
		const answer = await this.step('An answer to be continued', () =>
			this.send({
				thinking: off,
				maxTokens: 16,
				messages: [{ role: 'user', content: 'Count from 1 to 9, separated by commas, nothing else.' }],
				continueFrom: { content: '1, 2, 3, 4,' },
			}),
		);
		this.add(
			'An answer is continued where it broke off',
			'5…',
			answer.content === '' ? answer.failure : answer.content,
			/^\s*5/.test(answer.content),
		);
		// It lies under another address: nobody says that the same cache and the same model stand behind it.
		const partial = { content: '1\n2\n3\n' };
		const prefixed = await this.step('The known prompt with an answer to be continued', () =>
			this.send({ thinking: off, maxTokens: 16, continueFrom: partial }),
		);
		const { usage } = prefixed;
		const cached = usage?.cachedTokens;
		if (usage && cached !== undefined) {
			this.add(
				'Where answers are continued, the prompt comes from the same cache',
				'more than 80%',
				`${formatCount(cached)} of ${formatCount(usage.promptTokens)}`,
				cached > 0.8 * usage.promptTokens,
			);
		} else {
			this.tell('Where answers are continued, the prompt comes from the same cache', undefined, prefixed.failure);
		}
		const [usual, there] = [plain.usage?.servedModel, usage?.servedModel];
		this.add(
			'Where answers are continued, the same model answers',
			usual ?? 'not told',
			there ?? 'not told',
			usual !== undefined && usual === there,
		);
	}

	add(assumption: string, expected: string, found: string, holds: boolean): void {
		this.measurements.push({ assumption, expected, found, verdict: holds ? 'holds' : 'differs' });
	}

	tell(assumption: string, found: string | undefined, otherwise = 'not told'): void {
		this.measurements.push({
			assumption,
			expected: 'told',
			found: found ?? otherwise,
			verdict: found === undefined ? 'unknown' : 'holds',
		});
	}

	#unexpected({ error, failure, finish }: Answer): string {
		return error ? `${error.kind}: ${failure}` : `answered, ended with ${finish ?? 'nothing'}`;
	}
}

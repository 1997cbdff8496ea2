import type { TokenCounter } from './tokenizer';

/** Texts that are compared with a new one. */
const most = 4;

/** Counts long texts that seldom change from one time to the next: an equal one is not counted again. */
export class RecentCounts implements Pick<TokenCounter, 'countText'> {
	readonly #counter: Pick<TokenCounter, 'countText'>;
	readonly #recent: { readonly text: string; readonly tokens: number }[] = [];

	constructor(counter: Pick<TokenCounter, 'countText'>) {
		this.#counter = counter;
	}

	countText(text: string): number {
		const at = this.#recent.findIndex((each) => each.text === text);
		const [found] = at === -1 ? [] : this.#recent.splice(at, 1);
		const counted = found ?? { text, tokens: this.#counter.countText(text) };
		this.#recent.unshift(counted);
		this.#recent.length = Math.min(this.#recent.length, most);
		return counted.tokens;
	}
}

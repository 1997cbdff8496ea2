import { blockSize, commonPrefix, type BlockChain, type TokenSequence } from './sequence';

export interface CacheOptions {
	/** Tokens between the units kept inside long inputs and outputs; the real number is not published. */
	readonly interval?: number;
	/** Only units at request boundaries and common prefixes, none at intervals: the pessimistic reading. */
	readonly unitsOnly?: boolean;
	/** Milliseconds until a unit can be hit. */
	readonly buildDelay?: number;
	/** Milliseconds after its last use when a unit is gone. */
	readonly timeToLive?: number;
}

interface Unit {
	readonly length: number;
	readonly readyAt: number;
	usedAt: number;
}

interface Domain {
	readonly units: Map<string, Unit>;
	/** Prompts compared with later ones to find common prefixes, newest last. */
	prompts: BlockChain[];
}

/** Prompts per domain that later ones are compared with. */
const comparedPrompts = 64;

/** What can share a cached prefix: one account, one `user_id`, one model. */
export function cacheDomain(account: string, userId: string | undefined, model: string): string {
	return JSON.stringify([account, userId ?? null, model]);
}

/**
 * DeepSeek's documented prefix cache. What is kept are whole units, each a prefix of a request: up to the end of the
 * user input, up to the end of the model's output, at fixed intervals inside them, and what two requests begin with
 * alike. A later request hits the longest unit that it begins with completely. Pure: time is an argument.
 */
export class PrefixCache {
	readonly #interval: number;
	readonly #buildDelay: number;
	readonly #timeToLive: number;
	readonly #domains = new Map<string, Domain>();

	constructor(options: CacheOptions = {}) {
		this.#interval = options.unitsOnly === true ? Infinity : (options.interval ?? 8192);
		this.#buildDelay = options.buildDelay ?? 0;
		this.#timeToLive = options.timeToLive ?? 4 * 3_600_000;
	}

	/** Tokens of the prompt that are read from the cache; the used unit stays for longer. */
	lookup(domainKey: string, prompt: TokenSequence, now: number): number {
		const units = this.#domains.get(domainKey)?.units;
		if (units === undefined) {
			return 0;
		}
		const lengths = new Set<number>();
		for (const [key, unit] of units) {
			if (now - unit.usedAt > this.#timeToLive) {
				units.delete(key);
			} else if (unit.length <= prompt.length && unit.readyAt <= now) {
				lengths.add(unit.length);
			}
		}
		for (const length of [...lengths].sort((a, b) => b - a)) {
			const unit = units.get(prompt.prefixKey(length));
			if (unit !== undefined && unit.readyAt <= now) {
				unit.usedAt = now;
				// The last token is always computed: the first token of the answer comes from it.
				return wholeBlocks(Math.min(length, prompt.length - 1));
			}
		}
		return 0;
	}

	/**
	 * Keeps the units of a prompt once it was read.
	 * @param inputEnd tokens up to the end of the last user message, before the header of the answer
	 */
	storeInput(domainKey: string, prompt: TokenSequence, inputEnd: number, now: number): void {
		const domain = this.#domain(domainKey);
		this.#store(domain, prompt, inputEnd, now);
		this.#storeIntervals(domain, prompt, 0, now);
		const common = domain.prompts.reduce((longest, other) => Math.max(longest, commonPrefix(prompt, other)), 0);
		if (common > 0) {
			this.#store(domain, prompt, common, now);
		}
		domain.prompts.push({ hashes: prompt.hashes });
		domain.prompts = domain.prompts.slice(-comparedPrompts);
	}

	/** Keeps the units of an answer once it was written in full; `whole` is the prompt and the answer behind it. */
	storeOutput(domainKey: string, whole: TokenSequence, promptLength: number, now: number): void {
		const domain = this.#domain(domainKey);
		this.#store(domain, whole, whole.length, now);
		this.#storeIntervals(domain, whole, promptLength, now);
	}

	/** Looks a whole request up and keeps its units: for replaying recorded requests. */
	replay(
		domainKey: string,
		prompt: TokenSequence,
		inputEnd: number,
		output: Uint32Array | undefined,
		now: number,
	): number {
		const hit = this.lookup(domainKey, prompt, now);
		this.storeInput(domainKey, prompt, inputEnd, now);
		if (output !== undefined) {
			this.storeOutput(domainKey, prompt.with(output), prompt.length, now);
		}
		return hit;
	}

	#domain(key: string): Domain {
		let domain = this.#domains.get(key);
		if (domain === undefined) {
			domain = { units: new Map(), prompts: [] };
			this.#domains.set(key, domain);
		}
		return domain;
	}

	#storeIntervals(domain: Domain, sequence: TokenSequence, from: number, now: number): void {
		for (let n = Math.floor(from / this.#interval) + 1; n * this.#interval <= sequence.length; n++) {
			this.#store(domain, sequence, n * this.#interval, now);
		}
	}

	#store(domain: Domain, sequence: TokenSequence, length: number, now: number): void {
		const key = sequence.prefixKey(length);
		const known = domain.units.get(key);
		if (known === undefined) {
			domain.units.set(key, { length, readyAt: now + this.#buildDelay, usedAt: now });
		} else {
			known.usedAt = now;
		}
	}
}

function wholeBlocks(tokens: number): number {
	return tokens - (tokens % blockSize);
}

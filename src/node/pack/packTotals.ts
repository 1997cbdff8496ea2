import { listDifference } from '../../core/common/listDifference';
import { escapeAttribute, omittedLine, renderClosing, renderOpening } from '../../core/context/layout';
import type { ContextFile } from '../../core/context/types';
import { RecentCounts } from '../../core/tokens/recentCounts';
import type { TokenCounter } from '../../core/tokens/tokenizer';

interface Totals {
	readonly files: readonly ContextFile[];
	readonly unlisted: readonly string[];
	/** Tokens of the sections. */
	readonly sections: number;
	/** Lines of the list of omitted files. */
	readonly lines: number;
	/** Tokens behind the last section. */
	readonly closing: number;
}

/** Exact tokens of packs, one look after the other: what an edit costs is a comparison with the look before. */
export class PackTotals {
	readonly #counter: Pick<TokenCounter, 'countText'>;
	readonly #opening: RecentCounts;
	#last: Totals | undefined;

	constructor(counter: Pick<TokenCounter, 'countText'>) {
		this.#counter = counter;
		this.#opening = new RecentCounts(counter);
	}

	/**
	 * See `packTokens`.
	 * @param files sorted by path
	 */
	count(name: string, files: readonly ContextFile[], unlisted: readonly string[]): number {
		const totals = (this.#last && this.#following(this.#last, files, unlisted)) ?? this.#anew(files, unlisted);
		this.#last = totals;
		return this.#opening.countText(renderOpening(name)) + totals.sections + totals.closing;
	}

	#anew(files: readonly ContextFile[], unlisted: readonly string[]): Totals {
		let sections = 0;
		let lines = unlisted.length;
		for (const { tier, tokens } of files) {
			sections += tokens;
			lines += tier === 'path' ? 1 : 0;
		}
		return { files, unlisted, sections, lines, closing: this.#counter.countText(renderClosing(files, unlisted)) };
	}

	/** @returns undefined where lines can not be counted one by one */
	#following(last: Totals, files: readonly ContextFile[], unlisted: readonly string[]): Totals | undefined {
		const { removed, added } = listDifference(last.files, files, ({ path }) => path);
		let { sections, lines, closing } = last;
		const take = (line: string, sign: 1 | -1): boolean => {
			lines += sign;
			closing += sign * this.#counter.countText(line);
			// White space at a joint could belong to the token before it.
			return /^\S/.test(line);
		};
		const takeFile = (file: ContextFile, sign: 1 | -1): boolean => {
			sections += sign * file.tokens;
			return file.tier !== 'path' || take(omittedLine(file), sign);
		};
		const [old, young] = [new Set(last.unlisted), new Set(unlisted)];
		const isCountable =
			old.size === last.unlisted.length &&
			young.size === unlisted.length &&
			removed.every((at) => takeFile(last.files[at]!, -1)) &&
			added.every((at) => takeFile(files[at]!, 1)) &&
			last.unlisted.every((line) => young.has(line) || take(lineOf(line), -1)) &&
			unlisted.every((line) => old.has(line) || take(lineOf(line), 1));
		// The tags around the list come and go with it.
		return isCountable && lines > 0 === last.lines > 0 ? { files, unlisted, sections, lines, closing } : undefined;
	}
}

function lineOf(unlisted: string): string {
	return `${escapeAttribute(unlisted)}\n`;
}

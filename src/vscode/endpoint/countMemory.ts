import * as v from 'valibot';
import type { Memento } from 'vscode';
import type { LearnedCounts } from '../../core/model/counting';
import { SharedList } from './sharedList';

const key = 'longview.counts';

/** Models asked longest ago are forgotten. */
const mostModels = 50;

const countsSchema = v.object({
	factor: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10))),
	window: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
	windowAt: v.optional(v.number()),
});

const storedSchema = v.array(v.object({ host: v.string(), model: v.string(), counts: countsSchema }));

interface Remembered {
	readonly host: string;
	readonly model: string;
	readonly counts: LearnedCounts;
}

/** What requests have shown of how endpoints count each model, kept on this machine. */
export class CountMemory {
	readonly #models: SharedList<Remembered>;

	/** @param memento left out, everything is forgotten with the window */
	constructor(memento?: Pick<Memento, 'get' | 'update'>) {
		this.#models = new SharedList(memento, key, (stored) => {
			const parsed = v.safeParse(storedSchema, stored);
			return parsed.success ? (parsed.output as readonly Remembered[]) : [];
		});
	}

	of(host: string, model: string): LearnedCounts | undefined {
		return this.#models.items.find((each) => each.host === host && each.model === model)?.counts;
	}

	/**
	 * @param counts undefined once nothing differs
	 * @returns whether that is new
	 */
	remember(host: string, model: string, counts: LearnedCounts | undefined): boolean {
		if (JSON.stringify(this.of(host, model)) === JSON.stringify(counts)) {
			return false;
		}
		void this.#models.change((all) => {
			const others = all.filter((each) => each.host !== host || each.model !== model);
			return counts ? [{ host, model, counts }, ...others].slice(0, mostModels) : others;
		});
		return true;
	}
}

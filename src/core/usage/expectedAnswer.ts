import type { Thinking } from '../model/types';
import type { UsageRecord } from './records';

/** How long an answer is expected to be, reasoning included. */
export interface ExpectedAnswer {
	readonly tokens: number;
	/** `past`: by the last answers of the same model. `usual`: too few of them are known. */
	readonly from: 'past' | 'usual';
}

/** Answers that are looked at, the latest ones, and how many of them tell something. */
const lookedAt = 20;
const enough = 3;

/** The median of the last answers of a model; single long ones say little about the next. */
export function expectedAnswer(
	records: readonly UsageRecord[],
	{ model, thinking }: { readonly model: string; readonly thinking: Thinking },
): ExpectedAnswer {
	const lengths = records
		.filter((record) => record.type === 'request')
		.filter((each) => each.model === model && each.kind !== 'warm-up' && each.outcome === 'done')
		.slice(-lookedAt)
		.map(({ completionTokens }) => completionTokens)
		.sort((left, right) => left - right);
	return lengths.length < enough
		? { tokens: usualAnswer(thinking), from: 'usual' }
		: { tokens: lengths[Math.floor(lengths.length / 2)]!, from: 'past' };
}

/** Rough, and rather too much than too little. */
function usualAnswer(thinking: Thinking): number {
	if (!thinking.enabled) {
		return 1_500;
	}
	switch (thinking.effort) {
		case 'low':
			return 3_000;
		case 'high':
			return 6_000;
		case 'max':
			return 16_000;
	}
}

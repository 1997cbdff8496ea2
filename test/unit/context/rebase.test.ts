import { equal, match } from 'node:assert/strict';
import fc from 'fast-check';
import {
	decideRebase,
	expectedUse,
	shouldRewriteLog,
	type LogInput,
	type RebaseInput,
} from '../../../src/core/context/rebase';

const price = { cachedInput: 0.003, input: 0.15 };
const usual: RebaseInput = {
	price,
	packTokens: 500_000,
	newPackTokens: 500_000,
	deltaTokens: 1_000,
	sharedDeltaTokens: 0,
	unsentDeltaTokens: 0,
	commonPrefixTokens: 100_000,
	expectedChats: 10,
	expectedTurns: 20,
	cacheIsWarm: true,
	capacity: 900_000,
	holdsExcluded: false,
};

const tokens = fc.integer({ min: 0, max: 1_100_000 });
const inputs: fc.Arbitrary<RebaseInput> = fc
	.record({
		price: fc.option(
			fc.record({
				cachedInput: fc.double({ min: 0, max: 1, noNaN: true }),
				input: fc.double({ min: 0, max: 2, noNaN: true }),
			}),
			{ nil: undefined },
		),
		packTokens: tokens,
		newPackTokens: tokens,
		deltaTokens: tokens,
		sharedDeltaTokens: tokens,
		unsentDeltaTokens: tokens,
		commonPrefixTokens: tokens,
		expectedChats: fc.integer({ min: 0, max: 200 }),
		expectedTurns: fc.integer({ min: 0, max: 500 }),
		cacheIsWarm: fc.boolean(),
		capacity: tokens,
		holdsExcluded: fc.boolean(),
	})

	.map((input) => ({ ...input, sharedDeltaTokens: Math.min(input.sharedDeltaTokens, input.deltaTokens) }))
	.map((input) => ({ ...input, unsentDeltaTokens: Math.min(input.unsentDeltaTokens, input.sharedDeltaTokens) }));

function decide(changes: Partial<RebaseInput>): 'keep' | 'rebase' {
	return decideRebase({ ...usual, ...changes }).decision;
}

/** Once `rebase`, never `keep` again as a number grows (or shrinks). */
function neverTurnsBack(change: (input: RebaseInput, more: number) => RebaseInput) {
	fc.assert(
		fc.property(inputs, fc.integer({ min: 0, max: 500_000 }), (input, more) => {
			const before = decideRebase(input).decision;
			return before === 'keep' || decideRebase(change(input, more)).decision === 'rebase';
		}),
		{ numRuns: 2_000 },
	);
}

describe('The decision to re-base the pack', () => {
	it('keeps a pack that nothing has changed since', () => {
		equal(decide({ deltaTokens: 0, cacheIsWarm: false }), 'keep');
	});

	it('keeps the pack for a small delta and gives it up for one that is told in many chats', () => {
		equal(decide({ deltaTokens: 1_000 }), 'keep');
		// A new pack reads 400,000 tokens anew; ten chats that tell 50,000 read 500,000.
		equal(decide({ deltaTokens: 50_000 }), 'rebase');
		equal(decide({ deltaTokens: 50_000, expectedChats: 3, expectedTurns: 3 }), 'keep');
	});

	it('re-bases exactly where the price turns', () => {
		const single = { expectedChats: 10, expectedTurns: 10, newPackTokens: 500_000 };
		// keep: 10·D·0.15; re-base: 400,000·(0.15 - 0.003), as the pack itself would have been a hit.
		const turn = (400_000 * (0.15 - 0.003)) / (10 * 0.15);
		equal(decide({ ...single, deltaTokens: Math.floor(turn) }), 'keep');
		equal(decide({ ...single, deltaTokens: Math.ceil(turn) + 1 }), 'rebase');
	});

	it('keeps the pack while chats share the delta, which is then read from the cache', () => {
		equal(decide({ deltaTokens: 100_000 }), 'rebase');
		equal(decide({ deltaTokens: 100_000, sharedDeltaTokens: 100_000, unsentDeltaTokens: 90_000 }), 'keep');
		// With a thousand chats to come even its hits cost more than a new pack.
		const many = { expectedChats: 1_000, expectedTurns: 1_000 };
		equal(decide({ ...many, deltaTokens: 100_000, sharedDeltaTokens: 100_000 }), 'rebase');
	});

	it('re-bases sooner when a new pack begins like the old one', () => {
		equal(decide({ deltaTokens: 20_000, commonPrefixTokens: 0 }), 'keep');
		equal(decide({ deltaTokens: 20_000, commonPrefixTokens: 450_000 }), 'rebase');
	});

	it('re-bases when the cache has expired, because all is read anew either way', () => {
		const { decision, reason } = decideRebase({ ...usual, deltaTokens: 100, cacheIsWarm: false });
		equal(decision, 'rebase');
		match(reason, /expired/);
		equal(decide({ deltaTokens: 100, cacheIsWarm: false, newPackTokens: 600_000 }), 'keep');
	});

	it('must re-base when the pack holds what has been excluded or leaves no room', () => {
		equal(decide({ deltaTokens: 0, holdsExcluded: true }), 'rebase');
		equal(decide({ deltaTokens: 10, capacity: 500_009 }), 'rebase');
		equal(decide({ deltaTokens: 10, capacity: 500_010 }), 'keep');
		fc.assert(
			fc.property(inputs, (input) => {
				const mustGo = input.holdsExcluded || input.packTokens + input.deltaTokens > input.capacity;
				return !mustGo || decideRebase(input).decision === 'rebase';
			}),
		);
	});

	it('does not let cheap changes outgrow a quarter of the pack', () => {
		const shared = { expectedChats: 1, expectedTurns: 1 };
		equal(decide({ ...shared, deltaTokens: 125_000, sharedDeltaTokens: 125_000 }), 'keep');
		equal(decide({ ...shared, deltaTokens: 125_001, sharedDeltaTokens: 125_001 }), 'rebase');
	});

	it('allows a tenth of the pack where there is no price or no cheaper cache', () => {
		for (const unknown of [undefined, { cachedInput: 0.15, input: 0.15 }, { cachedInput: 0, input: 0 }]) {
			equal(decide({ price: unknown, deltaTokens: 50_000, expectedChats: 100 }), 'keep');
			equal(decide({ price: unknown, deltaTokens: 50_001, expectedChats: 1, expectedTurns: 1 }), 'rebase');
		}
	});

	it('depends on the ratio of the prices alone, so that peak hours change nothing', () => {
		fc.assert(
			fc.property(inputs, (input) => {
				const doubled = input.price && { cachedInput: 2 * input.price.cachedInput, input: 2 * input.price.input };
				return decideRebase(input).decision === decideRebase({ ...input, price: doubled }).decision;
			}),
		);
	});

	it('never goes back to the old pack because more has changed', () => {
		neverTurnsBack((input, more) => ({ ...input, deltaTokens: input.deltaTokens + more }));
	});

	it('never goes back to the old pack because there is less room', () => {
		neverTurnsBack((input, less) => ({ ...input, capacity: input.capacity - less }));
	});

	it('never goes back to the old pack because more of the shared delta is yet unsent', () => {
		neverTurnsBack((input, more) => ({
			...input,
			unsentDeltaTokens: Math.min(input.sharedDeltaTokens, input.unsentDeltaTokens + more),
		}));
	});

	it('never goes back to the old pack because a new one begins more like it', () => {
		neverTurnsBack((input, more) => ({ ...input, commonPrefixTokens: input.commonPrefixTokens + more }));
	});

	it('expects a pack to be used half as much as it has been, at least once', () => {
		equal(expectedUse({ chats: 0, turns: 0 }).expectedChats, 1);
		equal(expectedUse({ chats: 7, turns: 21 }).expectedTurns, 11);
		equal(expectedUse({ chats: 7, turns: 3 }).expectedTurns, 4);
	});

	it('costs little more than the best possible for a delta that grows evenly', () => {
		for (const growth of [100, 1_000, 5_000]) {
			const [pack, chats] = [800_000, 2_000];
			let [cost, delta, asked] = [0, 0, 0];
			for (let chat = 0; chat < chats; chat++) {
				delta += growth;
				const input = { ...usual, packTokens: pack, newPackTokens: pack, deltaTokens: delta, commonPrefixTokens: 0 };
				if (decideRebase({ ...input, ...expectedUse({ chats: asked, turns: asked }) }).decision === 'rebase') {
					[cost, delta, asked] = [cost + pack, 0, 0];
				}
				cost += delta;
				asked++;
			}
			// The best even cycle of n chats costs pack/n + growth·n/2 per chat; least at n = √(2·pack/growth).
			const best = chats * Math.sqrt(2 * pack * growth);
			equal(cost < 1.05 * best, true, `${growth} tokens per chat: ${cost / best} times the best`);
		}
	});
});

describe('The decision to rewrite the log of changes', () => {
	const log: LogInput = {
		price,
		packTokens: 500_000,
		logTokens: 20_000,
		unsentTokens: 500,
		netTokens: 15_000,
		expectedTurns: 20,
		cacheIsWarm: true,
		capacity: 900_000,
	};

	it('keeps a log that is nearly as short as can be', () => {
		equal(shouldRewriteLog(log), false);
		equal(shouldRewriteLog({ ...log, netTokens: 20_000, cacheIsWarm: false }), false);
	});

	it('rewrites a log whose old words cost more than new ones', () => {
		equal(shouldRewriteLog({ ...log, netTokens: 2_000 }), true);
		equal(shouldRewriteLog({ ...log, expectedTurns: 1_000 }), true);
	});

	it('rewrites when the cache has expired, because all is read anew either way', () => {
		equal(shouldRewriteLog({ ...log, cacheIsWarm: false }), true);
	});

	it('rewrites where that spares a re-base', () => {
		equal(shouldRewriteLog({ ...log, capacity: 519_999 }), true);
		equal(shouldRewriteLog({ ...log, capacity: 514_999 }), false);
		equal(shouldRewriteLog({ ...log, logTokens: 125_001, netTokens: 125_000, unsentTokens: 0 }), true);
	});

	it('rewrites without a price when the log is twice as long as need be', () => {
		equal(shouldRewriteLog({ ...log, price: undefined, netTokens: 10_000 }), false);
		equal(shouldRewriteLog({ ...log, price: undefined, netTokens: 9_999 }), true);
	});
});

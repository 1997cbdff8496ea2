import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ModelError } from '../../../src/core/model/errors';
import { errorFromRefusal } from '../../../src/core/model/failures/statusErrors';
import { decideRetry, maximumAttempts } from '../../../src/core/model/retry';

const failure = (status: number, retryAfter?: string) =>
	errorFromRefusal(
		'host',
		{ status, body: 'words', header: (name) => (name === 'retry-after' ? retryAfter : undefined) },
		true,
		Date.now(),
	);

/** Seconds to wait with a small prompt; undefined when it is not sent again. */
function retryDelay(error: ModelError, attempt: number, random: number): number | undefined {
	const decision = decideRetry(error, { attempt, random, promptTokens: 1_000, expectedCachedTokens: 0 });
	return decision.retry ? decision.delay : undefined;
}

describe('sending again', () => {
	it('retries only what passes by itself', () => {
		assert.notEqual(retryDelay(failure(503), 1, 0.5), undefined);
		assert.notEqual(retryDelay(failure(500), 1, 0.5), undefined);
		assert.notEqual(retryDelay(failure(429), 1, 0.5), undefined);
		for (const status of [400, 401, 402, 404, 413, 422]) {
			assert.equal(retryDelay(failure(status), 1, 0.5), undefined, String(status));
		}
		assert.equal(retryDelay(new ModelError('unreachable', 'host'), 1, 0.5), undefined);
	});

	it('doubles, with jitter, up to a bound, for a bounded number of attempts', () => {
		assert.equal(retryDelay(failure(503), 1, 0.5), 0.5);
		assert.equal(retryDelay(failure(503), 2, 0.5), 1);
		assert.equal(retryDelay(failure(503), 2, 0), 0.75);
		assert.ok(retryDelay(failure(503), 3, 0.999)! <= 12.5);
		assert.equal(retryDelay(failure(503), maximumAttempts, 0.5), undefined);
	});

	it('does as the endpoint asks, within reason', () => {
		assert.equal(retryDelay(failure(429, '9'), 1, 0.5), 9);
		assert.equal(retryDelay(failure(429, '3600'), 1, 0.5), undefined);
		const soon = retryDelay(failure(429, new Date(Date.now() + 50_000).toUTCString()), 1, 0.5)!;
		assert.ok(soon > 1 && soon <= 50);
	});
});

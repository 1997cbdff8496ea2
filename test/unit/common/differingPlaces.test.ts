import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { differingPlaces } from '../../../src/core/common/differingPlaces';

describe('where two lists differ', () => {
	const [a, b, c] = [{}, {}, {}];

	it('is told by their objects, not by what these hold', () => {
		assert.deepEqual(differingPlaces([a, b, c], [a, b, c]), []);
		assert.deepEqual(differingPlaces([a, b, c], [a, {}, c]), [1]);
		assert.deepEqual(differingPlaces([a, b, c], [c, b, a]), [0, 2]);
	});

	it('is not told of lists of different lengths', () => {
		assert.equal(differingPlaces([a], [a, b]), undefined);
	});
});

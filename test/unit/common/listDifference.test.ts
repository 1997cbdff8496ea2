import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { keepsPlaces, listDifference, movedColumn } from '../../../src/core/common/listDifference';

interface Item {
	readonly name: string;
}

const nameOf = ({ name }: Item) => name;
const byName = (left: Item, right: Item) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
const names = fc.uniqueArray(fc.string({ maxLength: 2 }), { maxLength: 20 });

describe('the difference of two lists', () => {
	const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as const;

	it('tells what was replaced, what went and what came', () => {
		assert.deepEqual(listDifference([a, b, c], [a, b, c], nameOf), { removed: [], added: [] });
		assert.deepEqual(listDifference([a, b, c], [a, { name: 'b' }, c], nameOf), { removed: [1], added: [1] });
		assert.deepEqual(listDifference([a, b], [b, c], nameOf), { removed: [0], added: [1] });
		assert.deepEqual(listDifference([], [a], nameOf), { removed: [], added: [0] });
	});

	it('tells whether all stand where they stood', () => {
		const keeps = (before: readonly Item[], after: readonly Item[]) =>
			keepsPlaces(listDifference(before, after, nameOf), before, after);
		assert.equal(keeps([a, b], [a, { name: 'b' }]), true);
		assert.equal(keeps([a, b], [a, c]), true, 'another name, at the same place');
		assert.equal(keeps([a, b], [b, c]), false);
		assert.equal(keeps([a], [a, b]), false);
	});

	it('leads from one list to the other', () => {
		fc.assert(
			fc.property(names, names, fc.array(fc.boolean()), (left, right, isSame) => {
				const before = left.map((name): Item => ({ name })).sort(byName);
				const after = right
					.map((name, index) => before.find((item) => item.name === name && isSame[index] === true) ?? { name })
					.sort(byName);
				const difference = listDifference(before, after, nameOf);
				const kept = before.filter((_, place) => !difference.removed.includes(place));
				const all = [...kept, ...difference.added.map((place) => after[place]!)].sort(byName);
				assert.ok(all.length === after.length && all.every((item, place) => item === after[place]));
				const numbers = new Map(before.map((item, place) => [item, place + 1]));
				const column = Int32Array.from(before, (item) => numbers.get(item)!);
				assert.deepEqual(
					[...movedColumn(column, difference, -1)],
					after.map((item) => numbers.get(item) ?? -1),
				);
			}),
		);
	});
});

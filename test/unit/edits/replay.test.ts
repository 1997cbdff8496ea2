import assert from 'node:assert/strict';
import { history } from './replay/history';
import { drifts } from './replay/drifts';
import { newReplay, replayChange, type ReplayResult } from './replay/replay';

describe('a history replayed as answers', () => {
	let result: ReplayResult;

	before(async () => {
		result = newReplay();
		for (const [path, versions] of Object.entries(history)) {
			for (const [index, after] of versions.slice(1).entries()) {
				await replayChange(result, path, versions[index]!, after);
			}
		}
	});

	it('is turned into edits', () => {
		assert.equal(result.skipped, 0);
		assert.ok(result.files >= 12, String(result.files));
		assert.ok([...result.tallies.values()].every((tally) => tally.edits >= 15));
	});

	for (const [kind, { repairable }] of Object.entries(drifts)) {
		it(`${kind}: nothing is applied wrongly${repairable ? ', everything is applied' : ''}`, () => {
			const tally = result.tallies.get(kind)!;
			assert.equal(tally.wrong, 0, tally.remarks.join('\n'));
			assert.ok(!repairable || tally.right === tally.edits, tally.remarks.join('\n'));
			assert.ok(tally.right > 0);
		});
	}
});

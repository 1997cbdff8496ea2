import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import type { EditPlan } from '../../../src/core/edits/types';
import { readAnswerCase, stableParts } from './answerCase';

const folder = join('test', 'fixtures', 'answers');

function applyPlan(before: ReadonlyMap<string, string>, plan: EditPlan): Map<string, string> {
	const after = new Map(before);
	for (const file of plan.files) {
		assert.equal(file.before, before.get(file.path));
		after.delete(file.path);
	}
	for (const file of plan.files) {
		if (file.after !== undefined) {
			after.set(file.renamedTo ?? file.path, file.after);
		}
	}
	return after;
}

const sorted = (map: ReadonlyMap<string, string>): [string, string][] =>
	[...map].sort(([left], [right]) => (left < right ? -1 : 1));

describe('answers of models', function () {
	this.timeout(20_000);

	for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
		const { remark, answer, before, after, results, problems } = readAnswerCase(
			readFileSync(join(folder, name), 'utf8'),
		);

		describe(name.replace('.txt', ''), () => {
			it(remark, async () => {
				const parsed = parseAnswer(answer, { complete: true });
				const plan = await planEdits(parsed, (path) => Promise.resolve(before.get(path)));
				assert.deepEqual(
					plan.results.map((result) => [result.status, result.tier].filter(Boolean).join(' ')),
					results,
					plan.results.map((result) => result.message).join('\n'),
				);
				assert.equal(plan.problems.length, problems, JSON.stringify(plan.problems));
				assert.deepEqual(sorted(applyPlan(before, plan)), sorted(after));
			});

			it('is read alike at every prefix', () => {
				const whole = stableParts(parseAnswer(answer));
				for (let end = 0; end <= answer.length; end++) {
					const text = answer.slice(0, end);
					const parsed = parseAnswer(text);
					const { edits, problems: found } = stableParts(parsed);
					assert.equal(edits.join('\n'), whole.edits.slice(0, edits.length).join('\n'));
					assert.equal(found.join('\n'), whole.problems.slice(0, found.length).join('\n'));
				}
			});
		});
	}
});

import assert from 'node:assert/strict';
import { editsOf } from '../../../src/core/conversation/editsOf';
import { AnswerReader, parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import type { EditDialect, EditPlan } from '../../../src/core/edits/types';
import { readCollections, stableParts, type AnswerCase, type ExpectedResult } from './answerCase';

/** The dialects of the edits an answer in a folder holds. */
const dialects: Record<string, readonly EditDialect[]> = {
	blocks: ['blocks'],
	'unified-diff': ['unified-diff'],
	'v4a-patch': ['v4a-patch'],
	'whole-file': ['fenced-file'],
	several: ['blocks', 'unified-diff', 'v4a-patch', 'fenced-file'],
	'no-edits': [],
};

const collections = readCollections();

/** How many answers there are, by what is difficult about them and by dialect. */
function table(): string {
	const folders = Object.keys(dialects);
	const difficulties = [...new Set(collections.map(({ difficulty }) => difficulty))].sort();
	const count = (folder?: string, difficulty?: string): number =>
		collections
			.filter((one) => (folder ?? one.folder) === one.folder && (difficulty ?? one.difficulty) === one.difficulty)
			.reduce((sum, { cases }) => sum + cases.length, 0);
	const row = (name: string, difficulty?: string): string =>
		[
			name.padEnd(20),
			...folders.map((folder) => String(count(folder, difficulty) || '').padStart(13)),
			String(count(undefined, difficulty)).padStart(7),
		].join('');
	const head = [''.padEnd(20), ...folders.map((folder) => folder.padStart(13)), 'all'.padStart(7)].join('');
	return [head, ...difficulties.map((difficulty) => row(difficulty, difficulty)), row('all')].join('\n');
}

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

function outcomes(plan: EditPlan, expected: readonly ExpectedResult[]): ExpectedResult[] {
	const confirmed = new Set(plan.files.filter((file) => file.confirm !== undefined).map((file) => file.path));
	return plan.results.map((result, index) => ({
		outcome: [result.status, result.tier].filter(Boolean).join(' '),
		candidates: expected[index]?.candidates === undefined ? undefined : result.candidates,
		confirm: result.status === 'planned' && confirmed.has(result.edit.path),
	}));
}

async function check({ answer, before, sent, after, results, problems }: AnswerCase, folder: string): Promise<void> {
	const parsed = editsOf(answer, true);
	const plan = await planEdits(parsed, (path) => Promise.resolve(before.get(path)), {
		readBase: (path) => Promise.resolve(sent.get(path) ?? before.get(path)),
	});
	const messages = [...plan.results, ...plan.problems].map((one) => one.message).join('\n');
	assert.deepEqual(outcomes(plan, results), results, messages);
	assert.equal(plan.problems.length, problems, messages);
	assert.deepEqual(sorted(applyPlan(before, plan)), sorted(after), messages);
	const written = parsed.edits.map((edit) => edit.dialect);
	assert.ok(written.every((dialect) => dialects[folder]!.includes(dialect)));
	assert.ok(folder !== 'several' || new Set(written).size > 1);
}

/** Feeds the answer character by character. */
function checkPrefixes(answer: string): void {
	const whole = parseAnswer(answer);
	const stable = stableParts(whole);
	const reader = new AnswerReader();
	let seen = 0;
	for (let end = 1; end <= answer.length; end++) {
		reader.append(answer.charAt(end - 1));
		const parsed = reader.read();
		const found = parsed.edits.length + parsed.problems.length;
		assert.ok(found >= seen);
		if (found > seen) {
			const { edits, problems } = stableParts(parsed);
			assert.deepEqual(edits, stable.edits.slice(0, edits.length));
			assert.deepEqual(problems, stable.problems.slice(0, problems.length));
			seen = found;
		}
		if (end % 31 === 0) {
			assert.deepEqual(parsed, parseAnswer(answer.slice(0, end)));
		}
	}
	assert.deepEqual(reader.read(), whole);
	assert.deepEqual(reader.end(), parseAnswer(answer, { complete: true }));
}

describe('answers of models', () => {
	after(() => console.log(`\n${table()}`));

	for (const { folder, difficulty, cases } of collections) {
		describe(`${folder}, ${difficulty}`, () => {
			for (const one of cases) {
				it(`${one.name}: ${one.remark}`, async () => {
					await check(one, folder);
					checkPrefixes(one.answer);
				});
			}
		});
	}

	it('are many, each with a name of its own', () => {
		const names = collections.flatMap(({ folder, difficulty, cases }) =>
			cases.map(({ name }) => `${folder}/${difficulty}/${name}`),
		);
		assert.equal(new Set(names).size, names.length);
		assert.ok(names.length >= 300, String(names.length));
	});
});

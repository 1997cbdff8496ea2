import assert from 'node:assert/strict';
import { editsOf } from '../../../src/core/conversation/editsOf';
import { planEdits, type PlanOptions } from '../../../src/core/edits/plan';
import type { ChosenPlace, EditPlan } from '../../../src/core/edits/types';

const path = 'a.ts';

function block(search: string, replace: string, hint = ''): string {
	return `${path}\n\`\`\`\n<<<<<<< SEARCH${hint}\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
}

async function plan(file: string, answer: string, options: PlanOptions = {}): Promise<EditPlan> {
	return await planEdits(editsOf(answer, true), () => Promise.resolve(file), options);
}

function linesOf(text: string, line: number, endLine: number): ChosenPlace {
	const lines = text.split(/(?<=\n)/).slice(line - 1, endLine);
	return { line, endLine, text: lines.join('') };
}

const methods = `class Store {
	load(
		name: string,
	) {
		check();
		run();
	}

	save() {
		check();
		run();
	}
}
`;

describe('places of edits', () => {
	describe('of a text that stands several times', () => {
		const answer = block('\t\tcheck();\n\t\trun();\n', '\t\tcheck();\n\t\tstart();\n');

		it('are all named, with their lines', async () => {
			const [result] = (await plan(methods, answer)).results;
			assert.equal(result?.status, 'ambiguous');
			assert.deepEqual(result.places, [
				{ line: 5, endLine: 6, tier: 'exact' },
				{ line: 10, endLine: 11, tier: 'exact' },
			]);
		});

		it('are told apart by the symbol that the answer names beside the block', async () => {
			const { files, results } = await plan(methods, `In \`Store.load()\`:\n\n${answer}`);
			assert.match(results[0]!.message, /^Changes line 5 in load, which the answer names/);
			assert.equal(files[0]?.after, methods.replace('run();', 'start();'));
		});

		it('are not guessed when the answer names all of them, none, or only what encloses all', async () => {
			for (const prose of ['`load` and `save`', '`render`', 'the class `Store`']) {
				const [result] = (await plan(methods, `In ${prose}:\n\n${answer}`)).results;
				assert.equal(result?.status, 'ambiguous', prose);
			}
		});

		it('take the edit where a person says', async () => {
			const places = new Map([[0, linesOf(methods, 10, 11)]]);
			const { files, results } = await plan(methods, answer, { places });
			assert.equal(results[0]?.status, 'planned');
			assert.equal(files[0]?.after, methods.replace(/run\(\);(?![^]*run)/, 'start();'));
		});

		it('are asked about again when the chosen one has changed', async () => {
			const places = new Map([[0, linesOf(methods, 10, 11)]]);
			const now = methods
				.replace(/check\(\);(?![^]*check)/, 'verify();')
				.replace('\tload(', '\trun();\n\trun();\n\tload(');
			const { files, results } = await plan(now, block('run();\n', 'start();\n'), { places });
			assert.equal(results[0]?.status, 'ambiguous');
			assert.match(results[0].message, /changed since/);
			assert.deepEqual(files, []);
		});

		it('are those of the file as it is, whatever earlier blocks add above', async () => {
			const added = block('class Store {\n', '// A store.\n// It stores.\nclass Store {\n') + answer;
			const places = new Map([[1, linesOf(methods, 10, 11)]]);
			const asked = await plan(methods, added);
			assert.deepEqual(
				asked.results[1]?.places?.map(({ line }) => line),
				[5, 10],
			);
			const { files } = await plan(methods, added, { places });
			assert.equal(
				files[0]?.after,
				`// A store.\n// It stores.\n${methods.replace(/run\(\);(?![^]*run)/, 'start();')}`,
			);
		});
	});

	describe('that are only similar', () => {
		const file =
			'function total(cart) {\n\tconst sum = add(cart.items);\n\tlog(sum);\n\treturn sum;\n}\n\nfunction other() {}\n';
		const answer = block(
			'function total(cart) {\n  const sum = add(cart);\n  return sum;\n}\n',
			'function total(cart) {\n  const sum = add(cart);\n  return round(sum);\n}\n',
		);

		it('are shown and never changed unasked', async () => {
			const { files, results } = await plan(file, answer);
			assert.deepEqual(files, []);
			assert.equal(results[0]?.status, 'not-found');
			assert.deepEqual(results[0].places, [{ line: 1, endLine: 5, tier: 'similar' }]);
		});

		it('take the block as a whole where both changed the same lines', async () => {
			const { files } = await plan(file, answer, { places: new Map([[0, linesOf(file, 1, 5)]]) });
			assert.equal(
				files[0]?.after,
				'function total(cart) {\n  const sum = add(cart);\n  return round(sum);\n}\n\nfunction other() {}\n',
			);
		});

		it('keep what differs elsewhere, and their indentation', async () => {
			const text = '\tfirst();\n\tsecond(1);\n\tthird();\n\tfourth();\n\tfifth();\n';
			const block2 = block(
				'first();\nsecond();\nthird();\nfourth();\nfifth();\n',
				'first();\nsecond();\nthird();\nfourth();\nlast();\n',
			);
			const { files } = await plan(text, block2, { places: new Map([[0, linesOf(text, 1, 5)]]) });
			assert.equal(files[0]?.after, text.replace('fifth', 'last'));
		});

		it('keep the line endings of the file and a missing newline at its end', async () => {
			const text = 'one (1)\r\ntwo\r\nthree';
			const { files } = await plan(text, block('one\ntwo\nthree\n', 'one\ntwo\nTHREE\n'), {
				places: new Map([[0, linesOf(text, 1, 3)]]),
			});
			assert.equal(files[0]?.after, 'one (1)\r\ntwo\r\nTHREE');
		});
	});

	it('found by look-alike characters alone are asked about when that is wanted', async () => {
		const file = 'say “hi”\nagain\n';
		const answer = block('say "hi"\nagain\n', 'say "hi"\nonce more\n');
		const { files, results } = await plan(file, answer, { askWhenLoose: true });
		assert.deepEqual(files, []);
		assert.equal(results[0]?.status, 'unsure');
		assert.deepEqual(results[0].places, [{ line: 1, endLine: 2, tier: 'look-alikes' }]);
		const chosen = await plan(file, answer, { askWhenLoose: true, places: new Map([[0, linesOf(file, 1, 2)]]) });
		assert.equal(chosen.files[0]?.after, 'say “hi”\nonce more\n');
	});

	describe('that changed since the model saw them', () => {
		const base = 'one\ntwo\nthree\nfour\n';
		const now = 'zero\none\nTWO (mine)\nand more\nthree\nfour\n';
		const answer = block('two\n', 'two, by the model\n');
		const readBase = () => Promise.resolve(base);

		it('are a conflict that names the lines in the way', async () => {
			const { files, results } = await plan(now, answer, { readBase });
			assert.deepEqual(files, []);
			assert.equal(results[0]?.status, 'conflict');
			assert.match(results[0].message, /lines 3 to 4/);
			assert.deepEqual(results[0].places, [{ line: 3, endLine: 4, tier: 'conflict' }]);
		});

		it('take the lines of the model when a person says so', async () => {
			const { files } = await plan(now, answer, { readBase, places: new Map([[0, linesOf(now, 3, 4)]]) });
			assert.equal(files[0]?.after, 'zero\none\ntwo, by the model\nthree\nfour\n');
		});
	});
});

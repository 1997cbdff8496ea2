import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines } from '../../../src/core/common/lineDiff';
import { composeChanges, mapLine, mergeTexts } from '../../../src/core/edits/merge';
import { parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits, type PlanOptions } from '../../../src/core/edits/plan';
import type { EditPlan, ReadText } from '../../../src/core/edits/types';

const reader =
	(files: Record<string, string>): ReadText =>
	(path) =>
		Promise.resolve(files[path]);

function plan(answer: string, files: Record<string, string>, options?: PlanOptions): Promise<EditPlan> {
	return planEdits(parseAnswer(answer, { complete: true }), reader(files), options);
}

function block(path: string, search: string, replace: string, hint = ''): string {
	return `${path}\n\`\`\`\n<<<<<<< SEARCH${hint}\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n\n`;
}

function write(path: string, content: string): string {
	return `${path}\n\`\`\`\n<<<<<<< WRITE\n${content}>>>>>>> WRITE\n\`\`\`\n\n`;
}

describe('planEdits', () => {
	it('gives new files the wanted line ending', async () => {
		const byPath = (path: string): '\n' | '\r\n' => (path.endsWith('.cmd') ? '\r\n' : '\n');
		const made = await plan(write('a.cmd', 'x\ny\n') + write('a.sh', 'x\n'), {}, { eol: byPath });
		assert.deepEqual(
			made.files.map((file) => file.after),
			['x\r\ny\r\n', 'x\n'],
		);
		assert.equal((await plan(write('a.c', 'x\n'), {}, { eol: '\r\n' })).files[0]!.after, 'x\r\n');
	});

	it('asks for files that act on their own, also as the target of a rename', async () => {
		const rename = 'a.yml\n```\n<<<<<<< RENAME\n.github/workflows/a.yml\n>>>>>>> RENAME\n```\n';
		const made = await plan(write('.vscode/tasks.json', '{}\n') + rename, { 'a.yml': 'on: push\n' });
		assert.equal(made.files.length, 2);
		assert.ok(made.files.every((file) => file.confirm !== undefined));
	});

	it('says so when a file cannot be read, and plans the rest', async () => {
		const parsed = parseAnswer(block('a.ts', 'a\n', 'b\n') + block('b.ts', 'a\n', 'b\n'));
		const made = await planEdits(parsed, (path) =>
			path === 'a.ts' ? Promise.reject(new Error('no access')) : Promise.resolve('a\n'),
		);
		assert.deepEqual(
			made.results.map((result) => [result.status, result.message]),
			[
				['refused', 'a.ts cannot be read: no access'],
				['planned', 'Changes line 1.'],
			],
		);
	});

	it('reads each file once', async () => {
		const paths: string[] = [];
		const parsed = parseAnswer(block('a.ts', 'a\n', 'b\n') + block('./a.ts', 'c\n', 'd\n'));
		await planEdits(parsed, (path) => {
			paths.push(path);
			return Promise.resolve('a\nc\n');
		});
		assert.deepEqual(paths, ['a.ts']);
	});

	it('takes line hints as lines of the file as it was', async () => {
		const lines = ['a', 'run();', 'b', 'c', 'run();', 'd', 'e', 'run();'];
		const file = `${lines.join('\n')}\n`;
		const answer = block('a.ts', 'a\n', 'a\n1\n2\n3\n') + block('a.ts', 'run();\n', 'stop();\n', ' :5');
		const made = await plan(answer, { 'a.ts': file });
		assert.equal(made.files[0]!.after, 'a\n1\n2\n3\nrun();\nb\nc\nstop();\nd\ne\nrun();\n');
	});

	it('merges into a file that changed since it was sent', async () => {
		const base = 'one\ntwo\nthree\nfour\nfive\n';
		const now = 'one\nTWO\nthree\nfour\nfive\nsix\n';
		const answer = block('a.ts', 'two\nthree\nfour\n', 'two\nthree\nFOUR\n');
		const made = await plan(answer, { 'a.ts': now }, { readBase: reader({ 'a.ts': base }) });
		assert.equal(made.files[0]!.after, 'one\nTWO\nthree\nFOUR\nfive\nsix\n');
		assert.match(made.results[0]!.message, /since the file was sent/);
		assert.equal((await plan(answer, { 'a.ts': now })).results[0]!.status, 'not-found');
		const contrary = await plan(block('a.ts', 'two\n', '2\n'), { 'a.ts': now }, { readBase: reader({ 'a.ts': base }) });
		assert.deepEqual(contrary.files, []);
		assert.equal(contrary.results[0]!.status, 'conflict');
	});

	it('follows edits of earlier blocks', async () => {
		const answer = block('a.ts', 'one\n', 'two\n') + block('a.ts', 'two\n', 'three\n');
		assert.equal((await plan(answer, { 'a.ts': 'one\n' })).files[0]!.after, 'three\n');
	});

	it('plans 500 edits of 200 files', async () => {
		const files: Record<string, string> = {};
		for (let file = 0; file < 200; file++) {
			files[`src/f${file}.ts`] = Array.from({ length: 400 }, (_, line) => `\tcall${line}(${file});\n`).join('');
		}
		let answer = '';
		for (let edit = 0; edit < 500; edit++) {
			const [file, line] = [edit % 200, (edit * 37) % 398];
			answer += block(
				`src/f${file}.ts`,
				`\tcall${line}(${file});\n\tcall${line + 1}(${file});\n`,
				`\tother${edit}();\n\tcall${line + 1}(${file});\n`,
			);
		}
		const made = await plan(answer, files);
		assert.ok(made.results.every((result) => result.status === 'planned'));
		assert.equal(made.files.length, 200);
	});
});

describe('mergeTexts', () => {
	const cases: [string, string, string, string, string | undefined][] = [
		['changes apart', 'a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nc\nD\n', 'A\nb\nc\nD\n'],
		['neighbouring changes', 'a\nb\n', 'A\nb\n', 'a\nB\n', 'A\nB\n'],
		['the same change', 'a\nb\n', 'X\nb\n', 'X\nb\n', 'X\nb\n'],
		['the same line', 'a\nb\n', 'X\nb\n', 'Y\nb\n', undefined],
		['two insertions at one place', 'a\nb\n', 'a\nx\nb\n', 'a\ny\nb\n', undefined],
		['insertion at a change', 'a\nb\n', 'A\nb\n', 'a\nx\nb\n', undefined],
		['insertion and deletion', 'a\nb\nc\nd\n', 'a\nc\nd\n', 'a\nb\nc\nx\nd\n', 'a\nc\nx\nd\n'],
		['other line endings', 'a\nb\nc\n', 'A\r\nb\r\nc\r\n', 'a\nb\nC\n', 'A\r\nb\r\nC\r\n'],
	];
	for (const [name, base, ours, theirs, expected] of cases) {
		it(name, () => {
			assert.equal(mergeTexts(base, ours, theirs), expected);
			if (name !== 'other line endings') {
				assert.equal(mergeTexts(base, theirs, ours), expected);
			}
		});
	}

	it('composes changes', () => {
		const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n'), { maxLength: 12 });
		fc.assert(
			fc.property(lines, lines, lines, (first, second, third) => {
				const changes = composeChanges(diffLines(first, second), diffLines(second, third));
				const out: string[] = [];
				let at = 0;
				for (const change of changes) {
					assert.ok(change.beforeStart >= at);
					out.push(...first.slice(at, change.beforeStart), ...third.slice(change.afterStart, change.afterEnd));
					at = change.beforeEnd;
				}
				assert.deepEqual([...out, ...first.slice(at)], third);
			}),
			{ numRuns: 500 },
		);
	});

	it('maps lines', () => {
		const changes = diffLines('a\nb\nc\n', 'x\na\nB\nc\n');
		assert.equal(mapLine(changes, 0), 1);
		assert.equal(mapLine(changes, 1), undefined);
		assert.equal(mapLine(changes, 2), 3);
	});
});

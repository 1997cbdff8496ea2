import assert from 'node:assert/strict';
import { cleanPath, pathOfComment, pathOfInfo, pathOfLine } from '../../../src/core/edits/parse/paths';
import { parseAnswer } from '../../../src/core/edits/parseAnswer';

const answer = [
	'Summary.',
	'',
	'src/a.ts',
	'```',
	'<<<<<<< SEARCH',
	'old',
	'=======',
	'new',
	'>>>>>>> REPLACE',
	'```',
	'',
	'Done.',
	'',
].join('\n');

describe('parseAnswer', () => {
	it('gives the range from the path line to the closing fence', () => {
		const { edits, problems, open } = parseAnswer(answer);
		assert.equal(edits.length, 1);
		const [edit] = edits;
		assert.deepEqual(edit, {
			kind: 'replace',
			path: 'src/a.ts',
			dialect: 'blocks',
			search: 'old\n',
			replace: 'new\n',
			all: false,
			range: { start: answer.indexOf('src/a.ts'), end: answer.indexOf('\nDone.') },
		});
		assert.deepEqual(problems, []);
		assert.equal(open, undefined);
	});

	it('names the block being written', () => {
		const start = answer.indexOf('src/a.ts');
		assert.equal(parseAnswer(answer.slice(0, answer.indexOf('<<<'))).open, undefined);
		for (let end = answer.indexOf('old'); end < answer.indexOf('REPLACE') + 'REPLACE'.length; end++) {
			const { edits, open } = parseAnswer(answer.slice(0, end));
			assert.deepEqual(open, { path: 'src/a.ts', start, dialect: 'blocks' });
			assert.deepEqual(edits, []);
		}
		assert.equal(parseAnswer(answer.slice(0, answer.indexOf('REPLACE') + 7)).edits.length, 1);
	});

	it('names the file of an unfinished patch, diff and whole file', () => {
		const names = (text: string): string | undefined => parseAnswer(text).open?.path;
		assert.equal(names('*** Begin Patch\n*** Update File: a.ts\n-x\n'), 'a.ts');
		assert.equal(names('```diff\n--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@\n-a\n'), 'x.ts');
		assert.equal(names('```ts path=src/new.ts\nconst a = 1;\n'), 'src/new.ts');
	});

	it('keeps every reading of a block with several dividers', () => {
		const text = 'a.rst\n```\n<<<<<<< SEARCH\nT\n=====\n=======\nU\n=======\n>>>>>>> REPLACE\n```\n';
		const [edit] = parseAnswer(text).edits;
		assert.ok(edit?.kind === 'replace');
		assert.deepEqual(edit.readings, [
			{ search: 'T\n=====\n', replace: 'U\n=======\n' },
			{ search: 'T\n=====\n=======\nU\n', replace: '' },
		]);
	});
});

describe('paths in answers', () => {
	const lines: [string, string | undefined][] = [
		['src/a.ts', 'src/a.ts'],
		['**src/a.ts**', 'src/a.ts'],
		['`src/a.ts`', 'src/a.ts'],
		['**`src/a.ts`**:', 'src/a.ts'],
		['#### 2. `src/a.ts`', 'src/a.ts'],
		['- src/a.ts', 'src/a.ts'],
		['File: src/a.ts', 'src/a.ts'],
		['Update src/a.ts:', 'src/a.ts'],
		['And in `src/a.ts`:', 'src/a.ts'],
		['src/a.ts (new)', 'src/a.ts'],
		['[src/a.ts](src/a.ts)', 'src/a.ts'],
		['src\\sub\\a.ts', 'src/sub/a.ts'],
		['src/\\_\\_init\\_\\_.py', 'src/__init__.py'],
		['__init__.py', '__init__.py'],
		['.gitignore', '.gitignore'],
		['Makefile', 'Makefile'],
		['my docs/a b.md', 'my docs/a b.md'],
		['Here is the code:', undefined],
		['This uses `a.ts` and `b.ts`:', undefined],
		['src/a.ts:12', undefined],
		['`src/a.ts:1-3`', undefined],
		['See https://example.com/a.ts', undefined],
		['e.g. this:', undefined],
		['call foo()', undefined],
		['1.2.3', undefined],
		['', undefined],
	];
	for (const [line, path] of lines) {
		it(`above a block: ${JSON.stringify(line)}`, () => assert.equal(pathOfLine(line)?.path, path));
	}

	const infos: [string, string | undefined][] = [
		['ts', undefined],
		['c++', undefined],
		['asp.net', undefined],
		['text/html', undefined],
		['makefile', undefined],
		['src/a.ts', 'src/a.ts'],
		['a.ts', 'a.ts'],
		['ts:src/a.ts', 'src/a.ts'],
		['ts src/a.ts', 'src/a.ts'],
		['ts path=src/a.ts', 'src/a.ts'],
		['ts file="my docs/a.ts"', 'my docs/a.ts'],
		['src/a.ts:1-3', undefined],
		['1:3:src/a.ts', undefined],
		['ts path=src/a.ts:1-3', undefined],
		['bash scripts/run.sh', undefined],
		['ts {1,3}', undefined],
		['ts title="x"', undefined],
	];
	for (const [info, path] of infos) {
		it(`in an info string: ${info}`, () => assert.equal(pathOfInfo(info), path));
	}

	it('in a comment', () => {
		assert.equal(pathOfComment('// src/a.ts'), 'src/a.ts');
		assert.equal(pathOfComment('# file: a.py'), 'a.py');
		assert.equal(pathOfComment('<!-- a.html -->'), 'a.html');
		assert.equal(pathOfComment('/* src/a.css */'), 'src/a.css');
		assert.equal(pathOfComment('-- db/a.sql'), 'db/a.sql');
		assert.equal(pathOfComment('// see above'), undefined);
		assert.equal(pathOfComment('src/a.ts'), undefined);
	});

	it('absolute paths stay absolute', () => {
		assert.equal(cleanPath('/etc/passwd'), '/etc/passwd');
		assert.equal(cleanPath('C:\\x\\a.ts'), 'C:/x/a.ts');
		assert.equal(cleanPath('../a.ts'), '../a.ts');
	});
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseEditorConfig, styleOf, withFinalNewline } from '../../../src/core/edits/editorConfig';
import { writePlan } from '../../../src/node/edits/writePlan';
import { editorConfigsIn, NewFileStyles } from '../../../src/node/edits/newFileStyle';
import { TemporaryFolder } from '../../support/temporaryFolder';

describe('the style of new files', () => {
	it('matches the globs of sections', () => {
		const cases: [string, string, boolean][] = [
			['*', 'a/b.ts', true],
			['*.ts', 'a/b.ts', true],
			['*.ts', 'a/b.tsx', false],
			['*.{ts,tsx}', 'a/b.tsx', true],
			['{package.json,*.yml}', 'x/ci.yml', true],
			['{single}.ts', '{single}.ts', true],
			['src/**.ts', 'src/a/b.ts', true],
			['src/*.ts', 'src/a/b.ts', false],
			['/top.ts', 'top.ts', true],
			['/top.ts', 'a/top.ts', false],
			['a?.ts', 'ab.ts', true],
			['[ab].ts', 'a.ts', true],
			['[!ab].ts', 'a.ts', false],
			['file{1..3}.ts', 'file2.ts', true],
			['file{1..3}.ts', 'file4.ts', false],
			['a{b', 'a{b', true],
			['Makefile', 'sub/Makefile', true],
			['a.c', 'abc', false],
		];
		for (const [glob, path, expected] of cases) {
			const config = parseEditorConfig(`[${glob}]\nend_of_line = crlf\n`);
			assert.equal(styleOf([{ config, path }]).eol === '\r\n', expected, `${glob} on ${path}`);
		}
	});

	it('never throws, whatever the file says', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('[', ']', '{', '}', '*', '?', '!', '..', '1', ',', '\\', 'a', '/', '=', '\n'), {
					maxLength: 60,
				}),
				(parts) => {
					const config = parseEditorConfig(parts.join(''));
					styleOf([{ config, path: 'a/b.ts' }]);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('lets the nearer file and the later section win, up to the one that calls itself the root', () => {
		const folder = new TemporaryFolder({
			'.editorconfig': 'root = true\n[*]\nend_of_line = lf\ncharset = UTF-8\n',
			'app/.editorconfig':
				'[*]\nend_of_line = crlf\n[*.md]\ninsert_final_newline = false\n[*]\ninsert_final_newline = true\n',
			'app/own/.editorconfig': 'root = true\n[*.ts]\ncharset = utf-8-bom\n',
		});
		try {
			const styles = new NewFileStyles(editorConfigsIn(folder.path));
			assert.deepEqual(styles.styleOf('a.ts'), { eol: '\n', charset: 'utf-8' });
			assert.deepEqual(styles.styleOf('app/a.md'), { eol: '\r\n', finalNewline: true, charset: 'utf-8' });
			assert.deepEqual(styles.styleOf('app/own/a.ts'), { charset: 'utf-8-bom' });
			assert.deepEqual(styles.styleOf('app/own/new/folder/a.md'), {});
		} finally {
			folder.remove();
		}
	});

	it('is that of the files that are written, and of no others', async () => {
		const folder = new TemporaryFolder({
			'.editorconfig': '[*]\nend_of_line = crlf\ninsert_final_newline = true\ncharset = utf-8-bom\n',
			'old.ts': 'a\nb',
		});
		try {
			const files = [
				{ path: 'new/file.ts', before: undefined, after: 'one\ntwo' },
				{ path: 'old.ts', before: 'a\nb', after: 'a\nB' },
			];
			const results = await writePlan(folder.path, { files, results: [], problems: [] }, false);
			assert.deepEqual(
				results.map(({ message }) => message),
				['created', 'modified'],
			);
			assert.equal(readFileSync(folder.at('new/file.ts'), 'utf8'), '\ufeffone\r\ntwo\r\n');
			assert.equal(readFileSync(folder.at('old.ts'), 'utf8'), 'a\nB');
		} finally {
			folder.remove();
		}
	});

	it('gives a text the final line end that is asked for', () => {
		assert.equal(withFinalNewline('a', { finalNewline: true }, '\r\n'), 'a\r\n');
		assert.equal(withFinalNewline('', { finalNewline: true }, '\n'), '');
		assert.equal(withFinalNewline('a\n\n', { finalNewline: false }, '\n'), 'a');
		assert.equal(withFinalNewline('a\n', {}, '\n'), 'a\n');
	});
});

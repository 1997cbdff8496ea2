import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatUnifiedDiff, type UnifiedDiffInput } from '../../../src/core/common/unifiedDiff';

/** What real Git makes of the diff: the text at the new path, undefined when the file is gone. */
function gitApply(input: UnifiedDiffInput): string | undefined {
	const folder = mkdtempSync(join(tmpdir(), 'longview-diff-'));
	try {
		if (input.before !== undefined) {
			mkdirSync(dirname(join(folder, input.oldPath)), { recursive: true });
			writeFileSync(join(folder, input.oldPath), input.before);
		}
		const diff = formatUnifiedDiff(input);
		execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
			cwd: folder,
			input: diff,
			env: { ...process.env, GIT_CEILING_DIRECTORIES: folder, GIT_CONFIG_GLOBAL: '/dev/null' },
		});
		const path = join(folder, input.newPath);
		return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const many = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');

const cases: { name: string; before: string | undefined; after: string | undefined; from?: string; to?: string }[] = [
	{ name: 'a change', before: many, after: many.replace('line 20\n', 'changed\nadded\n') },
	{ name: 'two distant changes', before: many, after: many.replace('line 3\n', '').replace('line 30\n', 'x\n') },
	{ name: 'lost final newline', before: 'a\nb\n', after: 'a\nb' },
	{ name: 'gained final newline', before: 'a\nb', after: 'a\nb\n' },
	{ name: 'text after a missing newline', before: 'a\nb', after: 'a\nb\nc' },
	{ name: 'no final newline on both sides', before: 'a\nb\nc', after: 'a\nB\nc' },
	{ name: 'CRLF', before: 'a\r\nb\r\n', after: 'a\r\nB\r\n' },
	{ name: 'a created file', before: undefined, after: 'a\nb\n' },
	{ name: 'a created file without final newline', before: undefined, after: 'a' },
	{ name: 'a created empty file', before: undefined, after: '' },
	{ name: 'a deleted file', before: 'a\nb\n', after: undefined },
	{ name: 'a deleted empty file', before: '', after: undefined },
	{ name: 'an emptied file', before: 'a\n', after: '' },
	{ name: 'a filled file', before: '', after: 'a\n' },
	{ name: 'a rename', before: 'a\n', after: 'a\n', from: 'src/a.ts', to: 'src/b/c.ts' },
	{ name: 'a rename with a change', before: many, after: many.replace('line 7', 'x'), from: 'a.ts', to: 'b.ts' },
	{ name: 'a path with spaces', before: 'a\n', after: 'b\n', from: 'my docs/a b.md', to: 'my docs/a b.md' },
	{ name: 'a path in another script', before: 'a\n', after: 'b\n', from: 'док/ы.md', to: 'док/ы.md' },
	{ name: 'a path with a quote', before: 'a\n', after: 'b\n', from: 'say "x".md', to: 'say "x".md' },
];

describe('formatUnifiedDiff', function () {
	this.timeout(60_000);

	for (const { name, before, after, from = 'src/a.ts', to = from } of cases) {
		it(`gives what git apply takes: ${name}`, () => {
			assert.equal(gitApply({ oldPath: from, newPath: to, before, after }), after);
		});
	}

	it('gives nothing when nothing differs', () => {
		assert.equal(formatUnifiedDiff({ oldPath: 'a', newPath: 'a', before: 'x\n', after: 'x\n' }), '');
	});

	it('is the standard text', () => {
		assert.equal(
			formatUnifiedDiff({ oldPath: 'a.ts', newPath: 'a.ts', before: '1\n2\n3\n', after: '1\n3\n4', context: 1 }),
			[
				'diff --git a/a.ts b/a.ts',
				'--- a/a.ts',
				'+++ b/a.ts',
				'@@ -1,3 +1,3 @@',
				' 1',
				'-2',
				'-3',
				'+3',
				'+4',
				'\\ No newline at end of file',
				'',
			]
				.join('\n')
				.replace('-3\n+3\n', ' 3\n'),
		);
	});
});

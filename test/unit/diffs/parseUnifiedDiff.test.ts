import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { annotateHunks } from '../../../src/core/diffs/annotateHunks';
import { parseUnifiedDiff } from '../../../src/core/diffs/parseUnifiedDiff';
import { pathOf, type FileDiff } from '../../../src/core/diffs/types';

const isWindows = process.platform === 'win32';

function summary({ status, oldPath, newPath, binary, hunks, added, removed }: FileDiff): unknown[] {
	return [status, oldPath, newPath, binary, hunks.map(({ id }) => id).join(), added, removed];
}

function withoutIds(annotated: string): string {
	return annotated.replace(/^(@@ .*? @@) H\d+/gm, '$1');
}

describe('parseUnifiedDiff and annotateHunks', () => {
	let root: string;
	before(() => {
		root = mkdtempSync(path.join(os.tmpdir(), 'longview-'));
		git('init', '--quiet', '--initial-branch=main');
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	function git(...args: string[]): string {
		const settings = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'core.quotepath=off'];
		return execFileSync('git', [...settings, ...args], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
	}

	function write(file: string, content: string | Uint8Array): void {
		mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
		writeFileSync(path.join(root, file), content);
	}

	/** Everything git can print about files, in one diff. */
	it('reads what git prints, and gives it back', () => {
		const lines = Array.from({ length: 60 }, (_, index) => `\tline ${index}`);
		write('src/main.c', `int main(void) {\n${lines.join('\n')}\n}\n`);
		write('gone.txt', '-- a/x\n++ b/y\nthird\n');
		write('old name.txt', lines.join('\n'));
		write('mode.sh', '#!/bin/sh\n');
		write('image.png', Buffer.from([0, 1, 2, 3]));
		write('windows.txt', 'one\r\ntwo\r\n');
		write('Ünïcode "q" é.txt', 'a\n');
		git('add', '--all');
		git('commit', '--quiet', '-m', 'one');
		lines[2] = 'changed';
		lines.splice(40, 1, 'new', 'newer');
		write('src/main.c', `int main(void) {\n${lines.join('\n')}\n}`);
		rmSync(path.join(root, 'gone.txt'));
		renameSync(path.join(root, 'old name.txt'), path.join(root, 'new name.txt'));
		write('new name.txt', `${Array.from({ length: 60 }, (_, index) => `\tline ${index}`).join('\n')}\nmore`);
		chmodSync(path.join(root, 'mode.sh'), 0o755);
		write('image.png', Buffer.from([0, 3, 2, 1]));
		write('windows.txt', 'one\r\nTWO\r\n');
		write('Ünïcode "q" é.txt', 'b\n');
		write('added/x.ts', 'export const x = 1;\n');
		write('added/empty', '');
		git('add', '--all');
		for (const options of [
			[],
			['-c', 'core.quotepath=on'],
			['-c', 'diff.mnemonicPrefix=true'],
			['-c', 'diff.noprefix=true'],
		]) {
			const text = git(...options, 'diff', '--cached', '--find-renames', 'HEAD');
			const diff = parseUnifiedDiff(text);
			assert.equal(withoutIds(annotateHunks(diff)), text);
			const found = diff.map(summary).sort((left, right) => (String(left) < String(right) ? -1 : 1));
			const ids = new Map(diff.map((file) => [pathOf(file), file.hunks.map(({ id }) => id).join()]));
			const expected: unknown[][] = [
				['added', undefined, 'added/empty', false, '', 0, 0],
				['added', undefined, 'added/x.ts', false, ids.get('added/x.ts'), 1, 0],
				['deleted', 'gone.txt', undefined, false, ids.get('gone.txt'), 0, 3],
				['modified', 'image.png', 'image.png', true, '', 0, 0],
				['modified', 'src/main.c', 'src/main.c', false, ids.get('src/main.c'), 4, 3],
				['modified', 'windows.txt', 'windows.txt', false, ids.get('windows.txt'), 1, 1],
				['renamed', 'old name.txt', 'new name.txt', false, ids.get('new name.txt'), 2, 1],
			];
			if (!isWindows) {
				expected.push(['mode', 'mode.sh', 'mode.sh', false, '', 0, 0]);
				expected.push([
					'modified',
					'Ünïcode "q" é.txt',
					'Ünïcode "q" é.txt',
					false,
					ids.get('Ünïcode "q" é.txt'),
					1,
					1,
				]);
			}
			expected.sort((left, right) => (String(left) < String(right) ? -1 : 1));
			assert.deepEqual(found, expected, options.join(' '));
			const main = diff.find(({ newPath }) => newPath === 'src/main.c')!;
			assert.equal(main.hunks.length, 3);
			assert.equal(main.hunks[1]!.section, 'int main(void) {');
			assert.deepEqual(main.hunks[2]!.lines.slice(-2), [
				{ kind: 'removed', text: '}' },
				{ kind: 'added', text: '}', noNewline: true },
			]);
			assert.deepEqual(
				diff.flatMap(({ hunks }) => hunks.map(({ id }) => id)),
				diff.flatMap(({ hunks }) => hunks).map((_, index) => `H${index + 1}`),
			);
		}
		git('commit', '--quiet', '-m', 'two');
	});

	it('keeps what stands between commits', () => {
		const text = git('log', '--patch', '--reverse');
		const diff = parseUnifiedDiff(text);
		assert.equal(withoutIds(annotateHunks(diff)), text);
		assert.equal(diff.length > 10, true);
	});

	it('puts the id before the section', () => {
		const text = '--- a/x.ts\n+++ b/x.ts\n@@ -10,1 +10,2 @@ function f() {\n a\n+b\n@@ -20 +21 @@\n-c\n+d\n';
		assert.equal(
			annotateHunks(parseUnifiedDiff(text)),
			'--- a/x.ts\n+++ b/x.ts\n@@ -10,1 +10,2 @@ H1 function f() {\n a\n+b\n@@ -20 +21 @@ H2\n-c\n+d\n',
		);
	});

	it('shortens long hunks and says so', () => {
		const lines = Array.from({ length: 30 }, (_, index) => `+${index}`);
		const text = `--- /dev/null\n+++ b/x\n@@ -0,0 +1,30 @@\n${lines.join('\n')}\n`;
		const annotated = annotateHunks(parseUnifiedDiff(text), { maximumHunkLines: 6 });
		assert.equal(
			annotated,
			'--- /dev/null\n+++ b/x\n@@ -0,0 +1,30 @@ H1\n+0\n+1\n+2\n+3\n' +
				'[24 lines of this hunk are left out here: 24 added, 0 removed]\n+28\n+29\n',
		);
	});

	it('reports combined diffs as unsupported', () => {
		const text = 'diff --cc a.ts\nindex 1,2..3\n--- a/a.ts\n+++ b/a.ts\n@@@ -1,1 -1,1 +1,2 @@@\n- a\n -b\n++c\n';
		const [file] = parseUnifiedDiff(text);
		assert.equal(file?.newPath, 'a.ts');
		assert.match(file.unsupported ?? '', /several versions/);
		assert.equal(annotateHunks([file]), text);
	});

	it('reads copies and names with tabs, newlines and octal escapes', () => {
		const text =
			'diff --git "a/a\\tb" "b/c\\n\\303\\244"\nsimilarity index 100%\ncopy from "a\\tb"\ncopy to "c\\n\\303\\244"\n' +
			'diff --git a/a b.txt b/a b.txt\nindex 1..2 100644\n--- a/a b.txt\t\n+++ b/a b.txt\t\n@@ -1 +1 @@\n-a\n+b\n';
		const [copied, spaced] = parseUnifiedDiff(text);
		assert.deepEqual(summary(copied!).slice(0, 3), ['copied', 'a\tb', 'c\nä']);
		assert.deepEqual(summary(spaced!).slice(0, 3), ['modified', 'a b.txt', 'a b.txt']);
	});

	it('takes anything without throwing', () => {
		const whole =
			'x\ndiff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@ f\n a\n-b\n+c\n\n\\ No newline\n@@ nonsense\n@@ -1 +1 @@\n-x';
		for (let length = 0; length <= whole.length; length++) {
			parseUnifiedDiff(whole.slice(0, length));
		}
		assert.deepEqual(parseUnifiedDiff(''), []);
		assert.equal(annotateHunks([]), '');
	});
});

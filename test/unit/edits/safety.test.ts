import assert from 'node:assert/strict';
import { checkPath } from '../../../src/core/edits/safety';

const refused: readonly string[] = [
	'',
	' ',
	'.',
	'src/',
	'/etc/passwd',
	'//server/share/x',
	'\\\\server\\share',
	'C:/Windows/x.ini',
	'c:x.txt',
	'~/.bashrc',
	'~root/x',
	'../x',
	'a/../../x',
	'a/b/../../../x',
	'src\\a.ts',
	'..\\x',
	'.git/config',
	'.git',
	'sub/.git/hooks/pre-commit',
	'.GIT/config',
	'.Git/x',
	'git~1/config',
	'GIT~1/x',
	'.git./config',
	'.git /config',
	'a/../.git/config',
	'.ｇｉｔ/config',
	'.g\u200cit/config',
	'con',
	'src/NUL',
	'aux.txt',
	'COM1.log',
	'lpt9',
	'com¹',
	'conin$',
	'a\u0000b',
	'a\nb',
	'a\u001bb',
	'a\u202eb.ts',
	'file.txt:stream',
	'a?.ts',
	'a*.ts',
	'a|b',
	'a<b>',
	'a".ts',
	'src/a.ts.',
	'src/a.ts ',
	'src./a.ts',
	' src/a.ts',
	`${'x'.repeat(256)}.ts`,
];

const plain: readonly (readonly [string, string])[] = [
	['src/a.ts', 'src/a.ts'],
	['./src//a.ts', 'src/a.ts'],
	['src/../lib/a.ts', 'lib/a.ts'],
	['src/./a.ts', 'src/a.ts'],
	['.editorconfig', '.editorconfig'],
	['.github/ISSUE_TEMPLATE/bug.md', '.github/ISSUE_TEMPLATE/bug.md'],
	['my docs/a b.md', 'my docs/a b.md'],
	['app/(shop)/[slug]/page.tsx', 'app/(shop)/[slug]/page.tsx'],
	['src/console.ts', 'src/console.ts'],
	['src/auxiliary.ts', 'src/auxiliary.ts'],
	['Makefile', 'Makefile'],
	['документ.md', 'документ.md'],
	['git/readme.md', 'git/readme.md'],
	['.gitkeep', '.gitkeep'],
	['...a/x', '...a/x'],
];

const confirmed: readonly string[] = [
	'.vscode/tasks.json',
	'sub/.vscode/settings.json',
	'project.code-workspace',
	'.github/workflows/ci.yml',
	'.github/actions/build/action.yml',
	'.GitHub/Workflows/ci.yml',
	'.gitlab-ci.yml',
	'.circleci/config.yml',
	'azure-pipelines.yml',
	'Jenkinsfile',
	'.husky/pre-commit',
	'.githooks/pre-push',
	'.pre-commit-config.yaml',
	'.gitignore',
	'src/.longviewignore',
	'.cursorignore',
	'.gitmodules',
	'.gitattributes',
	'package.json',
	'packages/a/package.json',
	'.npmrc',
	'.yarnrc.yml',
	'.envrc',
	'.devcontainer/devcontainer.json',
	'.devcontainer.json',
	'.v\u017fcode/tasks.json',
];

describe('checkPath', () => {
	for (const path of refused) {
		it(`refuses ${JSON.stringify(path.slice(0, 40))}`, () => {
			const result = checkPath(path);
			assert.ok(!result.ok);
			assert.match(result.reason, /\.$/);
		});
	}

	for (const [path, normalised] of plain) {
		it(`takes ${path}`, () => {
			assert.deepEqual(checkPath(path), { ok: true, path: normalised });
		});
	}

	for (const path of confirmed) {
		it(`asks about ${path}`, () => {
			const result = checkPath(path);
			assert.ok(result.ok && result.confirm !== undefined);
			assert.match(result.confirm, /^This file .*\.$/);
		});
	}
});

import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The layer arrows: `vscode` and `cli` may use `node`, `node` may use `core`, `vscode` and `media` share `protocol`.
 * Nothing points back.
 * @param {string[]} forbidden
 * @param {string} reason
 * @returns {import('eslint').Linter.RulesRecord}
 */
function forbidImports(forbidden, reason) {
	return {
		'@typescript-eslint/no-restricted-imports': [
			'error',
			{ patterns: forbidden.map((regex) => ({ regex, message: reason })) },
		],
	};
}
/** @param {string} folder */
const folder = (folder) => `^(\\.\\./)+(src/)?${folder}(/|$)`;
const nodeBuiltins = '^node:';
const editor = '^vscode$';

export default defineConfig(
	{ ignores: ['dist', 'out', 'node_modules', '.vscode-test', '.cache', 'test-results', 'test/fixtures'] },
	eslint.configs.recommended,
	tseslint.configs.strictTypeChecked,
	{
		plugins: { 'import-x': importX },
		languageOptions: {
			parserOptions: {
				project: ['./tsconfig.json', './media/tsconfig.json'],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			curly: 'error',
			eqeqeq: ['error', 'always'],
			'import-x/no-cycle': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/no-unnecessary-condition': [
				'error',
				{ allowConstantLoopConditions: 'only-allowed-literals' },
			],
			// Typed arrays are indexed inside proven bounds; `noUncheckedIndexedAccess` makes the assertion necessary.
			'@typescript-eslint/no-non-null-assertion': 'off',
		},
	},
	{
		files: ['src/core/**'],
		rules: forbidImports(
			[editor, nodeBuiltins, folder('node'), folder('vscode'), folder('cli'), folder('protocol'), folder('media')],
			'core is pure: no editor, no Node, no outer layer.',
		),
	},
	{
		files: ['src/protocol/**'],
		rules: forbidImports(
			[editor, nodeBuiltins, folder('node'), folder('vscode'), folder('cli'), folder('media')],
			'protocol runs on both ends: it may use core only.',
		),
	},
	{
		files: ['src/node/**'],
		rules: forbidImports(
			[editor, folder('vscode'), folder('cli'), folder('protocol'), folder('media')],
			'node may use core only.',
		),
	},
	{
		files: ['src/cli/**'],
		rules: forbidImports(
			[editor, folder('vscode'), folder('protocol'), folder('media')],
			'cli may use node and core only.',
		),
	},
	{
		files: ['src/vscode/**', 'src/extension.ts'],
		rules: forbidImports([folder('cli'), folder('media')], 'vscode may use node, core and protocol only.'),
	},
	{
		files: ['media/**'],
		rules: forbidImports(
			[editor, nodeBuiltins, folder('core'), folder('node'), folder('vscode'), folder('cli')],
			'the page knows the extension through protocol only.',
		),
	},
	{
		files: ['test/**'],
		rules: {
			// mocha's `it` and chained assertions are used for their effects.
			'@typescript-eslint/no-unused-expressions': 'off',
		},
	},
	{ files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);

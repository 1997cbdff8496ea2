import assert from 'node:assert/strict';
import ignore from 'ignore';
import { describe, it } from 'mocha';
import { createPathRules } from '../../../src/core/context/rules';

const paths = [
	'a.ts',
	'b.log',
	'src/a.ts',
	'src/b.log',
	'src/deep/a.ts',
	'docs/read me.md',
	'build/out.js',
	'x/build/y.js',
];
const lists = [
	['*.log'],
	['/src/'],
	['src'],
	['**/deep'],
	['build/'],
	['/build'],
	['*.ts', '!src/a.ts'],
	['docs/**'],
	['src/*.ts'],
	['?.ts'],
	['[ab].*'],
	['**/*.js'],
	['docs/read me.md'],
];

describe('patterns of the settings', () => {
	it('mean what the package "ignore" takes them to mean', () => {
		for (const patterns of lists) {
			const decide = createPathRules({ exclude: patterns, include: [] }, () => undefined);
			const reference = ignore().add(patterns);
			for (const path of paths) {
				assert.equal(decide(path) !== undefined, reference.ignores(path), `${patterns.join(' ')} and ${path}`);
			}
		}
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPathRules, type ContextRules, type PathFacts } from '../../../src/core/context/rules';
import { compileGlob } from '../../../src/core/context/rules/globs';

const nothing: ContextRules = { include: [], exclude: [] };

function decide(path: string, rules: Partial<ContextRules> = {}, facts?: PathFacts): string | undefined {
	return createPathRules({ ...nothing, ...rules }, (pattern) => assert.fail(pattern))(path, facts)?.reason;
}

describe('createPathRules', () => {
	const kinds: readonly (readonly [reason: string | undefined, paths: readonly string[]])[] = [
		[
			'may hold secrets',
			['.env', 'a/.env.local', 'config/.ENV', 'certs/x.pem', 'id_rsa', 'a/credentials.json', 'x.KEY'],
		],
		['may hold secrets', ['vendor/x/.npmrc', 'src/.env.']],
		['lock file', ['package-lock.json', 'a/Cargo.lock', 'Gemfile.lock', 'go.sum', 'ios/Podfile.lock', 'bun.lock']],
		['source map', ['dist/a.js.map', 'a.css.map']],
		['minified', ['a.min.js', 'a/jquery-3-min.js', 'x.min.css']],
		['snapshot', ['__snapshots__/a.ts', 'test/a.snap', 'a/__snapshots__/deep/b.html']],
		['generated', ['api.pb.go', 'a_pb2.py', 'model.g.dart', 'Form.Designer.cs', 'a.generated.ts', 'x.generated.d.ts']],
		[
			'generated',
			['zz_generated.deepcopy.go', 'schema_generated.rs', '__generated__/types.ts', 'tsconfig.tsbuildinfo'],
		],
		['vendored', ['vendor/a/b.go', 'lib/vendor/x.php', 'third_party/x.c', 'a/node_modules/b/index.js', 'Pods/X.m']],
		[undefined, ['src/vendor/list.ts', 'app/models/vendor/index.rb', 'vendors.ts', 'vendor.ts', '.env.example']],
		[undefined, ['generated.ts', 'a.ts', 'lock.ts', 'map.ts', 'a.config.js', 'my_module.py', 'a-b.ts', 'minimal.js']],
		[undefined, ['', '.', 'toString', '__proto__', 'constructor/x.ts', 'a\nb.ts']],
	];
	for (const [reason, paths] of kinds) {
		it(`knows by path: ${reason ?? 'nothing special'} (${paths[0]})`, () => {
			for (const path of paths) {
				assert.equal(decide(path), reason, path);
				assert.equal(decide(path, { include: ['*'] }), undefined, path);
			}
		});
	}

	it('takes the word of .gitattributes, unless the user includes the file', () => {
		assert.equal(decide('a.ts', {}, { marked: 'generated' }), 'generated');
		assert.equal(decide('a.ts', {}, { marked: 'vendored' }), 'vendored');
		assert.equal(decide('a.ts', { include: ['a.ts'] }, { marked: 'generated' }), undefined);
	});

	it('lets exclusion win over inclusion, and inclusion over all other rules', () => {
		const rules: ContextRules = {
			exclude: ['docs/'],
			include: ['docs/a.md', '*.lock'],
			filesExclude: { '**/*.lock': true },
		};
		const paths = createPathRules(rules, (pattern) => assert.fail(pattern));
		assert.equal(paths('docs/a.md')?.detail, 'longview.context.exclude');
		assert.equal(paths('yarn.lock'), undefined);
		assert.deepEqual(
			[paths.includes('docs/a.md'), paths.includes('yarn.lock'), paths.includes('a.ts')],
			[false, true, false],
		);
	});

	it('matches patterns below a root and with its name before, the later one counting', () => {
		const rules = { exclude: ['*.log', '!/app/keep.log', '/lib/', '/src/x.ts'] };
		const of = (rootName: string, path: string) => decide(path, rules, { rootName }) !== undefined;
		assert.deepEqual([of('app', 'keep.log'), of('web', 'keep.log'), of('app', 'a/keep.log')], [false, true, true]);
		assert.deepEqual(
			[of('lib', 'a.ts'), of('lib', 'a/b.ts'), of('app', 'lib/a.ts'), of('app', 'x/lib/a.ts')],
			[true, true, true, false],
		);
		assert.deepEqual([of('app', 'src/x.ts'), of('src', 'x.ts'), of('app', 'x.ts')], [true, true, false]);
		assert.deepEqual([of('ä', 'src/x.ts'), of('ä', 'lib/é.ts')], [true, true]);
	});

	it('decides about whole folders only where nothing in them can be brought back', () => {
		const hidden = { filesExclude: { '**/out': true } };
		assert.equal(decide('out/', hidden), 'excluded by setting');
		assert.equal(decide('out/', { ...hidden, include: ['x'] }), undefined);
		assert.equal(decide('out/x', { ...hidden, include: ['x'] }), undefined);
		assert.equal(decide('a/b/', { exclude: ['/a'] }), 'excluded by setting');
		assert.equal(decide('vendor/'), undefined);
		assert.equal(decide('app/', { exclude: ['/root/app'] }, { rootName: 'root' }), 'excluded by setting');
	});

	it('reports what it cannot understand, and goes on without', () => {
		const bad: string[] = [];
		const rules: ContextRules = {
			exclude: ['[', 'a\\', '*.tmp', '', '# comment'],
			include: ['x[z-'],
			filesExclude: { '{a': true, 'b[': true, '**/c': true, d: false },
		};
		const paths = createPathRules(rules, (pattern) => bad.push(pattern));
		assert.deepEqual(bad, ['[', 'a\\', 'x[z-', '{a', 'b[']);
		assert.ok(paths('a.tmp') && paths('x/c') && !paths('d') && !paths('['));
	});

	it('takes settings of the wrong type', () => {
		const filesExclude = { a: null, b: 1, c: { when: 1 }, d: 'x', e: {}, f: true } as unknown as Record<
			string,
			boolean
		>;
		const shown = ['a', 'b', 'c', 'd', 'e', 'f'].filter((path) => decide(path, { filesExclude }) === undefined);
		assert.deepEqual(shown, ['a', 'b', 'c', 'd', 'e']);
	});

	it('honours the siblings of files.exclude', () => {
		const filesExclude = { '**/*.js': { when: '$(basename).ts' } };
		const beside = (...names: string[]) => ({ hasSibling: (name: string) => names.includes(name) });
		assert.equal(decide('a/x.js', { filesExclude }, beside('x.ts')), 'excluded by setting');
		assert.equal(decide('a/x.js', { filesExclude }, beside('y.ts')), undefined);
		assert.equal(decide('a/x.js', { filesExclude }), undefined);
		assert.equal(decide('a/x.d.js', { filesExclude }, beside('x.d.ts')), 'excluded by setting');
	});

	it('is quick with hostile patterns', () => {
		const hostile = `${'*a'.repeat(40)}b`;
		const rules: ContextRules = {
			exclude: [hostile, `/${hostile}`, `${'**/'.repeat(30)}b`, `/${'**/a'.repeat(20)}/b`],
			include: [],
			filesExclude: { [hostile]: true, [`${'**/*/'.repeat(30)}b`]: true },
		};
		const paths = createPathRules(rules, (pattern) => assert.fail(pattern));
		assert.equal(paths('a'.repeat(250)), undefined);
		assert.equal(paths(`${'a/'.repeat(120)}a`), undefined);
		const many: string[] = [];
		createPathRules({ ...nothing, filesExclude: { ['{a,b}'.repeat(30)]: true } }, (pattern) => many.push(pattern));
		assert.equal(many.length, 1);
	});
});

describe('compileGlob', () => {
	const cases: readonly (readonly [pattern: string, matching: readonly string[], others: readonly string[]])[] = [
		['**/.git', ['.git', 'a/.git', 'a/b/.git'], ['.gitignore', 'a.git', '.git/x']],
		['*.js', ['a.js', '.js'], ['a/b.js', 'a.jsx']],
		['**/*.{js,map}', ['a.js', 'x/y.map', 'a.js.map'], ['a.ts', 'js']],
		['foo/**', ['foo', 'foo/a', 'foo/a/b'], ['food', 'a/foo/b']],
		['**/node_modules/**', ['node_modules', 'a/node_modules/b/c'], ['node_modules2']],
		['a/*/c', ['a/b/c'], ['a/c', 'a/b/b/c']],
		['a/**/c', ['a/c', 'a/b/c', 'a/b/b/c'], ['a', 'c']],
		['file?.[ch]', ['file1.c', 'filex.h'], ['file.c', 'file12.c', 'file1.d']],
		['[!a]b', ['bb', '!b'], ['ab', 'b']],
		['{a,b/{c,d}}/x', ['a/x', 'b/c/x', 'b/d/x'], ['b/x', 'c/x']],
		['**', ['a', 'a/b'], []],
		['a+(b).$', ['a+(b).$'], ['aab']],
		['**/out/', ['out', 'a/out'], ['outer']],
	];
	for (const [pattern, matching, others] of cases) {
		it(`understands ${pattern}`, () => {
			const glob = compileGlob(pattern);
			assert.ok(glob);
			assert.deepEqual(
				[...matching, ...others].filter((path) => glob.matches(path)),
				matching,
			);
		});
	}

	it('agrees with a regular expression about stars', () => {
		const piece = fc.constantFrom('a', 'b', '*', '?', '/', '**/');
		const path = fc.stringMatching(/^[ab]{1,3}(\/[ab]{1,3}){0,3}$/);
		fc.assert(
			fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), path, (pieces, text) => {
				const pattern = `${pieces.join('')}a`.replace(/\/{2,}/g, '/').replace(/^\//, '');
				const wholeStars = pattern.split('/').every((segment) => segment === '**' || !segment.includes('**'));
				fc.pre(wholeStars);
				const source = pattern
					.replace(/\*\*\//g, '§')
					.replace(/\*+/g, '[^/]*')
					.replace(/\?/g, '[^/]')
					.replace(/§/g, '(?:[^/]+/)*');
				assert.equal(compileGlob(pattern)?.matches(text), new RegExp(`^${source}$`).test(text), pattern);
			}),
			{ numRuns: 500 },
		);
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { extractImports } from '../../../src/core/ranking/extractImports';
import { ImportGraph } from '../../../src/core/ranking/importGraph';
import { packageName } from '../../../src/core/ranking/packageName';
import { joinPath, PathSet } from '../../../src/core/ranking/pathSet';
import { resolveImport } from '../../../src/core/ranking/resolveImport';

describe('imports', () => {
	const extracted: Record<string, [string, string[]]> = {
		'a.ts': [
			"import a from './a';\nimport {\n\tb,\n\tc,\n} from \"./b\";\nexport * from './c';\nimport './d';\n" +
				"const e = require('./e'); const f = await import('./f');\nimport type { G } from './g';\nconst from = 'x';\n",
			['./a', './b', './c', './d', './e', './f', './g'],
		],
		'a.py': [
			'import os, a.b as c\nfrom . import x\nfrom ..p.q import (r,\nfrom m import n as o\n',
			['os', 'a.b', '.', '.x', '..p.q', '..p.q.r', 'm', 'm.n'],
		],
		'a.go': [
			'import "fmt"\nimport (\n\tx "github.com/a/b/c"\n\t"os"\n)\nvar s = "no"\n',
			['fmt', 'github.com/a/b/c', 'os'],
		],
		'a.rs': [
			'pub mod one;\nuse crate::two::{Three, four};\nuse super::five;\n',
			['mod one', 'crate::two', 'crate::two::Three', 'crate::two::four', 'super::five'],
		],
		'A.java': ['import a.b.C;\nimport static a.b.D.e;\nimport a.f.*;\n', ['a.b.C', 'a.b.D.e', 'a.f.*']],
		'A.cs': ['using System.Text;\nusing X = A.B;\n', ['System.Text', 'A.B']],
		'a.c': ['#include "x/y.h"\n# include <stdio.h>\n#include <lib/z.h>\n', ['x/y.h', 'lib/z.h']],
		'a.rb': ["require_relative '../x'\nrequire 'y/z'\n", ['../x', 'y/z']],
		'a.php': ['use App\\Models\\User;\nrequire_once "lib/a.php";\n', ['App\\Models\\User', 'lib/a.php']],
		'a.scss': ["@use 'base/colors';\n@import url('./x.css');\n", ['base/colors', './x.css']],
		'a.md': ['See [b](docs/b.md#part) and ![c](c.png "title").\n', ['docs/b.md#part', 'c.png']],
		'a.txt': ["import a from './a'\n", []],
	};
	for (const [path, [text, expected]] of Object.entries(extracted)) {
		it(`are found in ${path}`, () => {
			assert.deepEqual(extractImports(path, text), expected);
		});
	}

	it('are found in time linear in the text, whatever it is', () => {
		const lines = [
			'import {'.repeat(100),
			'from '.repeat(199),
			`use ${'a::'.repeat(300)}`,
			`import ${'a.'.repeat(400)}`,
			'](('.repeat(300),
		];
		for (const path of ['a.ts', 'a.py', 'a.go', 'a.rs', 'a.java', 'a.c', 'a.rb', 'a.scss', 'a.md']) {
			const text = lines.map((line) => `${line}\n`.repeat(500)).join('') + 'x'.repeat(3_000_000);
			const started = process.cpuUsage();
			extractImports(path, text);
			const { user } = process.cpuUsage(started);
			assert.ok(user < 2_000_000, `${path} took ${user / 1000} ms`);
		}
	});

	const resolved: [from: string, specifier: string, paths: string[], expected: string[]][] = [
		['src/a.ts', './b', ['src/b.ts', 'src/b.js'], ['src/b.ts']],
		['src/a.ts', './b.js', ['src/b.ts'], ['src/b.ts']],
		['src/a.ts', '../lib', ['lib/index.js'], ['lib/index.js']],
		['src/a.ts', '..', ['index.ts'], ['index.ts']],
		['a.ts', '../../x', ['x.ts'], []],
		['src/a.ts', 'react', ['src/react.ts'], []],
		['app/src/a.ts', '@/b/c', ['app/src/b/c.vue', 'other/src/b/c.vue'], ['app/src/b/c.vue']],
		['p/a.py', '.b', ['p/b.py'], ['p/b.py']],
		['p/q/a.py', '..b.c', ['p/b/c/__init__.py'], ['p/b/c/__init__.py']],
		['p/a.py', 'x.y.z', ['src/x/y/z.py'], ['src/x/y/z.py']],
		['p/a.py', 'json', ['far/away/json.py'], []],
		['m/a.go', 'github.com/o/r/pkg/b', ['pkg/b/x.go', 'pkg/b/y.go', 'pkg/b/x_test.go'], ['pkg/b/x.go', 'pkg/b/y.go']],
		['src/lib.rs', 'mod one', ['src/one/mod.rs'], ['src/one/mod.rs']],
		['src/one.rs', 'mod two', ['src/one/two.rs'], ['src/one/two.rs']],
		['c/src/x/y.rs', 'crate::a::b::C', ['c/src/a/b.rs', 'c/src/a/mod.rs'], ['c/src/a/b.rs']],
		['c/src/x/y.rs', 'super::z', ['c/src/x/z.rs', 'c/src/z.rs'], ['c/src/x/z.rs']],
		['s/A.java', 'a.b.D.e', ['s/main/a/b/D.java'], ['s/main/a/b/D.java']],
		['s/A.java', 'a.b.*', ['s/a/b/C.java', 's/a/b/D.kt', 's/a/b/x.xml'], ['s/a/b/C.java', 's/a/b/D.kt']],
		['src/a.c', 'x/y.h', ['include/x/y.h'], ['include/x/y.h']],
		['app/a.php', 'App\\Models\\User', ['src/Models/User.php'], ['src/Models/User.php']],
		['lib/a.rb', 'y/z', ['lib/y/z.rb'], ['lib/y/z.rb']],
		['a/a.scss', 'base/colors', ['a/base/_colors.scss'], ['a/base/_colors.scss']],
		['docs/a.md', '/src/b.ts#L1', ['src/b.ts'], ['src/b.ts']],
		['docs/a.md', 'https://x.org/b.md', ['b.md'], []],
	];
	for (const [from, specifier, paths, expected] of resolved) {
		it(`of ${specifier} in ${from} lead to ${expected.join(', ') || 'nothing'}`, () => {
			assert.deepEqual(resolveImport(from, specifier, new PathSet([from, ...paths])), expected);
		});
	}

	it('of a package by its name lead into its folder', () => {
		const paths = new PathSet([
			'packages/core/src/index.ts',
			'packages/core/src/part.ts',
			'crates/c/src/thing.rs',
			'x/y.go',
		]);
		paths.addPackage(packageName('packages/core/package.json', '{ "name": "@o/core" }')!, 'packages/core');
		paths.addPackage(packageName('crates/c/Cargo.toml', '[package]\nname = "my-c"\n')!, 'crates/c');
		paths.addPackage(packageName('go.mod', 'module example.org/m\n')!, '');
		assert.deepEqual(resolveImport('a.ts', '@o/core', paths), ['packages/core/src/index.ts']);
		assert.deepEqual(resolveImport('a.ts', '@o/core/part', paths), ['packages/core/src/part.ts']);
		assert.deepEqual(resolveImport('a.rs', 'my_c::thing::Thing', paths), ['crates/c/src/thing.rs']);
		assert.deepEqual(resolveImport('a.go', 'example.org/m/x', paths), ['x/y.go']);
	});

	it('never lead out of the workspace, to the file itself or to a path that is not there', () => {
		const specifier = fc.stringMatching(/^[./\w@:*\\$-]{0,30}$/);
		const name = fc.constantFrom('a.ts', 'b/c.py', 'b/d.rs', 'e.go', 'b/f.java', 'g.c', 'h.rb', 'i.scss', 'j.md');
		fc.assert(
			fc.property(name, specifier, (from, text) => {
				const paths = new PathSet([
					'a.ts',
					'b/c.py',
					'b/d.rs',
					'e.go',
					'b/f.java',
					'g.c',
					'h.rb',
					'i.scss',
					'j.md',
					'b/index.ts',
				]);
				for (const path of resolveImport(from, text, paths)) {
					assert.ok(paths.has(path) && path !== from);
				}
			}),
		);
	});
});

describe('a set of paths', () => {
	it('forgets what is deleted', () => {
		const paths = new PathSet(['a/x.ts', 'b/x.ts', 'b/y.ts']);
		paths.delete('a/x.ts');
		paths.delete('a/x.ts');
		assert.deepEqual(paths.withSuffix('x.ts'), ['b/x.ts']);
		assert.deepEqual(paths.foldersWithSuffix('a'), []);
		assert.deepEqual([...paths.filesIn('b')], ['b/x.ts', 'b/y.ts']);
	});

	it('joins paths without leaving the workspace', () => {
		assert.equal(joinPath('a/b', '../c/./d'), 'a/c/d');
		assert.equal(joinPath('a', '..'), '');
		assert.equal(joinPath('a', '../..'), undefined);
	});
});

describe('the import graph', () => {
	it('tells who imports whom and how much attention each gets', () => {
		const graph = new ImportGraph();
		graph.update('core.ts', '');
		for (const name of ['a', 'b', 'c']) {
			graph.update(`${name}.ts`, "import './core';\n");
		}
		graph.update('d.ts', "import './a';\n");
		const links = graph.build();
		assert.deepEqual(links.importers('core.ts'), ['a.ts', 'b.ts', 'c.ts']);
		assert.deepEqual(links.imports('d.ts'), ['a.ts']);
		const [core, a, d] = ['core.ts', 'a.ts', 'd.ts'].map((path) => links.facts(path).importance);
		assert.ok(core! > a! && a! > d!);
		assert.ok([core, a, d].every(Number.isInteger));
		graph.delete('core.ts');
		assert.deepEqual(graph.build().imports('a.ts'), []);
		assert.deepEqual(graph.build().facts('core.ts'), { importers: 0, importance: 1_000 });
	});

	it('is the same in whatever order the files came, and attention adds up', () => {
		const edges = fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { maxLength: 60 });
		fc.assert(
			fc.property(edges, (pairs) => {
				const texts = Array.from({ length: 16 }, (_, from) =>
					pairs
						.filter(([source]) => source === from)
						.map(([, target]) => `import './${target}';\n`)
						.join(''),
				);
				const build = (order: readonly number[]) => {
					const graph = new ImportGraph();
					order.forEach((number) => graph.update(`${number}.ts`, texts[number]!));
					const links = graph.build();
					return texts.map((_, number) => links.facts(`${number}.ts`));
				};
				const numbers = texts.map((_, number) => number);
				const facts = build(numbers);
				assert.deepEqual(build(numbers.reverse()), facts);
				const total = facts.reduce((sum, { importance }) => sum + importance, 0);
				assert.ok(Math.abs(total - 16_000) <= 16, `${total}`);
			}),
			{ numRuns: 50 },
		);
	});
});

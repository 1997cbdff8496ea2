import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createPathRules, type ContextRules } from '../../../src/core/context/rules';
import {
	pathOfPattern,
	patternOf,
	withExcluded,
	withIncluded,
	type ChosenPath,
} from '../../../src/core/context/rules/choices';

const nothing: ContextRules = { exclude: [], include: [] };

/** Files of two roots, as the pack names them. */
const files = ['one/src/a.ts', 'one/src/deep/b.ts', 'one/a.ts', 'two/src/a.ts', 'two/package-lock.json'];

/** Which files are sent by rules. */
function sent(rules: ContextRules, severalRoots = true): string[] {
	const decide = createPathRules(rules, (pattern) => assert.fail(pattern));
	return files.filter((file) => {
		const [rootName, ...rest] = file.split('/');
		return severalRoots ? decide(rest.join('/'), { rootName }) === undefined : decide(file) === undefined;
	});
}

function folder(path: string): ChosenPath {
	return { path, isFolder: true, rootName: path.split('/')[0] };
}

function file(path: string, leftOutByRule = false): ChosenPath {
	return { path, isFolder: false, rootName: path.split('/')[0], leftOutByRule };
}

describe('what the user chooses', () => {
	const all = files.slice(0, 4);

	it('excludes a folder or a file of one root alone, and takes it back', () => {
		const excluded = withExcluded(nothing, folder('one/src'));
		assert.deepEqual(excluded.exclude, ['/one/src/']);
		assert.deepEqual(sent(excluded), ['one/a.ts', 'two/src/a.ts']);
		assert.deepEqual(withIncluded(excluded, folder('one/src')), nothing);
		const single = withExcluded(nothing, file('two/src/a.ts'));
		assert.deepEqual(sent(single), ['one/src/a.ts', 'one/src/deep/b.ts', 'one/a.ts']);
		assert.deepEqual(withIncluded(single, file('two/src/a.ts')), nothing);
	});

	it('excludes a whole root, and takes it back', () => {
		const excluded = withExcluded(nothing, folder('two'));
		assert.deepEqual(sent(excluded), ['one/src/a.ts', 'one/src/deep/b.ts', 'one/a.ts']);
		assert.deepEqual(sent(withIncluded(excluded, folder('two'))), all);
	});

	it('includes one file of an excluded folder, and no other', () => {
		const rules = withIncluded(withExcluded(nothing, folder('one/src')), file('one/src/deep/b.ts'));
		assert.deepEqual(sent(rules), ['one/src/deep/b.ts', 'one/a.ts', 'two/src/a.ts']);
	});

	it('brings in what a built-in rule leaves out, and lets it go again', () => {
		const lock = file('two/package-lock.json', true);
		const included = withIncluded(nothing, lock);
		assert.deepEqual(included.include, ['/two/package-lock.json']);
		assert.deepEqual(sent(included), files);
		assert.deepEqual(withExcluded(included, lock), nothing);
	});

	it('lets go what a rule about its text leaves out, such as binary files, and excludes it where that is not enough', () => {
		const logo = file('one/logo.png', true);
		const included = withIncluded(nothing, logo);
		assert.deepEqual(included.include, ['/one/logo.png']);
		assert.deepEqual(withExcluded(included, logo), nothing);
		const byKind = { exclude: [], include: ['*.png', '/one/logo.png'] };
		assert.deepEqual(withExcluded(byKind, logo), { exclude: ['/one/logo.png'], include: ['*.png'] });
		// Without the pattern the first lines of data would still be sent.
		const data = { exclude: [], include: ['/one/rows.csv'] };
		assert.deepEqual(withExcluded(data, file('one/rows.csv')), { exclude: ['/one/rows.csv'], include: [] });
	});

	it('leaves the patterns alone that the user wrote', () => {
		const own: ContextRules = { exclude: ['*.log', 'src/deep'], include: ['*.lock'] };
		const excluded = withExcluded(own, folder('one/src'));
		assert.deepEqual(excluded.exclude, ['*.log', 'src/deep', '/one/src/']);
		assert.deepEqual(withIncluded(excluded, folder('one/src')), own);
	});

	it('means exactly the names chosen, whatever characters they hold', () => {
		const name = fc.string({
			unit: fc.constantFrom('a', 'b', ' ', '*', '?', '[', ']', '!', '#', '\\', '.', 'é'),
			minLength: 1,
			maxLength: 8,
		});
		fc.assert(
			fc.property(name, fc.boolean(), (path, isFolder) => {
				fc.pre(path !== '.' && path !== '..');
				const pattern = patternOf({ path, isFolder });
				assert.deepEqual(pathOfPattern(pattern), { path, isFolder });
				const decide = createPathRules({ exclude: [pattern], include: [] }, (bad) => assert.fail(bad));
				assert.equal(decide(isFolder ? `${path}/x` : path)?.reason, 'excluded by setting');
				assert.equal(decide(`other-${path}`)?.reason === 'excluded by setting', false);
			}),
		);
	});

	it('is followed after any number of choices', () => {
		const paths = ['one', 'one/src', 'one/src/deep', 'two', 'two/src'].map(folder);
		const choice = fc.record({
			path: fc.constantFrom(...paths, ...all.map((each) => file(each))),
			include: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(choice, { maxLength: 6 }), choice, (before, last) => {
				const apply = (rules: ContextRules, { path, include }: typeof last) =>
					(include ? withIncluded : withExcluded)(rules, path);
				const rules = [...before, last].reduce(apply, nothing);
				const inside = all.filter((each) => each === last.path.path || each.startsWith(`${last.path.path}/`));
				const now = sent(rules);
				const earlier = sent(before.reduce(apply, nothing));
				const others = (list: readonly string[]) => list.filter((each) => !inside.includes(each));
				assert.deepEqual(others(now), others(earlier), 'nothing else changes');
				if (!last.include) {
					assert.deepEqual(
						inside.filter((each) => now.includes(each)),
						[],
					);
				} else if (!last.path.isFolder) {
					assert.ok(now.includes(last.path.path));
				}
			}),
		);
	});
});

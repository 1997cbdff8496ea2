import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { listBothWays } from './listBothWays';
import { TemporaryFolder } from './temporary';

const isWindows = process.platform === 'win32';

describe('listFiles and walk, on generated trees,', function () {
	this.timeout(60_000);
	let folder: TemporaryFolder;
	beforeEach(() => {
		folder = new TemporaryFolder();
	});
	afterEach(() => folder.remove());

	const patterns = [
		'*.log',
		'!keep.log',
		'/a',
		'a/',
		'b',
		'!b/',
		'a/b',
		'/a/b/',
		'**/c',
		'a/**',
		'!a/**/c',
		'a/*',
		'!a/b',
		'c/**/d',
		'*',
		'!*/',
		'!*.ts',
		'\\#x',
		'\\!y',
		'#x',
		'!y',
		'sp ',
		'sp\\ ',
		'sp   ',
		'[ab]',
		'[!a]',
		'[a-c].ts',
		'?',
		'A',
		'*.TS',
		'x[',
		'a\\',
		'/',
		'//',
		'!',
		'!/',
		'a//b',
		'./a',
		'**',
		'/**',
		'**/',
		'd/**/',
		'*/c',
		'a**',
		'**a',
		'[[:alpha:]]',
		'\\a',
		'keep.log\r',
		'b/\r',
		'\ta',
		'/*',
		'!/a',
		'/a/*',
		'!/a/c',
		'é',
		'[é]',
		'**/b/**',
		'a/**/c',
		'{a,b}',
		'a+b',
		'(a)',
		'$a',
		'^a',
		'sp \\ ',
		'[]a]',
		'[]-a]',
		'[^a]',
		'c.t?',
		'*.t[!x]',
		'\\*',
		'a/b/c/',
		'!c',
	];
	const names = ['a', 'b', 'c', 'd', 'x.log', 'keep.log', 'a.ts', 'c.ts', 'A', '#x', '!y', 'sp', 'é', 'a+b', '{a,b}'];
	const fileNames = isWindows ? names : [...names, 'sp ', '*', ']', '\ta'];

	/** A small generator with a fixed seed, so that a failure repeats. */
	function generator(seed: number): (bound: number) => number {
		let state = seed;
		return (bound) => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return Math.floor((state / 2 ** 32) * bound);
		};
	}

	/** @param repositories whether some folders become repositories of their own */
	function grow(random: (bound: number) => number, at: string, depth: number, repositories: boolean): void {
		const taken = new Set<string>();
		for (let count = 3 + random(5); count > 0; count--) {
			const name = fileNames[random(fileNames.length)]!;
			if (taken.has(name)) {
				continue;
			}
			taken.add(name);
			const place = path.posix.join(at, name);
			if (depth > 0 && random(2) === 0) {
				grow(random, place, depth - 1, repositories);
			} else {
				folder.write(place);
			}
		}
		if (random(3) > 0) {
			const lines = Array.from({ length: 1 + random(5) }, () => patterns[random(patterns.length)]!);
			folder.write(path.posix.join(at, '.gitignore'), lines.join('\n'));
		}
		for (const name of ['.longviewignore', '.aiexclude', '.cursorignore']) {
			if (random(6) === 0) {
				const lines = Array.from({ length: random(4) }, () => patterns[random(patterns.length)]!);
				folder.write(path.posix.join(at, name), lines.join('\n'));
			}
		}
		if (repositories && depth < 3 && random(4) === 0) {
			makeRepository(at, false);
		}
	}

	/** What `git init` makes, without starting git. */
	function makeRepository(at: string, ignoreCase: boolean): void {
		mkdirSync(folder.path(at, '.git', 'objects'), { recursive: true });
		mkdirSync(folder.path(at, '.git', 'refs'));
		folder.write(path.posix.join(at, '.git/HEAD'), 'ref: refs/heads/main\n');
		folder.write(path.posix.join(at, '.git/config'), `[core]\n\tignoreCase = ${ignoreCase}\n`);
	}

	for (const ignoreCase of [false, true]) {
		it(`agrees with git, core.ignoreCase=${ignoreCase}`, async () => {
			for (let seed = 1; seed <= 12; seed++) {
				const random = generator(seed + (ignoreCase ? 1000 : 0));
				const tree = `tree${seed}`;
				grow(random, tree, 3, false);
				makeRepository(tree, ignoreCase);
				const lines = Array.from({ length: random(3) }, () => patterns[random(patterns.length)]!);
				folder.write(`${tree}/.git/info/exclude`, lines.join('\n'));
				await listBothWays(folder.path(tree));
			}
		});
	}

	it('agrees with git about repositories within repositories', async () => {
		for (let seed = 1; seed <= 10; seed++) {
			const tree = `nested${seed}`;
			grow(generator(seed), tree, 3, true);
			rmSync(folder.path(tree, '.git'), { recursive: true, force: true });
			makeRepository(tree, false);
			await listBothWays(folder.path(tree));
		}
	});
});

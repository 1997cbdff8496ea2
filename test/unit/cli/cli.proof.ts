import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { png } from '../../support/images';
import { TemporaryFolder } from '../../support/temporaryFolder';

interface Run {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

describe('the command line', () => {
	let simulator: Simulator;
	let bundle: TemporaryFolder;
	let folder: TemporaryFolder;

	before(async () => {
		simulator = await startSimulator();
		bundle = new TemporaryFolder({ 'package.json': '{"version":"1.2.3"}', 'dist/keep': '' });
		copyFileSync('src/core/tokens/vocabulary/vocabulary.bin', bundle.at('dist/vocabulary.bin'));
		await build({
			entryPoints: ['src/cli/main.ts'],
			outfile: bundle.at('dist/cli.js'),
			bundle: true,
			platform: 'node',
			format: 'cjs',
			logLevel: 'warning',
		});
	});
	after(async () => {
		await simulator.close();
		bundle.remove();
	});
	beforeEach(() => {
		folder = new TemporaryFolder({
			'src/greet.ts': 'export function greet(name: string) {\n\treturn `Hello ${name}`;\n}\n',
			'src/main.ts': "import { greet } from './greet';\r\n\r\ngreet('you');\r\n",
			'.gitignore': 'ignored.txt\n',
			'ignored.txt': 'secret plans\n',
			'naïve name.txt': 'x\n',
		});
	});
	afterEach(() => {
		simulator.setFaults(undefined);
		simulator.setDialect('deepseek');
		folder.remove();
	});

	function longview(
		args: readonly string[],
		options: { input?: string; env?: Record<string, string> } = {},
	): Promise<Run> {
		return new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [bundle.at('dist/cli.js'), ...args], {
				cwd: folder.path,
				env: {
					PATH: process.env['PATH'],
					LONGVIEW_BASE_URL: simulator.baseUrl,
					LONGVIEW_CACHE: bundle.at('cache'),
					DEEPSEEK_API_KEY: 'sk-test',
					...options.env,
				},
			});
			const output = { stdout: '', stderr: '' };
			child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
			child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
			child.on('error', reject);
			child.on('close', (code) => resolve({ code, ...output }));
			child.stdin.end(options.input ?? '');
		});
	}

	const git = (...args: string[]) =>
		execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder.path, encoding: 'utf8' });

	it('packs by a program in ASCII: a single other character doubles what its source takes of memory', async () => {
		const { outputFiles } = await build({
			entryPoints: ['src/cli/main.ts'],
			external: ['./modelCommands.js'],
			...{ bundle: true, minify: true, platform: 'node', format: 'cjs', write: false },
		});
		assert.equal(/[^\0-\x7f]+/.exec(outputFiles[0]!.text)?.[0], undefined);
	});

	it('explains itself', async () => {
		const { code, stdout } = await longview(['--help']);
		assert.equal(code, 0);
		for (const command of ['pack', 'count', 'ask', 'edit', 'apply', 'explain']) {
			assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
		}
		assert.equal((await longview(['--version'])).stdout, '1.2.3\n');
	});

	const wrong: string[][] = [
		[],
		['frobnicate'],
		['ask'],
		['ask', 'two', 'words'],
		['pack', '--write'],
		['pack', '--nonsense'],
		['explain', '--staged', '--commit', 'HEAD'],
		['explain', 'this'],
		['explain', '--image', 'a.png'],
		['pack', '--catalog', 'c.json'],
	];
	for (const args of wrong) {
		it(`refuses "longview ${args.join(' ')}" with exit code 2`, async () => {
			const { code, stdout, stderr } = await longview(args);
			assert.equal(code, 2);
			assert.equal(stdout, '');
			assert.match(stderr, /^longview: .*See "longview --help"\.\n$/);
		});
	}

	it('packs a folder to stdout, a file, and as facts', async () => {
		const plain = await longview(['pack']);
		assert.equal(plain.code, 0);
		assert.match(plain.stdout, /^<repository name=/);
		assert.doesNotMatch(plain.stdout, /secret plans/);
		assert.match(plain.stderr, /^4 files, [\d,]+ tokens\n/);

		const out = folder.at('../out-of-tree.txt');
		const json = await longview(['pack', '.', '--out', out, '--json']);
		assert.equal(readFileSync(out, 'utf8'), plain.stdout);
		const facts = JSON.parse(json.stdout) as { totals: { files: number; tokens: number }; files: { path: string }[] };
		assert.equal(facts.totals.files, 4);
		assert.deepEqual(
			facts.files.map((file) => file.path),
			['.gitignore', 'naïve name.txt', 'src/greet.ts', 'src/main.ts'],
		);
		const counted = await longview(['count', out]);
		assert.equal(Number(counted.stdout), facts.totals.tokens);
		execFileSync('rm', [out]);
	});

	it('counts stdin and files', async () => {
		assert.equal((await longview(['count'], { input: 'Hello world' })).stdout, '2\n');
		const { stdout } = await longview(['count', 'src/greet.ts', '-', '--json'], { input: 'Hello world' });
		const counts = JSON.parse(stdout) as { files: { path: string; tokens: number }[]; tokens: number };
		assert.deepEqual(
			counts.files.map((file) => file.path),
			['src/greet.ts', '-'],
		);
		assert.equal(counts.tokens, counts.files[0]!.tokens + 2);
	});

	it('streams an answer to stdout and facts to stderr', async () => {
		const { code, stdout, stderr } = await longview(['ask', 'Where is greet defined?']);
		assert.equal(code, 0);
		assert.match(stdout, /src\/greet\.ts:1/);
		assert.match(stderr, /tokens in \([\d,]+ cached\)/);
	});

	it('gives an answer as one object', async () => {
		const { stdout } = await longview(['ask', 'Where is greet defined?', '--json']);
		const object = JSON.parse(stdout) as {
			answer: string;
			citations: { status: string }[];
			usage: { promptTokens: number };
		};
		assert.match(object.answer, /greet/);
		assert.ok(object.usage.promptTokens > 100);
		assert.ok(object.citations.some((citation) => citation.status === 'verified'));
	});

	it('prints a diff without --write, and touches nothing', async () => {
		const before = readFileSync(folder.at('src/main.ts'), 'utf8');
		const { code, stdout, stderr } = await longview(['edit', 'rename greet to welcome']);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^diff --git a\/src\/greet\.ts b\/src\/greet\.ts\n/);
		assert.match(stdout, /^\+export function welcome/m);
		assert.equal(readFileSync(folder.at('src/main.ts'), 'utf8'), before);
		git('init', '-q');
		execFileSync('git', ['apply', '--check', '-'], { cwd: folder.path, input: stdout });
	});

	it('writes with --write, keeping line ends', async () => {
		const { code, stdout } = await longview(['edit', 'rename greet to welcome', '--write']);
		assert.equal(code, 0);
		assert.match(stdout, /src\/main\.ts: modified/);
		assert.equal(
			readFileSync(folder.at('src/main.ts'), 'utf8'),
			"import { welcome } from './welcome';\r\n\r\nwelcome('you');\r\n",
		);
	});

	it('applies a saved answer, keeps the good edits and says what failed', async () => {
		const answer = [
			"src/main.ts\n```\n<<<<<<< SEARCH\ngreet('you');\n=======\ngreet('me');\n>>>>>>> REPLACE\n```\n",
			'src/greet.ts\n```\n<<<<<<< SEARCH\nnot there\n=======\nx\n>>>>>>> REPLACE\n```\n',
			'../escape.txt\n```\n<<<<<<< WRITE\nx\n>>>>>>> WRITE\n```\n',
			'new/file.txt\n```\n<<<<<<< WRITE\nfresh\n>>>>>>> WRITE\n```\n',
			'package.json\n```\n<<<<<<< WRITE\n{}\n>>>>>>> WRITE\n```\n',
		].join('\n');
		const { code, stdout, stderr } = await longview(['apply', '-', '--write', '--json'], { input: answer });
		assert.equal(code, 1);
		assert.match(stderr, /^longview: 3 edits could not be applied; the others were written\.$/m);
		const object = JSON.parse(stdout) as {
			edits: { path: string; status: string; tier: string | null }[];
			files: { path: string; written: boolean }[];
		};
		assert.deepEqual(
			object.edits.map(({ path: file, status }) => [file, status]),
			[
				['src/main.ts', 'planned'],
				['src/greet.ts', 'not-found'],
				['../escape.txt', 'refused'],
				['new/file.txt', 'planned'],
				['package.json', 'planned'],
			],
		);
		assert.equal(object.edits[0]!.tier, 'line-endings');
		assert.equal(readFileSync(folder.at('src/main.ts'), 'utf8').includes("greet('me');\r\n"), true);
		assert.equal(readFileSync(folder.at('new/file.txt'), 'utf8'), 'fresh\n');
		assert.ok(!existsSync(path.join(folder.path, '..', 'escape.txt')));
		assert.ok(!existsSync(folder.at('package.json')));
		assert.equal((await longview(['apply', '-', '--write', '--sensitive'], { input: answer })).code, 1);
		assert.ok(existsSync(folder.at('package.json')));
	});

	it('changes nothing and fails for an answer without edits', async () => {
		const { code, stdout, stderr } = await longview(['apply', '-'], { input: 'Just words.' });
		assert.equal(code, 1);
		assert.equal(stdout, '');
		assert.match(stderr, /no complete edits/);
	});

	it('explains staged changes, a commit and a range', async () => {
		git('init', '-q');
		git('add', '.');
		git('commit', '-qm', 'first');
		folder.write('src/greet.ts', 'export function greet(name: string) {\n\treturn `Hi ${name}`;\n}\n');
		git('add', '.');
		const staged = await longview(['explain', '--staged']);
		assert.equal(staged.code, 0, staged.stderr);
		assert.match(staged.stdout, /^### H1 src\/greet\.ts/m);
		git('commit', '-qm', 'second');
		assert.match((await longview(['explain', '--commit', 'HEAD'])).stdout, /H1/);
		assert.match((await longview(['explain', '--range', 'HEAD~1..HEAD'])).stdout, /H1/);
		const nothing = await longview(['explain']);
		assert.equal(nothing.code, 1);
		assert.match(nothing.stderr, /nothing to explain/);
	});

	it('never sends the lines of a file that may hold secrets, not even in a diff', async () => {
		git('init', '-q');
		git('add', '.');
		git('commit', '-qm', 'first');
		folder.write('.env', 'TOKEN=very-secret\n');
		folder.write('src/greet.ts', 'export const greet = 1;\n');
		git('add', '-f', '.env', 'src/greet.ts');
		await longview(['explain', '--staged']);
		const sent = JSON.stringify(simulator.requests.at(-1)!.body);
		assert.match(sent, /\.env/);
		assert.doesNotMatch(sent, /very-secret/);
	});

	const failures: [string, string[], Record<string, string>, RegExp][] = [
		['a folder that is not there', ['pack', 'nowhere'], {}, /The folder nowhere does not exist/],
		['a file that is not there', ['count', 'nowhere'], {}, /nowhere could not be read/],
		['a file instead of a folder', ['pack', 'src/main.ts'], {}, /is not a folder/],
		['a wrong key', ['ask', 'x'], { DEEPSEEK_API_KEY: 'sk-wrong' }, /does not accept the API key/],
		['an empty account', ['ask', 'x'], { DEEPSEEK_API_KEY: 'sk-empty' }, /no balance/],
		[
			'a missing key',
			['ask', 'x'],
			{ LONGVIEW_BASE_URL: 'https://example.invalid', DEEPSEEK_API_KEY: '' },
			/DEEPSEEK_API_KEY/,
		],
		['an unencrypted endpoint', ['ask', 'x'], { LONGVIEW_BASE_URL: 'http://example.invalid' }, /not encrypted/],
		['an endpoint that is down', ['ask', 'x'], { LONGVIEW_BASE_URL: 'http://127.0.0.1:9' }, /cannot be reached/],
		['no repository', ['explain'], {}, /not.*repository/i],
	];
	for (const [name, args, env, message] of failures) {
		it(`fails with one clear sentence for ${name}`, async () => {
			const { code, stdout, stderr } = await longview(args, { env });
			assert.equal(code, 1, stderr);
			assert.equal(stdout, '');
			assert.match(stderr, message);
			assert.equal(stderr.match(/^longview: /gm)?.length, 1);
		});
	}

	it('makes smaller what the endpoint refuses as too long, says so, and asks once more', async () => {
		const lines = Array.from({ length: 1_400 }, (_, index) => `export const price${index} = priceOf(${index});\n`);
		folder.write('src/prices.ts', lines.join(''));
		simulator.setDialect('deepseek', 24_000);
		const before = simulator.requests.length;
		const { code, stdout, stderr } = await longview(['ask', 'Where is greet?']);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /greet/);
		assert.match(stderr, /refused the request as too long[^]*The endpoint takes 24,000.*asked once more/);
		const [first, second, ...more] = simulator.requests.slice(before).filter(({ method }) => method === 'POST');
		assert.ok(second!.bytes < first!.bytes);
		assert.deepEqual(more, []);
	});

	it('finds out what server it is, the model it offers and its window, without a key where none is wanted', async () => {
		simulator.setDialect('vllm', 100_000);
		const env = { DEEPSEEK_API_KEY: '', LONGVIEW_BASE_URL: `${simulator.baseUrl}/v1` };
		const { code, stderr } = await longview(['ask', 'Where is greet?'], { env });
		assert.equal(code, 0, stderr);
		const body = simulator.requests.at(-1)!.body as { model: string; max_tokens: number; chat_template_kwargs: object };
		assert.equal(body.model, 'deepseek-ai/DeepSeek-V4.1-Flash');
		assert.equal(body.max_tokens, 25_000, 'by the window it told');
		assert.ok('thinking' in body.chat_template_kwargs, 'in the words of this server');
	});

	it('takes limits and prices from a file, and says what is wrong with it', async () => {
		const model = {
			id: 'deepseek-flash',
			contextWindow: 60_000,
			prices: { USD: { cachedInput: 1, input: 1, output: 1 } },
		};
		folder.write('catalog.json', JSON.stringify({ models: [model] }));
		const { code, stderr } = await longview(['ask', 'Where is greet?', '--catalog', 'catalog.json']);
		assert.equal(code, 0, stderr);
		assert.equal((simulator.requests.at(-1)!.body as { max_tokens: number }).max_tokens, 15_000);
		const requests = simulator.requests.length;
		folder.write('wrong.json', JSON.stringify({ models: [{ id: 'deepseek-flash', contextWindow: 'long' }] }));
		for (const [file, words] of [
			['wrong.json', /models\.0\.contextWindow must be a number/],
			['src/greet.ts', /is no JSON/],
			['missing.json', /missing\.json cannot be read/],
		] as const) {
			const failed = await longview(['ask', 'Where is greet?', '--catalog', file]);
			assert.equal(failed.code, 1);
			assert.match(failed.stderr, words);
		}
		assert.equal(simulator.requests.length, requests, 'nothing is asked before');
	});

	it('refuses http to another machine unless told otherwise', async () => {
		const env = { LONGVIEW_BASE_URL: 'http://longview-test.invalid/v1' };
		const refused = await longview(['ask', 'Where?'], { env });
		assert.equal(refused.code, 1);
		assert.match(refused.stderr, /not encrypted.*--allow-insecure-http/);
		const allowed = await longview(['ask', 'Where?', '--allow-insecure-http'], { env });
		assert.equal(allowed.code, 1);
		assert.match(allowed.stderr, /longview-test\.invalid cannot be reached/);
	});

	it('shows images beside a question, checked first', async () => {
		folder.write('login.png', png(20, 20));
		folder.write('plain.png', 'no image');
		const { code, stderr } = await longview(['ask', 'What is this?', '--image', 'login.png']);
		assert.equal(code, 0, stderr);
		const { messages } = simulator.requests.at(-1)!.body as { messages: { content: unknown }[] };
		const parts = messages.at(-1)!.content as { type: string; image_url?: { url: string } }[];
		assert.equal(parts[1]?.image_url?.url, `data:image/png;base64,${png(20, 20).toString('base64')}`);
		const requests = () => simulator.requests.filter(({ method }) => method === 'POST').length;
		const before = requests();
		const pro = { LONGVIEW_MODEL: 'deepseek-v4-pro' };
		for (const [args, env, words] of [
			[['--image', 'plain.png'], {}, /plain\.png/],
			[['--image', 'missing.png'], {}, /missing\.png cannot be read/],
			[['--image', 'login.png'], pro, /takes no images.*Nothing was sent/],
		] as const) {
			const failed = await longview(['ask', 'What is this?', ...args], { env });
			assert.equal(failed.code, 1);
			assert.match(failed.stderr, words);
		}
		assert.equal(requests(), before);
	});
});

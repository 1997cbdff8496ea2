import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { PackRequest } from '../../src/node/pack/request';

/** What `C:\` stands for where paths are those of Windows. */
const drive = 'LONGVIEW_TEST_DRIVE';

/** Node's own modules as they are on Windows, with a folder of this disk for a drive. */
const windowsModules: Readonly<Record<string, string>> = {
	'node:path': `module.exports = require('node:path').win32;`,
	'node:child_process': `
		const real = require('node:child_process');
		const { here } = require('windows-paths');
		const withPlace = (args) => args.map((arg) => (arg && typeof arg.cwd === 'string' ? { ...arg, cwd: here(arg.cwd) } : arg));
		module.exports = { ...real, spawn: (...args) => real.spawn(...withPlace(args)), execFile: (...args) => real.execFile(...withPlace(args)) };`,
	'node:fs': `module.exports = require('windows-paths').wrap(require('node:fs'));`,
	'node:fs/promises': `module.exports = require('windows-paths').wrap(require('node:fs/promises'));`,
	'windows-paths': `
		const root = process.env.${drive};
		exports.here = (name) => {
			const plain = name.replace(/^\\\\\\\\\\?\\\\/, '');
			return plain.startsWith('C:\\\\') ? root + '/' + plain.slice(3).replaceAll('\\\\', '/') : plain.startsWith('\\\\') ? plain.replaceAll('\\\\', '/') : plain;
		};
		const there = (name) => (typeof name === 'string' && name.startsWith(root) ? 'C:\\\\' + name.slice(root.length + 1).replaceAll('/', '\\\\') : name);
		exports.wrap = (module) =>
			Object.fromEntries(Object.entries(module).map(([name, value]) =>
				typeof value !== 'function' || /^[A-Z]/.test(name) ? [name, value] : [name, (first, ...rest) => {
					const result = value(typeof first === 'string' ? exports.here(first) : first, ...rest);
					return name === 'realpathSync' ? there(result) : name === 'realpath' ? Promise.resolve(result).then(there) : result;
				}]));`,
};

const windows: Plugin = {
	name: 'windows',
	setup(bundle) {
		bundle.onResolve({ filter: /^(node:|windows-paths$)/ }, ({ path: name, namespace }) => {
			const isOwn = name === 'windows-paths' || (namespace !== 'windows' && Object.hasOwn(windowsModules, name));
			return isOwn ? { path: name, namespace: 'windows' } : { path: name, external: true };
		});
		bundle.onLoad({ filter: /.*/, namespace: 'windows' }, ({ path: name }) => ({
			contents: windowsModules[name]!,
			loader: 'js',
		}));
	},
};

/** Another system, as far as one can be had here. */
export interface Elsewhere {
	/** Paths have drives and backslashes. */
	readonly windows?: boolean;
	/** Added to the environment, for example time zone and language. */
	readonly env?: Readonly<Record<string, string>>;
}

/** Packs a workspace in a process of its own on another system; returns the bytes. */
export async function packElsewhere(
	outdir: string,
	request: Omit<PackRequest, 'roots'>,
	folder: string,
	{ windows: isWindows = false, env = {} }: Elsewhere,
): Promise<Buffer> {
	const outfile = path.join(outdir, `${isWindows ? 'windows' : 'here'}.cjs`);
	await build({
		stdin: {
			contents: `
				import { createPacker } from './src/node/pack/createPacker';
				import { Skeletons } from './src/node/skeletons/skeletons';
				import { loadTokenizer } from './src/node/vocabulary';
				const request = JSON.parse(process.argv[2]);
				const skeletons = new Skeletons('none', 'none');
				const tokenizer = loadTokenizer(${JSON.stringify(path.resolve('src/core/tokens/vocabulary/vocabulary.bin'))});
				const packer = createPacker(skeletons, tokenizer, { commits: 1000 });
				packer.pack(request, new AbortController().signal).then(({ pack }) => process.stdout.write(pack.bytes));`,
			resolveDir: path.resolve('.'),
			loader: 'ts',
		},
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		logLevel: 'warning',
		...(isWindows ? { plugins: [windows], define: { 'process.platform': '"win32"' } } : {}),
	});
	const [root, name] = [path.dirname(folder), path.basename(folder)];
	const whole: PackRequest = {
		...request,
		roots: [{ name: request.name, folder: isWindows ? `C:\\${name}` : folder }],
	};
	return execFileSync(process.execPath, [outfile, JSON.stringify(whole)], {
		env: { ...process.env, [drive]: root, ...env },
		maxBuffer: 100_000_000,
	});
}

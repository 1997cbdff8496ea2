import type { OmitReason } from '../types';

/** Why a file's text stays out, or is judged by its path to be of a kind. */
export interface KindDecision {
	readonly reason: OmitReason;
	readonly detail: string;
}

const decisions = {
	secrets: { reason: 'may hold secrets', detail: 'judged by its name' },
	lock: { reason: 'lock file', detail: 'made by a package manager' },
	map: { reason: 'source map', detail: 'made by a build' },
	minified: { reason: 'minified', detail: 'by its name' },
	snapshot: { reason: 'snapshot', detail: 'recorded by a test run' },
	generated: { reason: 'generated', detail: 'by its name' },
	vendored: { reason: 'vendored', detail: 'by its folder' },
} as const satisfies Record<string, KindDecision>;

const secretNames = new Set([
	'.env',
	'.netrc',
	'.npmrc',
	'.pypirc',
	'.pgpass',
	'.htpasswd',
	'id_rsa',
	'id_dsa',
	'id_ecdsa',
	'id_ed25519',
	'credentials.json',
]);
const secretExtensions = new Set(['pem', 'key', 'p12', 'pfx', 'jks', 'keystore', 'kdbx', 'ppk']);
/** `.env.local` holds secrets, `.env.example` shows which there are. */
const environmentFile = /^\.env\.(?!example$|sample$|template$|dist$)/;

const lockNames = new Set([
	'package-lock.json',
	'npm-shrinkwrap.json',
	'yarn.lock',
	'pnpm-lock.yaml',
	'bun.lock',
	'bun.lockb',
	'deno.lock',
	'composer.lock',
	'gemfile.lock',
	'gems.locked',
	'cargo.lock',
	'poetry.lock',
	'pdm.lock',
	'uv.lock',
	'pixi.lock',
	'pipfile.lock',
	'conda-lock.yml',
	'go.sum',
	'go.work.sum',
	'flake.lock',
	'packages.lock.json',
	'project.assets.json',
	'paket.lock',
	'gradle.lockfile',
	'podfile.lock',
	'package.resolved',
	'cartfile.resolved',
	'pubspec.lock',
	'mix.lock',
	'rebar.lock',
	'stack.yaml.lock',
	'cabal.project.freeze',
	'shard.lock',
	'renv.lock',
	'buf.lock',
	'chart.lock',
	'module.bazel.lock',
	'.terraform.lock.hcl',
]);

const minifiedName = /[.-]min\.(?:js|mjs|cjs|css)$/;
const sourceMapName = /\.(?:js|css|mjs|cjs)\.map$/;
const generatedName = new RegExp(
	[
		'[._]generated\\.(?:d\\.)?[^.]+',
		'\\.pb(?:\\.gw)?\\.(?:go|cc|h|swift|dart)',
		'\\.pb(?:enum|json|server|grpc)\\.dart',
		'_pb2(?:_grpc)?\\.pyi?',
		'_(?:grpc_)?pb\\.(?:js|d\\.ts|ts)',
		'\\.(?:g|gr|freezed|mocks)\\.dart',
		'\\.(?:g|g\\.i|designer)\\.(?:cs|vb)',
		'\\.gen\\.(?:go|ts|tsx|js|rs)',
	]
		.map((each) => `${each}$`)
		.concat('^zz_generated\\.')
		.join('|'),
);

const snapshotFolders = new Set(['__snapshots__', '__image_snapshots__']);
const generatedFolders = new Set(['__generated__']);
const vendoredFolders = new Set([
	'node_modules',
	'bower_components',
	'jspm_packages',
	'third_party',
	'third-party',
	'thirdparty',
	'3rdparty',
	'pods',
	'carthage',
	'.yarn',
]);
/** A shop has vendors, too: below folders of one's own source the word means nothing. */
const sourceFolders = new Set(['src', 'app', 'apps', 'pages', 'models', 'domain', 'tests', 'test']);

function folderKind(folder: string): KindDecision | undefined {
	let isBelowSource = false;
	for (const segment of folder.toLowerCase().split('/')) {
		if (vendoredFolders.has(segment) || (segment === 'vendor' && !isBelowSource)) {
			return decisions.vendored;
		}
		if (snapshotFolders.has(segment)) {
			return decisions.snapshot;
		}
		if (generatedFolders.has(segment)) {
			return { reason: 'generated', detail: 'by its folder' };
		}
		isBelowSource ||= sourceFolders.has(segment);
	}
	return undefined;
}

function nameKind(name: string): KindDecision | undefined {
	const extension = name.slice(name.lastIndexOf('.') + 1);
	if (secretNames.has(name) || secretExtensions.has(extension) || environmentFile.test(name)) {
		return decisions.secrets;
	}
	if (lockNames.has(name)) {
		return decisions.lock;
	}
	if (extension === 'snap') {
		return decisions.snapshot;
	}
	if (extension === 'tsbuildinfo') {
		return decisions.generated;
	}
	// All other names that tell something have a second dot, an underscore or a hyphen.
	if (name.indexOf('.') + extension.length + 1 === name.length && !/[_-]/.test(name)) {
		return undefined;
	}
	if (sourceMapName.test(name)) {
		return decisions.map;
	}
	if (minifiedName.test(name)) {
		return decisions.minified;
	}
	return generatedName.test(name) ? decisions.generated : undefined;
}

/**
 * Recognises by path what nobody reads: locks, build results, copies of other projects. Folders are judged once.
 * Letters are compared without regard to case.
 */
export class BuiltInKinds {
	readonly #folders = new Map<string, KindDecision | undefined>();
	/** Paths mostly come folder by folder. */
	#last: { readonly folder: string; readonly kind: KindDecision | undefined } = { folder: '', kind: undefined };

	/** @param path `/` separated */
	decide(path: string): KindDecision | undefined {
		const slash = path.lastIndexOf('/');
		const byName = nameKind(path.slice(slash + 1).toLowerCase());
		if (slash === -1 || byName?.reason === 'may hold secrets') {
			return byName;
		}
		return byName ?? this.#folderKind(path.slice(0, slash));
	}

	#folderKind(folder: string): KindDecision | undefined {
		if (folder !== this.#last.folder) {
			const known = this.#folders.get(folder);
			const kind = known !== undefined || this.#folders.has(folder) ? known : folderKind(folder);
			this.#folders.set(folder, kind);
			this.#last = { folder, kind };
		}
		return this.#last.kind;
	}
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type * as TreeSitter from 'web-tree-sitter';

const decompress = promisify(brotliDecompress);

/** The parser's own package, and a grammar loaded into it. */
export interface LoadedGrammar {
	readonly runtime: typeof TreeSitter;
	readonly language: TreeSitter.Language;
}

/**
 * The parser and the grammars of a folder, each read once, when it is first asked for.
 *
 * The parser has one memory for all languages. After a fault in it nothing there can be trusted, so it is loaded anew;
 * that needs the package's code anew too, because the package keeps its memory for good. Therefore it is a file of its
 * own and no part of the bundle.
 */
export class Grammars {
	readonly #folder: string;
	readonly #runtimeFile: string;
	readonly #languages = new Map<string, Promise<LoadedGrammar | undefined>>();
	#runtime: Promise<typeof TreeSitter> | undefined;

	constructor(folder: string, runtimeFile: string) {
		this.#folder = folder;
		this.#runtimeFile = path.resolve(runtimeFile);
	}

	/** A grammar; undefined when it, or the parser itself, is missing or damaged. */
	load(name: string): Promise<LoadedGrammar | undefined> {
		let language = this.#languages.get(name);
		if (language === undefined) {
			language = this.#load(name).catch(() => undefined);
			this.#languages.set(name, language);
		}
		return language;
	}

	/** Drops the parser and its grammars; the next ones are loaded into a new memory. */
	reset(): void {
		this.#languages.clear();
		this.#runtime = undefined;
	}

	async #load(name: string): Promise<LoadedGrammar> {
		const runtime = await (this.#runtime ??= this.#initialise());
		return { runtime, language: await runtime.Language.load(await this.#read(name)) };
	}

	async #initialise(): Promise<typeof TreeSitter> {
		const require = createRequire(this.#runtimeFile);
		// eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- how Node forgets a loaded file
		delete require.cache[this.#runtimeFile];
		const runtime = require(this.#runtimeFile) as typeof TreeSitter;
		const wasmBinary = await this.#read('web-tree-sitter');
		// A fault is told by an exception; it has no business on the console.
		await runtime.Parser.init({ wasmBinary, printErr: () => undefined });
		return runtime;
	}

	async #read(name: string): Promise<Uint8Array> {
		return decompress(await readFile(path.join(this.#folder, `${name}.wasm.br`)));
	}
}

import { csharp, java, kotlin, swift } from '../../core/context/skeleton/languages/managed';
import { javascript, typescript } from '../../core/context/skeleton/languages/javascript';
import { php, python, ruby } from '../../core/context/skeleton/languages/scripting';
import { c, cpp, go, rust } from '../../core/context/skeleton/languages/systems';
import type { LanguageRules } from '../../core/context/skeleton/syntax';

/** A grammar that ships, with what its nodes mean to a skeleton. */
export interface GrammarDescription {
	/** Its file is `<name>.wasm.br`. */
	readonly name: string;
	readonly rules: LanguageRules;
	/** Lower case, without the dot. */
	readonly extensions: readonly string[];
}

export const grammarCatalog: readonly GrammarDescription[] = [
	{ name: 'typescript', rules: typescript, extensions: ['ts', 'mts', 'cts'] },
	{ name: 'tsx', rules: typescript, extensions: ['tsx'] },
	{ name: 'javascript', rules: javascript, extensions: ['js', 'mjs', 'cjs', 'jsx'] },
	{ name: 'python', rules: python, extensions: ['py', 'pyi'] },
	{ name: 'go', rules: go, extensions: ['go'] },
	{ name: 'rust', rules: rust, extensions: ['rs'] },
	{ name: 'java', rules: java, extensions: ['java'] },
	{ name: 'c', rules: c, extensions: ['c'] },
	{ name: 'cpp', rules: cpp, extensions: ['cc', 'cpp', 'cxx', 'h', 'hh', 'hpp', 'hxx', 'ipp', 'inl', 'cu'] },
	{ name: 'c_sharp', rules: csharp, extensions: ['cs'] },
	{ name: 'ruby', rules: ruby, extensions: ['rb', 'rake', 'gemspec'] },
	{ name: 'php', rules: php, extensions: ['php'] },
	{ name: 'kotlin', rules: kotlin, extensions: ['kt', 'kts'] },
	{ name: 'swift', rules: swift, extensions: ['swift'] },
];

/** Files whose scripts stand in a page; TypeScript reads JavaScript too. */
export const componentExtensions: ReadonlySet<string> = new Set(['vue', 'svelte', 'astro']);

const byExtension = new Map(
	grammarCatalog.flatMap((grammar) => grammar.extensions.map((extension) => [extension, grammar] as const)),
);

/** The grammar for an extension, which is in lower case and without its dot. */
export function grammarForExtension(extension: string): GrammarDescription | undefined {
	return byExtension.get(componentExtensions.has(extension) ? 'ts' : extension);
}

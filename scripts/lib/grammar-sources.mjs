/** @param {string} name */
const fromPack = (name) => `@repomix/tree-sitter-wasms/out/tree-sitter-${name}.wasm`;

/**
 * What ships as `<name>.wasm.br`, and its file in `node_modules`.
 * @type {Readonly<Record<string, string>>}
 */
export const grammarSources = {
	'web-tree-sitter': 'web-tree-sitter/web-tree-sitter.wasm',
	typescript: fromPack('typescript'),
	tsx: fromPack('tsx'),
	javascript: fromPack('javascript'),
	python: fromPack('python'),
	go: fromPack('go'),
	rust: fromPack('rust'),
	java: fromPack('java'),
	c: fromPack('c'),
	cpp: fromPack('cpp'),
	c_sharp: fromPack('c_sharp'),
	ruby: fromPack('ruby'),
	php: fromPack('php'),
	kotlin: '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm',
	swift: fromPack('swift'),
};

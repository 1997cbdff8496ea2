import { Skeletons } from '../../src/node/skeletons/skeletons';

let shared: Skeletons | undefined;

/** Skeletons with the real grammars, loaded once per process. Tests run with the repository's root as their folder. */
export function testSkeletons(): Skeletons {
	return (shared ??= new Skeletons('src/node/skeletons/grammars', 'node_modules/web-tree-sitter/web-tree-sitter.cjs'));
}

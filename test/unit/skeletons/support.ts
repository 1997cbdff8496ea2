import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Skeletons } from '../../../src/node/skeletons/skeletons';

export const grammarFolder = path.resolve('src/node/skeletons/grammars');
export const runtimeFile = path.resolve('node_modules/web-tree-sitter/web-tree-sitter.cjs');
const fixtureFolder = path.resolve('test/fixtures/skeletons');

export interface Fixture {
	readonly name: string;
	readonly text: string;
	readonly skeleton: string;
}

export const fixtures: readonly Fixture[] = readdirSync(fixtureFolder)
	.filter((name) => !name.endsWith('.skeleton'))
	.sort()
	.map((name) => ({
		name,
		text: readFileSync(path.join(fixtureFolder, name), 'utf8'),
		skeleton: readFileSync(path.join(fixtureFolder, `${name}.skeleton`), 'utf8'),
	}));

export function fixture(name: string): Fixture {
	return fixtures.find((each) => each.name === name)!;
}

export const newSkeletons = () => new Skeletons(grammarFolder, runtimeFile);

/**
 * Reads a skeleton as a model does: each shown line has the number that follows from the gaps, and stands in the file.
 * @returns the numbers of the shown lines, from 1
 */
export function shownLines(skeleton: string, text: string): number[] {
	const source = text.split('\n');
	const shown: number[] = [];
	let next = 1;
	assert.ok(skeleton.endsWith('\n'));
	for (const line of skeleton.slice(0, -1).split('\n')) {
		const gap = [...line.matchAll(/(?:^| )…(\d+)(?:-(\d+))?(?: \S+)?$/g)].at(-1);
		const isGap = gap !== undefined && source[next - 1] !== line;
		const visible = isGap ? line.slice(0, gap.index) : line;
		if (!isGap || gap.index > 0) {
			const original = source[next - 1]!;
			const matches = visible === original || (visible.endsWith(' …') && original.startsWith(visible.slice(0, -2)));
			assert.ok(matches, `line ${next} is not ${JSON.stringify(visible)}`);
			shown.push(next++);
		}
		if (isGap) {
			assert.equal(Number(gap[1]), next);
			next = Number(gap[2] ?? gap[1]) + 1;
		}
	}
	assert.equal(next - 1, text.endsWith('\n') ? source.length - 1 : source.length);
	return shown;
}

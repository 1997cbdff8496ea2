import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { packTokens } from '../../../src/core/context/packTokens';
import { OmittedGroups, omittedGroups } from '../../../src/core/context/summary';
import type { ContextFile } from '../../../src/core/context/types';
import { PackTotals } from '../../../src/node/pack/packTotals';
import { testTokenizer } from '../../support/tokenizer';

const paths = ['a.ts', 'a/b c.ts', ' d', 'é/x', '\u2028e', 'f\n', '<｜User｜>', 'z'];

const fileArbitrary = fc.record({
	path: fc.constantFrom(...paths),
	tier: fc.constantFrom('full', 'path', 'none'),
	tokens: fc.integer({ min: 1, max: 9 }),
	reason: fc.constantFrom('binary', 'lock file', 'beyond the budget'),
});

/** Lists of files as one look after the other may find them: what is the same is the same object. */
const looksArbitrary = fc
	.array(fc.array(fileArbitrary, { maxLength: 8 }), { minLength: 1, maxLength: 6 })
	.map((looks) => {
		const known = new Map<string, ContextFile>();
		return looks.map((look) => {
			const files = new Map<string, ContextFile>();
			for (const { path, tier, tokens, reason } of look) {
				const key = [path, tier, tokens, reason].join('|');
				const sent = tier === 'full' ? tokens : 0;
				const file: ContextFile = known.get(key) ?? {
					...{ path, tier, tokens: sent, fullTokens: tokens, bytes: tokens, hash: key, redactions: 0, detail: '' },
					reason: tier === 'full' ? 'whole file' : reason,
				};
				known.set(key, file);
				files.set(path, file);
			}
			return [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
		});
	});
const linesArbitrary = fc.array(fc.constantFrom('a/ and 3 more files', 'b/ and 1 more file', ' c/ and 2 more files'), {
	maxLength: 4,
});

describe('what follows from the files of a look', () => {
	it('are the tokens of their pack, whatever the looks before', () => {
		const tokenizer = testTokenizer();
		fc.assert(
			fc.property(looksArbitrary, fc.array(linesArbitrary, { minLength: 6, maxLength: 6 }), (looks, lines) => {
				const totals = new PackTotals(tokenizer);
				for (const [index, files] of looks.entries()) {
					const expected = packTokens('shop', files, lines[index]!, tokenizer);
					assert.equal(totals.count('shop', files, lines[index]!), expected);
				}
			}),
		);
	});

	it('are those left out by reason, with the first of each', () => {
		fc.assert(
			fc.property(looksArbitrary, fc.integer({ min: 1, max: 4 }), (looks, limit) => {
				const groups = new OmittedGroups(limit);
				let before: readonly ContextFile[] = [];
				for (const files of looks) {
					before.filter((file) => !files.includes(file)).forEach((file) => groups.remove(file));
					files.filter((file) => !before.includes(file)).forEach((file) => groups.add(file));
					assert.deepEqual(groups.list(files), omittedGroups(files, limit));
					before = files;
				}
			}),
		);
	});
});

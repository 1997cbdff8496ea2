import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findSecrets, mayHoldSecrets, secretRules } from '../../../src/core/secrets/findSecrets';
import { negatives, positives, randomSource, type LabelledText } from './labelledSet';

const ROUNDS = 5;
const encoder = new TextEncoder();

/** Judged by the exact place: a span that is a character off counts as found wrongly and as missed. */
function judge({ text, path, expected }: LabelledText) {
	const found = findSecrets(text, path);
	const right = found.filter(({ start, end }) =>
		expected.some((secret) => secret.start === start && secret.end === end),
	);
	return { found: found.length, right: right.length, expected: expected.length };
}

function show({ path, text, expected }: LabelledText): string {
	const spans = findSecrets(text, path).map(({ start, end, rule }) => `${rule} ⟦${text.slice(start, end)}⟧`);
	const wanted = expected.map(({ start, end }) => `⟦${text.slice(start, end)}⟧`);
	return `${path}: ${text}\n      wanted ${wanted.join(' ')}; found ${spans.join(' ') || 'nothing'}`;
}

describe('secrets in the labelled set', () => {
	const random = randomSource(20_261_124);
	const rounds = Array.from({ length: ROUNDS }, () => ({ positive: positives(random), negative: negatives(random) }));

	it('is large enough to mean something', () => {
		const [first] = rounds;
		assert.ok(first!.positive.reduce((count, { expected }) => count + expected.length, 0) >= 150);
		assert.ok(first!.negative.length >= 250, `${first!.negative.length} negatives`);
	});

	it('are found with the precision and recall that we claim', function () {
		this.timeout(60_000);
		const groups = new Map<string, { found: number; right: number; expected: number }>();
		const wrong = new Map<string, number>();
		for (const { positive, negative } of rounds) {
			for (const entry of [...positive, ...negative]) {
				const group = entry.expected.length > 0 ? entry.group : 'look-alikes';
				const total = groups.get(group) ?? { found: 0, right: 0, expected: 0 };
				const { found, right, expected } = judge(entry);
				groups.set(group, {
					found: total.found + found,
					right: total.right + right,
					expected: total.expected + expected,
				});
				if (found !== right || right !== expected) {
					const text = show(entry);
					wrong.set(text, (wrong.get(text) ?? 0) + 1);
				}
			}
		}
		const all = { found: 0, right: 0, expected: 0 };
		for (const [group, { found, right, expected }] of groups) {
			all.found += found;
			all.right += right;
			all.expected += expected;
			if (group !== 'look-alikes') {
				const precision = right / found;
				const recall = right / expected;
				console.log(
					`      ${group.padEnd(12)} precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, n = ${expected}`,
				);
				assert.ok(precision >= 0.97 && recall >= 0.97, `${group}\n      ${[...wrong.keys()].join('\n      ')}`);
			}
		}
		const precision = all.right / all.found;
		const recall = all.right / all.expected;
		console.log(
			`      ${'all'.padEnd(12)} precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, ` +
				`${groups.get('look-alikes')?.found ?? 0} found in ${ROUNDS} × ${rounds[0]!.negative.length} look-alikes`,
		);
		assert.ok(precision >= 0.98 && recall >= 0.98, [...wrong.keys()].join('\n      '));
	});

	it('never pass the cheap test on bytes unseen', function () {
		this.timeout(60_000);
		for (const { positive, negative } of rounds) {
			for (const entry of [...positive, ...negative]) {
				const may = mayHoldSecrets(encoder.encode(entry.text), entry.path);
				assert.ok(may || findSecrets(entry.text, entry.path).length === 0, show(entry));
			}
		}
	});

	it('exercise every rule', () => {
		const found = new Set(
			rounds[0]!.positive.flatMap(({ text, path }) => findSecrets(text, path).map(({ rule }) => rule)),
		);
		const rules = secretRules().map(({ id }) => id);
		assert.deepEqual(
			rules.filter((id) => !found.has(id)),
			[],
		);
		assert.equal(new Set(rules).size, rules.length, 'ids are unique');
	});

	it('are no more in the whole text of a file than in its lines', () => {
		const paths = new Set(rounds[0]!.negative.map(({ path }) => path));
		for (const path of paths) {
			const lines = rounds[0]!.negative.filter((entry) => entry.path === path).map(({ text }) => text);
			const text = lines.join('\n');
			assert.deepEqual(
				findSecrets(text, path).map(({ start, end }) => text.slice(start, end)),
				[],
				path,
			);
		}
	});
});

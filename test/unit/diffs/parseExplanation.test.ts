import assert from 'node:assert/strict';
import { parseExplanation } from '../../../src/core/diffs/parseExplanation';
import { parseUnifiedDiff } from '../../../src/core/diffs/parseUnifiedDiff';

const diffs = parseUnifiedDiff(`diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -10,3 +10,4 @@ function f() {
 a
-b
+c
+d
 e
@@ -30,3 +31,2 @@
 x
-y
 z
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-one
-two
`);

/** `id+others path:side line complete` and the text of each part. */
function parts(answer: string, ended = true): [string, string][] {
	return parseExplanation(answer, diffs, ended).parts.map((part) => [
		[part.hunkId, ...part.otherHunkIds].join('+') +
			` ${part.path}:${part.side} ${part.line}${part.complete ? '' : ' …'}`,
		part.markdown,
	]);
}

describe('parseExplanation', () => {
	it('splits the asked form', () => {
		const answer =
			'Overview.\n\nMore.\n\n### H1 src/a.ts:12\nChanged.\n\n```\n### H2 no heading\n```\n\n### H3 gone.ts:2\n\nGone.\n';
		assert.equal(parseExplanation(answer, diffs).overview, 'Overview.\n\nMore.');
		assert.deepEqual(parts(answer), [
			['H1 src/a.ts:new 12', 'Changed.\n\n```\n### H2 no heading\n```'],
			['H3 gone.ts:old 2', 'Gone.'],
		]);
	});

	const headings: [string, string, string][] = [
		['## H1', 'H1 src/a.ts:new 11', 'Text.'],
		['### [H1]', 'H1 src/a.ts:new 11', 'Text.'],
		['### `H1` `src/a.ts:12`', 'H1 src/a.ts:new 12', 'Text.'],
		['### H1: src/a.ts:12', 'H1 src/a.ts:new 12', 'Text.'],
		['### **H1 src/a.ts:12**', 'H1 src/a.ts:new 12', 'Text.'],
		['### Hunk H1 (src/a.ts:12)', 'H1 src/a.ts:new 12', 'Text.'],
		['### H1 a.ts:12-13', 'H1 src/a.ts:new 12', 'Text.'],
		['### H1 src/a.ts', 'H1 src/a.ts:new 11', 'Text.'],
		['### H1 src/a.ts:12 – A title', 'H1 src/a.ts:new 12', '**A title**\n\nText.'],
		['**H1**', 'H1 src/a.ts:new 11', 'Text.'],
		['**H1** `src/a.ts:12`: it says', 'H1 src/a.ts:new 12', 'it says\nText.'],
		['### H1, H2', 'H1+H2 src/a.ts:new 11', 'Text.'],
		['### H1 and H3 src/a.ts:12', 'H1+H3 src/a.ts:new 12', 'Text.'],
		['### H1–H3', 'H1+H2+H3 src/a.ts:new 11', 'Text.'],
		// A line outside of the hunk, or of another file.
		['### H1 src/a.ts:500', 'H1 src/a.ts:new 13', 'Text.'],
		['### H1 src/a.ts:1', 'H1 src/a.ts:new 10', 'Text.'],
		// Hunks that only remove.
		['### H2', 'H2 src/a.ts:old 31', 'Text.'],
		['### H2 src/a.ts:31', 'H2 src/a.ts:old 31', 'Text.'],
		['### H2 src/a.ts:32', 'H2 src/a.ts:new 32', 'Text.'],
		['### H3 gone.ts:9', 'H3 gone.ts:old 2', 'Text.'],
	];
	for (const [heading, place, markdown] of headings) {
		it(`understands ${heading}`, () => assert.deepEqual(parts(`${heading}\nText.`), [[place, markdown]]));
	}

	it('leaves unknown ids and other headings alone', () => {
		const answer = '### H9 x\ntext\n### H.264\n### H1\none\n#### Detail\ntwo\n### Risks\nthree\n**Note** H2';
		const { overview } = parseExplanation(answer, diffs);
		assert.equal(overview, '### H9 x\ntext\n### H.264\n\n### Risks\nthree\n**Note** H2');
		assert.deepEqual(parts(answer), [['H1 src/a.ts:new 11', 'one\n#### Detail\ntwo']]);
	});

	it('grows while the answer is written', () => {
		const answer = 'Overview.\n\n### H1 src/a.ts:12\nChanged.\n\n**H2** gone\nmore\n\n### H3\nGone.';
		assert.deepEqual(
			parts(answer, false).map(([place]) => place),
			['H1 src/a.ts:new 12', 'H2 src/a.ts:old 31', 'H3 gone.ts:old 1 …'],
		);
		const whole = parts(answer);
		for (let length = 0; length <= answer.length; length++) {
			const now = parts(answer.slice(0, length), false);
			for (const [index, [place, markdown]] of now.entries()) {
				assert.equal(place.replace(' …', ''), whole[index]![0], answer.slice(0, length));
				assert.ok(whole[index]![1].startsWith(markdown), `${markdown} in ${answer.slice(0, length)}`);
				assert.equal(place.endsWith('…'), index === now.length - 1);
			}
		}
	});
});

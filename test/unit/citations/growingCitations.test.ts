import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GrowingCitations } from '../../../src/core/citations/growingCitations';
import { CitationVerifier, type CitationSource } from '../../../src/core/citations/verifyCitation';
import { knownPaths } from '../../support/knownPaths';

const total = `export function total(lines) {
	return lines.reduce((sum, line) => sum + line.price * line.count, 0);
}

export const currency = 'EUR';
`;
const files = new Map([
	['src/orders/total.ts', total],
	['src/cart/total.ts', total.repeat(4)],
	['README.md', 'Prices are rounded.\nSee the cart.\n'],
]);
const source: CitationSource = { fileText: (path) => files.get(path), paths: knownPaths(files) };

const pieces = [
	...['`src/orders/total.ts:1`', 'src/cart/total.ts:7-9', '[the cart](src/cart/total.ts#L3)', '`README.md` (line 2)'],
	...[
		'orders/total.ts:5, 2',
		'total.ts:1',
		'`total`',
		'`currency`',
		'`line.price * line.count`',
		' and ',
		'. It adds up. ',
	],
	...['\n', '\n', '\n\n', '\n\n', '\r\n', '\n- ', '\n1. ', '\n# ', '\n> ', '\n| a | ', '`', '~'],
	...[
		'\n```ts\n',
		'\n```\n',
		'\n    ```\n',
		'```',
		'~~~\n',
		'return lines.reduce(',
		'<<<<<<< SEARCH\n',
		'=======\n',
		'word ',
	],
];

/** An answer, and where it is looked at. */
const growth = fc.array(fc.tuple(fc.constantFrom(...pieces), fc.boolean()), { maxLength: 60 });

describe('citations of a growing answer', () => {
	it('are those of the answer as it is, at every look', () => {
		fc.assert(
			fc.property(growth, (steps) => {
				const growing = new GrowingCitations(new CitationVerifier(source));
				let text = '';
				for (const [piece, looks] of steps) {
					text += piece;
					if (looks) {
						assert.deepEqual(growing.of(text), new CitationVerifier(source).verifyAll(text), JSON.stringify(text));
					}
				}
			}),
			{ numRuns: 400 },
		);
	});

	it('are those of the answer when it arrives character by character', () => {
		const answer = `The sum is made at \`src/orders/total.ts:2\`.

\`\`\`ts
return lines.reduce((sum, line) => sum + line.price * line.count, 0);
\`\`\`

- \`currency\` stands in src/orders/total.ts:1, and
  \`total\` at \`src/cart/total.ts:1\`
- more at line 3 of README.md

Then \`README.md\` (line 2) says so.
`;
		const growing = new GrowingCitations(new CitationVerifier(source));
		for (let length = 1; length <= answer.length; length++) {
			const text = answer.slice(0, length);
			assert.deepEqual(growing.of(text), new CitationVerifier(source).verifyAll(text));
		}
		assert.equal(growing.of(answer).length, 4);
		assert.equal(growing.of(answer)[0], growing.of(answer)[0]);
		assert.equal(growing.of('`README.md:1`').length, 1);
	});
});

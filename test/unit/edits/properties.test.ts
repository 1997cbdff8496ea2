import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatUnifiedDiff } from '../../../src/core/common/unifiedDiff';
import { splitLines } from '../../../src/core/common/lines';
import { AnswerReader, parseAnswer } from '../../../src/core/edits/parseAnswer';
import { planEdits } from '../../../src/core/edits/plan';
import { HunkTracker } from '../../../src/core/edits/trackHunks';
import type { EditPlan } from '../../../src/core/edits/types';
import { stableParts } from './answerCase';
import { answerOfBlocks, blocksFromDiff, type Block } from './blocksFromDiff';

const line = fc.constantFrom(
	'',
	'}',
	'\t}',
	'\treturn a;',
	'    return b;',
	'function f() {',
	'const x = 1;',
	'```',
	'# Title',
	'  - item',
	'text – “quoted”',
	'12| x',
	'-- sql',
	'// src/a.ts',
	'+ plus',
	' leading',
	'trailing ',
);
const body = fc.array(fc.oneof(line, line, fc.stringMatching(/^[a-z]{4} [a-z]{3}$/)), { minLength: 1, maxLength: 25 });
const eol = fc.constantFrom('\n', '\r\n');
const pair = fc.record({ before: body, after: body, edits: fc.array(fc.tuple(fc.nat(), line), { maxLength: 4 }), eol });

/** Two texts: unrelated, or the second made from the first by a few changed lines. */
function texts(sample: {
	before: string[];
	after: string[];
	edits: [number, string][];
	eol: string;
}): [string, string] {
	const after =
		sample.edits.length === 0
			? sample.after
			: sample.edits.reduce(
					(lines, [at, text]) => lines.toSpliced(at % (lines.length + 1), at % 3 === 0 ? 1 : 0, text),
					sample.before,
				);
	const join = (lines: readonly string[]): string => lines.map((text) => text + sample.eol).join('');
	return [join(sample.before), join(after)];
}

async function plan(answer: string, before: string): Promise<EditPlan> {
	const parsed = parseAnswer(answer, { complete: true });
	return planEdits(parsed, (path) => Promise.resolve(path === 'src/a.ts' ? before : undefined));
}

function result(made: EditPlan, before: string): string | undefined {
	return made.files.length === 0 ? before : made.files[0]!.after;
}

describe('edits, as properties', function () {
	this.timeout(60_000);

	it('blocks made from a diff give the new text', async () => {
		await fc.assert(
			fc.asyncProperty(pair, async (sample) => {
				const [before, after] = texts(sample);
				const blocks = blocksFromDiff(before, after);
				fc.pre(blocks !== undefined && blocks.length > 0 && after !== '');
				const made = await plan(answerOfBlocks('src/a.ts', blocks), before);
				assert.deepEqual(made.problems, []);
				assert.equal(result(made, before), after, made.results.map((one) => one.message).join('\n'));
			}),
			{ numRuns: 400 },
		);
	});

	it('blocks in any order give the new text', async () => {
		await fc.assert(
			fc.asyncProperty(pair, fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), async (sample, keys) => {
				const [before, after] = texts(sample);
				const blocks = blocksFromDiff(before, after, 1);
				fc.pre(blocks !== undefined && blocks.length > 1);
				const shuffled = blocks
					.map((block, index) => ({ block, key: keys[index] ?? 0 }))
					.sort((left, right) => left.key - right.key)
					.map(({ block }) => block);
				const made = await plan(answerOfBlocks('src/a.ts', shuffled), before);
				if (made.results.every((one) => one.status === 'planned')) {
					assert.equal(result(made, before), after);
				} else {
					// A block may have become ambiguous by another; it must then say so, never do something else.
					assert.ok(
						made.results.every((one) => ['planned', 'ambiguous', 'not-found', 'no-change'].includes(one.status)),
					);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('unified diffs give the new text', async () => {
		await fc.assert(
			fc.asyncProperty(pair, async (sample) => {
				const [before, after] = texts({ ...sample, eol: '\n' });
				fc.pre(before !== after && after !== '');
				const diff = formatUnifiedDiff({ oldPath: 'src/a.ts', newPath: 'src/a.ts', before, after, context: 3 });
				const made = await plan(`Here:\n\n~~~~~diff\n${diff}~~~~~\n`, before);
				const failed = made.results.filter((one) => one.status !== 'planned');
				if (failed.length === 0 && made.problems.length === 0) {
					assert.equal(result(made, before), after);
				}
			}),
			{ numRuns: 300 },
		);
	});

	const drifts: Record<string, (block: Block) => Block> = {
		'an indentation dropped': (block) => {
			const texts = [...block.search, ...block.replace].filter((text) => text.trim() !== '');
			const common = texts.reduce((least, text) => Math.min(least, /^\t*/.exec(text)![0].length), 9);
			const strip = (text: string): string => (text.trim() === '' ? text : text.slice(common));
			return { ...block, search: block.search.map(strip), replace: block.replace.map(strip) };
		},
		'an indentation added': ({ search, replace, line: at }) => {
			const add = (text: string): string => (text.trim() === '' ? text : `  ${text}`);
			return { search: search.map(add), replace: replace.map(add), line: at };
		},
		'line numbers copied': ({ search, replace, line: at }) => {
			const number = (text: string, index: number): string => `${at + index}| ${text}`;
			return { search: search.map(number), replace: replace.map(number), line: at };
		},
		'trailing space added': (block) => ({ ...block, search: block.search.map((text) => `${text} `) }),
		'look-alikes': (block) => ({
			...block,
			search: block.search.map((text) => text.replaceAll("'", '’').replaceAll(' - ', ' – ')),
		}),
	};
	const code = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.stringMatching(/^[a-z]{3,6}\('[a-z]{2,5}' - [a-z]{1,4}\);$/)), {
		minLength: 3,
		maxLength: 20,
	});
	for (const [name, drift] of Object.entries(drifts)) {
		it(`drift that can be repaired is, or is refused: ${name}`, async () => {
			let planned = 0;
			let all = 0;
			await fc.assert(
				fc.asyncProperty(code, fc.nat(), async (lines, at) => {
					const old = lines.map(([depth, text]) => '\t'.repeat(depth) + text);
					const index = at % old.length;
					const fresh = old.with(index, `${/^\t*/.exec(old[index]!)![0]}changed();`);
					const [before, after] = [old, fresh].map((texts) => `${texts.join('\n')}\n`) as [string, string];
					const blocks = blocksFromDiff(before, after);
					fc.pre(blocks !== undefined);
					const made = await plan(answerOfBlocks('src/a.ts', blocks.map(drift)), before);
					all++;
					if (made.results.every((one) => one.status === 'planned')) {
						planned++;
						if (name !== 'trailing space added') {
							assert.equal(result(made, before), after);
						}
					} else {
						assert.equal(result(made, before), before);
					}
				}),
				{ numRuns: 150 },
			);
			assert.ok(planned >= all * 0.97, `${planned} of ${all}`);
		});
	}

	it('any prefix of any text is read without error, and its edits stay', () => {
		const piece = fc.constantFrom(
			...['src/a.ts\n', '```\n', '````md\n', '~~~\n', '<<<<<<< SEARCH\n', '<<<<<<< SEARCH ALL :3\n', '=======\n'],
			...['>>>>>>> REPLACE\n', '<<<<<<< WRITE\n', '>>>>>>> WRITE\n', '<<<<<<< DELETE\n', '>>>>>>> DELETE\n'],
			...['<<<<<<< RENAME\nb.ts\n>>>>>>> RENAME\n', '<<<<<<< HEAD\n', '>>>>>>> x\n', '>>>>>>>\n', '\n', 'text\n'],
			...['*** Begin Patch\n', '*** Update File: a.ts\n', '*** End Patch\n', '-a\n', '+b\n', ' c\n', '@@ -1 +1 @@\n'],
			...['```diff\n', '--- a/x.ts\n', '+++ b/x.ts\n', 'diff --git a/x b/x\n', '```ts path=src/b.ts\n', '// a.ts\n'],
			...['Create `x.ts`:\n', '  ```\n', '   <<<<<<< SEARCH\n', '*** Add File: q\n', '*** Move to: r\n', '\r\n'],
		);
		fc.assert(
			fc.property(fc.array(fc.oneof(piece, piece, piece, fc.string({ maxLength: 5 })), { maxLength: 30 }), (pieces) => {
				const text = pieces.join('');
				const whole = stableParts(parseAnswer(text));
				for (let end = 0; end < text.length; end += 3) {
					const { edits, problems } = stableParts(parseAnswer(text.slice(0, end)));
					assert.equal(edits.join('\n'), whole.edits.slice(0, edits.length).join('\n'));
					assert.equal(problems.join('\n'), whole.problems.slice(0, problems.length).join('\n'));
				}
				const complete = stableParts(parseAnswer(text, { complete: true }));
				assert.equal(whole.edits.join('\n'), complete.edits.slice(0, whole.edits.length).join('\n'));
				const { edits, problems } = parseAnswer(text);
				const ranges = [...edits, ...problems].map((item) => item.range).sort((a, b) => a.start - b.start);
				for (const [index, range] of ranges.entries()) {
					assert.ok(range.start <= range.end && range.end <= text.length);
					assert.ok(index === 0 || ranges[index - 1]!.end <= range.start, 'ranges overlap');
				}
			}),
			{ numRuns: 600 },
		);
	});

	it('an answer in pieces of any size is read like the whole', () => {
		const piece = fc.constantFrom(
			...['src/a.ts\n', '```\n', '```diff\n', '~~~\n', '<<<<<<< SEARCH\n', '------- SEARCH\n', '=======\n', '\r\n'],
			...['>>>>>>> REPLACE\n', '+++++++ REPLACE\n', '<<<<<<< DELETE\n', '>>>>>>> DELETE', '>>>>>>>\n', '<think>\n'],
			...['</think>\n', '*** Begin Patch\n', '*** Update File: a.ts\n', '*** End Patch', '-a\n', '+b\n', ' c\n'],
			...['--- a/x.ts\n', '+++ b/x.ts\n', '@@ -1 +1 @@\n', '```ts path=src/b.ts\n', 'text\n', '\n', '``'],
		);
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 30 }),
				fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
				(pieces, sizes) => {
					const text = pieces.join('');
					const reader = new AnswerReader();
					for (let at = 0, turn = 0; at < text.length; turn++) {
						const size = sizes[turn % sizes.length]!;
						reader.append(text.slice(at, at + size));
						at += size;
					}
					assert.deepEqual(reader.read(), parseAnswer(text));
					assert.deepEqual(reader.end(), parseAnswer(text, { complete: true }));
				},
			),
			{ numRuns: 400 },
		);
	});

	it('what the user types between applying and rejecting stays, and the rest is the old text byte for byte', async () => {
		const typed = fc.array(fc.nat(), { maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(pair, typed, async (sample, places) => {
				const [before, after] = texts(sample);
				const blocks = blocksFromDiff(before, after);
				fc.pre(blocks !== undefined && blocks.length > 0 && after !== '');
				const applied = result(await plan(answerOfBlocks('src/a.ts', blocks), before), before)!;
				const lines = splitLines(applied);
				for (const [index, place] of places.entries()) {
					lines.splice(place % (lines.length + 1), 0, `typed ${index}${sample.eol}`);
				}
				const { original } = new HunkTracker(before, applied).track(lines.join(''));
				const isTyped = (text: string): boolean => text.startsWith('typed ');
				assert.deepEqual(splitLines(original).filter(isTyped), lines.filter(isTyped));
				assert.equal(
					splitLines(original)
						.filter((text) => !isTyped(text))
						.join(''),
					before,
				);
			}),
			{ numRuns: 300 },
		);
	});
});

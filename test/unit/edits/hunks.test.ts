import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acceptHunk, computeHunks, hunksAfter, rejectHunk, type Hunk } from '../../../src/core/edits/hunks';

const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '}\n', '\tlong line\n'), { maxLength: 25 });
const text = fc.tuple(lines, fc.constantFrom('', 'end', 'é')).map(([body, tail]) => body.join('') + tail);

interface Review {
	baseline: string;
	current: string;
	hunks: Hunk[];
}

function decide(review: Review, id: string, decision: 'accept' | 'reject'): Review {
	const hunk = review.hunks.find((candidate) => candidate.id === id)!;
	const hunks = hunksAfter(review.hunks, hunk, decision);
	return decision === 'accept'
		? { ...review, baseline: acceptHunk(review.baseline, review.current, hunk), hunks }
		: { ...review, current: rejectHunk(review.baseline, review.current, hunk).newCurrent, hunks };
}

function decideAll(baseline: string, current: string, decision: 'accept' | 'reject'): Review {
	let review: Review = { baseline, current, hunks: computeHunks(baseline, current) };
	for (const hunk of [...review.hunks]) {
		review = decide(review, hunk.id, decision);
	}
	return review;
}

/** Applies a buffer edit by its positions alone, as an editor would. */
function editBuffer(buffer: string, edit: ReturnType<typeof rejectHunk>['edit']): string {
	const offsetOf = (line: number, character: number): number => {
		let at = 0;
		for (let index = 0; index < line; index++) {
			at = buffer.indexOf('\n', at) + 1;
		}
		return at + character;
	};
	const start = offsetOf(edit.start.line, edit.start.character);
	const end = offsetOf(edit.end.line, edit.end.character);
	assert.deepEqual([start, end], [edit.startOffset, edit.endOffset]);
	return buffer.slice(0, start) + edit.text + buffer.slice(end);
}

describe('hunks', function () {
	this.timeout(60_000);

	it('names lines of both sides from 1, with empty sides', () => {
		const hunks = computeHunks('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n');
		assert.deepEqual(
			hunks.map(({ baseline, current, removed, added }) => ({ baseline, current, removed, added })),
			[
				{ baseline: { start: 2, count: 1 }, current: { start: 2, count: 1 }, removed: 'b\n', added: 'B\n' },
				{ baseline: { start: 5, count: 0 }, current: { start: 5, count: 1 }, removed: '', added: 'e\n' },
			],
		);
	});

	it('keeps the id when lines above change', () => {
		const [hunk] = computeHunks('a\nb\nc\n', 'a\nX\nc\n');
		const [moved] = computeHunks('0\na\nb\nc\n', '0\na\nX\nc\n');
		assert.equal(hunk!.id, moved!.id);
	});

	it('gives ids that differ for equal changes', () => {
		const hunks = computeHunks('x\na\nx\nb\n', 'y\na\ny\nb\n');
		assert.equal(new Set(hunks.map((hunk) => hunk.id)).size, 2);
	});

	it('accepting all gives the current text, rejecting all the baseline', () => {
		fc.assert(
			fc.property(text, text, (baseline, current) => {
				assert.equal(decideAll(baseline, current, 'accept').baseline, current);
				assert.equal(decideAll(baseline, current, 'reject').current, baseline);
			}),
			{ numRuns: 600 },
		);
	});

	it('decisions give the same texts in any order', () => {
		fc.assert(
			fc.property(text, text, fc.array(fc.boolean()), fc.array(fc.nat()), (baseline, current, accepts, order) => {
				const hunks = computeHunks(baseline, current);
				const decisions = hunks.map((hunk, index) => ({
					id: hunk.id,
					decision: accepts[index] === true ? ('accept' as const) : ('reject' as const),
				}));
				const shuffled = decisions
					.map((decision, index) => ({ decision, key: order[index] ?? 0 }))
					.sort((left, right) => left.key - right.key)
					.map(({ decision }) => decision);
				const run = (list: typeof decisions): Review =>
					list.reduce((review, { id, decision }) => decide(review, id, decision), {
						baseline,
						current,
						hunks,
					});
				const first = run(decisions);
				const second = run(shuffled);
				assert.equal(first.baseline, second.baseline);
				assert.equal(first.current, second.current);
				assert.equal(first.baseline, first.current);
			}),
			{ numRuns: 600 },
		);
	});

	it('rejecting by the buffer edit gives the same text as rejecting', () => {
		fc.assert(
			fc.property(text, text, fc.nat(), (baseline, current, which) => {
				const hunks = computeHunks(baseline, current);
				fc.pre(hunks.length > 0);
				const { newCurrent, edit } = rejectHunk(baseline, current, hunks[which % hunks.length]!);
				assert.equal(editBuffer(current, edit), newCurrent);
			}),
			{ numRuns: 600 },
		);
	});

	it('repeating "compute, decide the first" ends with equal texts', () => {
		fc.assert(
			fc.property(text, text, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (baseline, current, picks) => {
				let review = { baseline, current };
				for (const accept of picks) {
					const [hunk] = computeHunks(review.baseline, review.current);
					if (hunk === undefined) {
						return;
					}
					review = accept
						? { ...review, baseline: acceptHunk(review.baseline, review.current, hunk) }
						: { ...review, current: rejectHunk(review.baseline, review.current, hunk).newCurrent };
				}
				assert.fail('did not end');
			}),
			{ numRuns: 300 },
		);
	});

	it('refuses a hunk that is older than the texts', () => {
		const [hunk] = computeHunks('a\nb\n', 'a\nc\n');
		assert.throws(() => acceptHunk('a\nx\n', 'a\nc\n', hunk!), /compute the hunks again/);
		assert.throws(() => rejectHunk('a\nb\n', 'a\nz\n', hunk!), /compute the hunks again/);
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitLines } from '../../../src/core/common/lines';
import { acceptHunk, rejectHunk } from '../../../src/core/edits/hunks';
import { HunkTracker, type TrackedHunk } from '../../../src/core/edits/trackHunks';

const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');

function withLine(text: string, number: number, line: string): string {
	return splitLines(text)
		.toSpliced(number - 1, 1, line)
		.join('');
}

function insertBefore(text: string, number: number, line: string): string {
	return splitLines(text)
		.toSpliced(number - 1, 0, line)
		.join('');
}

const places = (hunks: readonly TrackedHunk[]) =>
	hunks.map(({ current, removed, added }) => [current.start, removed, added]);

describe('tracked hunks', function () {
	this.timeout(60_000);
	const applied = withLine(withLine(ten, 2, 'LINE 2\nand more\n'), 8, '');
	// "line 7" became nothing: line 8 of the edited text is line 7 of the old one.
	const tracker = new HunkTracker(ten, applied);

	it('are the hunks of the edits while the user does nothing', () => {
		const { original, hunks } = tracker.track(applied);
		assert.equal(original, ten);
		assert.deepEqual(places(hunks), [
			[2, 'line 2\n', 'LINE 2\nand more\n'],
			[8, 'line 7\n', ''],
		]);
	});

	it('leave out what the user types elsewhere, right beside them too', () => {
		for (const number of [1, 2, 4, 5, 8, 9, 11]) {
			const current = insertBefore(applied, number, 'typed\n');
			const { original, hunks } = tracker.track(current);
			assert.deepEqual(
				hunks.map(({ removed, added, holdsUserText }) => [removed, added, holdsUserText]),
				[
					['line 2\n', 'LINE 2\nand more\n', false],
					['line 7\n', '', false],
				],
				`typed before line ${number}`,
			);
			assert.deepEqual(
				splitLines(original)
					.filter((line) => line !== 'typed\n')
					.join(''),
				ten,
			);
			assert.ok(original.includes('typed\n'));
		}
	});

	it('keep a line the user put into the middle of one', () => {
		const { original, hunks } = tracker.track(insertBefore(applied, 3, 'typed\n'));
		assert.equal(hunks.length, 2);
		assert.equal(hunks[0]!.holdsUserText, false);
		assert.equal(original, withLine(ten, 2, 'line 2\ntyped\n'));
	});

	it('keep a line where it was put in, also when the edits came with a formatted text', () => {
		const formatted = splitLines(withLine(ten, 2, 'LINE 2\n'))
			.map((line) => `\t${line}`)
			.join('');
		for (const number of [2, 4, 6, 10]) {
			const { original, hunks } = new HunkTracker(ten, formatted).track(insertBefore(formatted, number, 'mine\n'));
			assert.equal(original, insertBefore(ten, number, 'mine\n'));
			assert.equal(hunks.length, 1);
		}
		const blocks = 'a\nb\nc\nd\n';
		const above = new HunkTracker(blocks, 'A\nB\nc\nD\nE\n').track('A\nmine\nB\nc\nD\nmine too\nE\n');
		assert.equal(above.original, 'a\nb\nmine\nc\nd\nmine too\n');
	});

	it('may have more lines than a call takes arguments', () => {
		const lines = Array.from({ length: 200_000 }, (_, index) => `line ${index}\n`);
		const formatted = lines.map((line) => `\t${line}`).join('');
		const { original, hunks } = new HunkTracker(lines.join(''), formatted).track(`${formatted}mine\n`);
		assert.equal(hunks.length, 1);
		assert.equal(original, `${lines.join('')}mine\n`);
	});

	it('say when the user wrote over one', () => {
		const { hunks } = tracker.track(withLine(applied, 2, 'LINE two\n'));
		assert.deepEqual(
			hunks.map(({ removed, added, holdsUserText }) => [removed, added, holdsUserText]),
			[
				['line 2\n', 'LINE two\nand more\n', true],
				['line 7\n', '', false],
			],
		);
	});

	it('are one when the user wrote across two, and bring back what lay between', () => {
		const lines = splitLines(applied);
		const { original, hunks } = tracker.track([...lines.slice(0, 2), 'mine\n', ...lines.slice(8)].join(''));
		assert.equal(hunks.length, 1);
		assert.deepEqual([hunks[0]!.sources.length, hunks[0]!.holdsUserText], [2, true]);
		assert.equal(original, ten);
	});

	it('are gone once the user took them back by hand', () => {
		assert.deepEqual(tracker.track(ten), { original: ten, hunks: [] });
		const { hunks } = tracker.track(withLine(ten, 2, 'LINE 2\nand more\n'));
		assert.deepEqual(places(hunks), [[2, 'line 2\n', 'LINE 2\nand more\n']]);
		const again = new HunkTracker('{\n}\n}\n', '{\n}\n}\n}\n');
		assert.deepEqual(again.track('mine\n{\n}\n}\n').hunks, []);
	});

	it('are gone when the user deleted lines that had come with them, and stay when old ones were replaced', () => {
		const added = new HunkTracker('a\nb\n', 'a\nnew\nb\n');
		assert.deepEqual(added.track('a\nb\n').hunks, []);
		const replaced = new HunkTracker('a\nb\nc\n', 'a\nnew\nc\n');
		const { original, hunks } = replaced.track('a\nc\n');
		assert.deepEqual(places(hunks), [[2, 'b\n', '']]);
		assert.equal(original, 'a\nb\nc\n');
	});

	it('stay when all line endings change, and give the old lines back in the new ones', () => {
		const { original, hunks } = tracker.track(applied.replaceAll('\n', '\r\n'));
		assert.equal(hunks.length, 2);
		assert.ok(hunks.every(({ holdsUserText }) => !holdsUserText));
		assert.equal(original, ten.replaceAll('\n', '\r\n'));
	});

	it('stay when the text is formatted', () => {
		const formatted = splitLines(applied)
			.map((line) => `\t${line}`)
			.join('');
		const { original, hunks } = tracker.track(formatted);
		assert.deepEqual(places(hunks), [
			[2, 'line 2\n', '\tLINE 2\n\tand more\n'],
			[8, 'line 7\n', ''],
		]);
		assert.equal(
			original,
			withLine(withLine(formatted, 2, ''), 2, 'line 2\n').replace('\tline 8\n', 'line 7\n\tline 8\n'),
		);
	});

	it('follow the end of a text that gains or loses its last line end', () => {
		const open = new HunkTracker('a\nend', 'a\nEND');
		assert.equal(open.track('a\nEND\n').original, 'a\nend');
		assert.equal(open.track('a\nEND\nmine').original, 'a\nend\nmine');
		const closed = new HunkTracker('a\nb\n', 'a\n');
		const { original, hunks } = closed.track('a');
		assert.equal(original, 'a\nb\n');
		assert.equal(rejectHunk(original, 'a', hunks[0]!).newCurrent, 'a\nb\n');
	});

	const line = fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '}\n', '\tlong line\n');
	const lines = fc.array(line, { maxLength: 20 });
	const text = fc.tuple(lines, fc.constantFrom('', 'end')).map(([body, tail]) => body.join('') + tail);
	/** What a user does: lines of words nobody else writes are put in, lines are deleted. */
	const actions = fc.array(fc.record({ at: fc.nat(), insert: fc.boolean() }), { maxLength: 6 });

	function work(start: string, done: readonly { at: number; insert: boolean }[]): { text: string; typed: string[] } {
		const current = splitLines(start);
		const typed: string[] = [];
		for (const [index, { at, insert }] of done.entries()) {
			if (insert) {
				const last = current.length - 1;
				const place = at % (current.length + 1);
				if (place > last && last >= 0 && !current[last]!.endsWith('\n')) {
					current[last] = `${current[last]!}\n`;
				}
				current.splice(place, 0, `user ${index}\n`);
				typed.push(`user ${index}\n`);
			} else if (current.length > 0) {
				const [gone] = current.splice(at % current.length, 1);
				if (typed.includes(gone!)) {
					typed.splice(typed.indexOf(gone!), 1);
				}
			}
		}
		return { text: current.join(''), typed };
	}

	it('rejecting all gives the old text, whatever the edits were', () => {
		fc.assert(
			fc.property(text, text, (baseline, after) => {
				assert.equal(new HunkTracker(baseline, after).track(after).original, baseline);
			}),
			{ numRuns: 200 },
		);
	});

	it('rejecting what holds nothing of the user never loses what the user typed', () => {
		fc.assert(
			fc.property(text, text, actions, (baseline, after, done) => {
				const { text: current, typed } = work(after, done);
				const { hunks, original } = new HunkTracker(baseline, after).track(current);
				let now = current;
				for (const hunk of hunks.toReversed().filter(({ holdsUserText }) => !holdsUserText)) {
					now = rejectHunk(original, now, hunk).newCurrent;
				}
				assert.deepEqual(
					splitLines(now).filter((each) => each.startsWith('user ')),
					splitLines(current).filter((each) => each.startsWith('user ')),
				);
				assert.ok(typed.every((each) => now.includes(each)));
			}),
			{ numRuns: 300 },
		);
	});

	it('describe both texts: rejecting one after the other from below gives the text without them', () => {
		fc.assert(
			fc.property(text, text, actions, (baseline, after, done) => {
				const { text: current } = work(after, done);
				const { hunks, original } = new HunkTracker(baseline, after).track(current);
				const rejected = hunks.reduceRight((now, hunk) => rejectHunk(original, now, hunk).newCurrent, current);
				assert.equal(rejected, original);
				const accepted = hunks.reduceRight((now, hunk) => acceptHunk(now, current, hunk), original);
				assert.equal(accepted, current);
			}),
			{ numRuns: 300 },
		);
	});

	it('deciding all in any order ends with no hunk, and with the user text in place', () => {
		fc.assert(
			fc.property(
				text,
				text,
				actions,
				fc.array(fc.tuple(fc.boolean(), fc.nat()), { minLength: 80, maxLength: 80 }),
				(baseline, after, done, decisions) => {
					const { text: start, typed } = work(after, done);
					let state = { baseline, applied: after, current: start };
					for (const [accept, which] of decisions) {
						const { hunks, original } = new HunkTracker(state.baseline, state.applied).track(state.current);
						if (hunks.length === 0) {
							assert.ok(typed.every((each) => state.current.includes(each)));
							return;
						}
						const hunk = hunks[which % hunks.length]!;
						if (accept || hunk.holdsUserText) {
							const accepted = hunk.sources.reduceRight(
								(text, source) => acceptHunk(text, state.applied, source),
								state.baseline,
							);
							state = { ...state, baseline: accepted };
						} else {
							const withdrawn = hunk.sources.reduceRight(
								(text, source) => rejectHunk(state.baseline, text, source).newCurrent,
								state.applied,
							);
							state = {
								...state,
								applied: withdrawn,
								current: rejectHunk(original, state.current, hunk).newCurrent,
							};
						}
					}
					assert.fail('did not end');
				},
			),
			{ numRuns: 200 },
		);
	});
});

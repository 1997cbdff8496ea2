import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EditJournal, withinLimits } from '../../../src/node/storage/editJournal';
import type { JournalEntry, JournalState, PendingRecord } from '../../../src/node/storage/journalState';
import { TemporaryFolder } from '../../support/temporaryFolder';
import { onFullDisk } from './fullDisk';

function record(file: string, entryId: string, baseline: string | undefined = `old ${file}`): PendingRecord {
	return { path: file, baseline, applied: `new ${file}`, deleted: false, entryId };
}

function entry(id: string, at: number, text = `old ${id}`): JournalEntry {
	const file = { path: `${id}.ts`, text, unsaved: false, lastKnown: `new ${id}` };
	return { id, title: 'Change it', at, finished: true, files: [file] };
}

describe('the journal of edits', () => {
	let folder: TemporaryFolder;
	let journal: EditJournal;

	beforeEach(() => {
		folder = new TemporaryFolder();
		journal = new EditJournal(folder.at('review'));
	});

	afterEach(() => folder.remove());

	const bytes = () =>
		readdirSync(folder.at('review')).reduce(
			(sum, name) => sum + statSync(path.join(folder.at('review'), name)).size,
			0,
		);

	it('gives back what was saved', async () => {
		const full: JournalState = {
			entries: [
				{
					...entry('first', 1),
					files: [
						{
							path: 'a.ts',
							renamedTo: 'b.ts',
							text: 'lone \ud800 surrogate',
							bytes: 'AAEC',
							unsaved: true,
							lastKnown: '',
							decided: 'mixed',
							earlier: record('a.ts', 'zero'),
						},
						{ path: 'gone.ts', text: 'old', unsaved: false, lastKnown: undefined },
						{ path: 'new.ts', text: undefined, unsaved: false, lastKnown: 'fresh' },
					],
				},
			],
			pending: [
				{ ...record('b.ts', 'first'), renamedFrom: 'a.ts' },
				{ path: 'created.ts', baseline: undefined, applied: 'fresh', deleted: false, entryId: 'first' },
			],
		};
		await journal.save(full);
		assert.deepEqual(await new EditJournal(folder.at('review')).load(), { state: full, damaged: [] });
	});

	it('holds nothing where nothing was saved', async () => {
		assert.deepEqual(await journal.load(), { state: { entries: [], pending: [] }, damaged: [] });
	});

	it('stores a text once, and writes little for a decision', async () => {
		const large = 'line of some length\n'.repeat(5_000);
		const state = { entries: [entry('first', 1, large)], pending: [record('first.ts', 'first', large)] };
		await journal.save(state);
		assert.ok(bytes() < large.length * 1.2, `${bytes()} bytes`);
		const names = readdirSync(folder.at('review')).length;
		await journal.save({ ...state, pending: [] });
		assert.equal(readdirSync(folder.at('review')).length, names);
	});

	it('removes texts that nothing speaks of any more', async () => {
		for (let step = 0; step < 20; step++) {
			await journal.save({ entries: [], pending: [record('a.ts', 'first', `baseline ${step}\n`.repeat(1_000))] });
		}
		assert.ok(readdirSync(folder.at('review')).length <= 3);
		await journal.save({ entries: [], pending: [] });
		assert.deepEqual(readdirSync(folder.at('review')), ['review.json']);
	});

	it('keeps the state before when a save fails halfway', async () => {
		const before = { entries: [entry('first', 1)], pending: [] };
		await journal.save(before);
		const content = readFileSync(folder.at('review/review.json'));
		// Texts are written before what speaks of them: a crash in between leaves the old journal.
		writeFileSync(folder.at('review/half.texts.json'), '{"abc":"half a te');
		writeFileSync(folder.at('review/review.json'), content);
		assert.deepEqual((await new EditJournal(folder.at('review')).load()).state, before);
	});

	it('keeps the state before when the disk is full', async () => {
		const before = { entries: [entry('first', 1)], pending: [] };
		await journal.save(before);
		const more = { entries: [entry('first', 1), entry('second', 2, 'a text of its own\n'.repeat(5_000))], pending: [] };
		await assert.rejects(
			onFullDisk(() => journal.save(more)),
			/no space left/,
		);
		assert.deepEqual((await new EditJournal(folder.at('review')).load()).state, before);
		await journal.save(more);
		assert.deepEqual((await new EditJournal(folder.at('review')).load()).state, more);
	});

	it('says which files have lost a text, and keeps the others', async () => {
		await journal.save({ entries: [entry('first', 1)], pending: [] });
		await journal.save({ entries: [entry('second', 2), entry('first', 1)], pending: [record('second.ts', 'second')] });
		const texts = readdirSync(folder.at('review')).filter((name) => name.endsWith('.texts.json'));
		const second = texts.find((name) => readFileSync(folder.at(`review/${name}`), 'utf8').includes('old second'))!;
		writeFileSync(folder.at(`review/${second}`), 'broken');
		const { state, damaged } = await new EditJournal(folder.at('review')).load();
		assert.deepEqual(state.entries, [entry('first', 1)]);
		assert.deepEqual(damaged, ['second.ts', 'second.ts']);
	});

	it('moves what it cannot understand aside', async () => {
		for (const content of ['{"version":1,"entries":', '{"version":7}', '[]']) {
			await journal.save({ entries: [entry('first', 1)], pending: [] });
			writeFileSync(folder.at('review/review.json'), content);
			assert.deepEqual((await journal.load()).state, { entries: [], pending: [] });
		}
		await journal.save({ entries: [entry('second', 1)], pending: [] });
		assert.deepEqual((await journal.load()).state.entries, [entry('second', 1)]);
		assert.ok(readdirSync(folder.path).some((name) => name.startsWith('review.unreadable-')));
	});

	describe('keeps within limits', () => {
		const entries = [1, 2, 3, 4, 5].map((at) => entry(`entry${at}`, at));
		const ids = (state: JournalState) => state.entries.map(({ id }) => id).sort();

		it('by count, the newest first', () => {
			assert.deepEqual(ids(withinLimits({ entries, pending: [] }, { entries: 2, characters: 1_000 })), [
				'entry4',
				'entry5',
			]);
		});

		it('by size, but always the newest', () => {
			assert.deepEqual(ids(withinLimits({ entries, pending: [] }, { entries: 9, characters: 45 })), [
				'entry4',
				'entry5',
			]);
			assert.deepEqual(ids(withinLimits({ entries, pending: [] }, { entries: 9, characters: 1 })), ['entry5']);
		});

		it('never by giving up what awaits review or was interrupted', () => {
			const state = {
				entries: entries.map((each) => (each.id === 'entry2' ? { ...each, finished: false } : each)),
				pending: [record('entry1.ts', 'another')],
			};
			assert.deepEqual(ids(withinLimits(state, { entries: 1, characters: 1 })), ['entry1', 'entry2', 'entry5']);
		});
	});
});

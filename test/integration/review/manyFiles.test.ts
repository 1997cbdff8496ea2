import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PlannedFile } from '../../../src/core/edits/types';
import { ReviewStage, ten, withLines } from './harness';

describe('Edit review of many files', () => {
	let stage: ReviewStage;

	beforeEach(async () => {
		stage = await ReviewStage.open();
	});

	afterEach(() => stage.dispose());

	/** Files of every form, and a plan that changes one line of each. */
	async function lines(count: number): Promise<PlannedFile[]> {
		const forms = [
			ten,
			ten.replaceAll('\n', '\r\n'),
			`\ufeff${ten}`,
			ten.slice(0, -1),
			// The editor makes these line ends equal, and knows that the bytes of the last are not UTF-8.
			ten.replace('\n', '\r\n'),
			Buffer.from(`\ufeff${ten}`, 'utf16le'),
		];
		const names = Array.from({ length: count }, (_, index) => `folder${index % 20}/file${index}.ts`);
		// Most files are of the first form.
		names.forEach((name, index) => stage.sandbox.write(name, forms[index % 100] ?? ten));
		return await Promise.all(names.map((name) => stage.changed(name, (text) => text.replace('line 5', 'LINE é'))));
	}

	async function everyKind(count: number): Promise<PlannedFile[]> {
		const others = 5;
		const changed = await lines(count - 3 * others);
		const more: PlannedFile[] = [];
		for (let index = 0; index < others; index++) {
			stage.sandbox.write(`gone${index}.ts`, ten);
			stage.sandbox.write(`old${index}.ts`, ten);
			more.push(
				{ path: stage.sandbox.path(`new/${index}.ts`), before: undefined, after: `new ${index}\n` },
				{ ...(await stage.changed(`gone${index}.ts`, (text) => text)), after: undefined },
				{
					...(await stage.changed(`old${index}.ts`, (text) => withLines(text, { 5: 'LINE 5\n' }))),
					renamedTo: stage.sandbox.path(`moved/${index}.ts`),
				},
			);
		}
		return [...changed, ...more];
	}

	function withChange(bytes: string, encoding: 'utf8' | 'utf16le'): string {
		return Buffer.from(Buffer.from(bytes, 'hex').toString(encoding).replace('line 5', 'LINE é'), encoding).toString(
			'hex',
		);
	}

	function tabs(): number {
		return vscode.window.tabGroups.all.flatMap((group) => group.tabs).length;
	}

	it('applies 500 at once and takes them back, byte for byte, without opening them', async function () {
		this.timeout(110_000);
		const plan = await everyKind(500);
		const before = stage.sandbox.bytes();
		const id = await stage.apply(...plan);
		const after = stage.sandbox.bytes();
		for (const [file, bytes] of Object.entries(before)) {
			if (file.startsWith('folder')) {
				const index = Number(/file(\d+)/.exec(file)![1]) % 100;
				const text = Buffer.from(bytes, 'hex').toString('utf8');
				const expected =
					// Lines that ended in two ways end in one once the editor wrote them.
					index === 4
						? Buffer.from(text.replace('line 5', 'LINE é').replace(/\r?\n/g, '\n')).toString('hex')
						: withChange(bytes, index === 5 ? 'utf16le' : 'utf8');
				assert.equal(after[file], expected, file);
			}
		}
		assert.equal(stage.sandbox.read('new/3.ts'), 'new 3\n');
		assert.equal(stage.sandbox.exists('gone3.ts'), false);
		assert.equal(stage.sandbox.exists('old3.ts'), false);
		assert.equal(stage.sandbox.read('moved/3.ts'), withLines(ten, { 5: 'LINE 5\n' }));
		const { pending } = stage.review.stateOf(id);
		assert.equal(pending.size, 500);
		assert.ok([...pending.values()].every((count) => count >= 1));
		assert.ok(tabs() < 50, `${tabs()} tabs`);
		const warnings = stage.answerWarnings();
		const told = new Set<string | undefined>();
		const listening = stage.review.onDidChange(() => told.add(stage.review.stateOf(id).working));
		assert.equal(await stage.review.undo(id), true);
		listening.dispose();
		assert.deepEqual([...told], ['undo', undefined]);
		assert.deepEqual(warnings.shown, []);
		assert.deepEqual(stage.sandbox.bytes(), before);
		assert.deepEqual(stage.pending(), []);
	});

	it('rejects them all, byte for byte, and leaves what the user typed', async function () {
		this.timeout(110_000);
		const plan = await everyKind(45);
		await stage.insert('folder8/file8.ts', 9, 'typed\n');
		const before = stage.sandbox.bytes();
		await stage.apply(
			...plan.map((file) =>
				file.path.endsWith('/file8.ts')
					? {
							...file,
							before: withLines(ten, { 9: 'typed\nline 9\n' }),
							after: withLines(ten, { 5: 'LINE é\n', 9: 'typed\nline 9\n' }),
						}
					: file,
			),
		);
		assert.equal(stage.pending().length, 45);
		// One is worked on after the apply, without an editor.
		stage.sandbox.write('folder9/file9.ts', `mine\n${stage.sandbox.read('folder9/file9.ts')}`);
		await stage.review.rejectAll();
		const mine = Buffer.from(`mine\n${ten}`).toString('hex');
		assert.deepEqual(stage.sandbox.bytes(), { ...before, 'folder9/file9.ts': mine });
		assert.equal(await stage.text('folder8/file8.ts'), withLines(ten, { 9: 'typed\nline 9\n' }));
		assert.deepEqual(stage.pending(), []);
	});

	it('changes none when one is changed by something else at the last moment, and keeps that', async () => {
		const plan = await lines(30);
		const before = stage.sandbox.bytes();
		stage.journal.onSave = () => void stage.sandbox.write('folder9/file9.ts', 'theirs\n');
		await assert.rejects(stage.apply(...plan), /file9\.ts .*left alone.* No file was changed/);
		stage.journal.onSave = undefined;
		assert.deepEqual(stage.sandbox.bytes(), {
			...before,
			'folder9/file9.ts': Buffer.from('theirs\n').toString('hex'),
		});
		assert.deepEqual(stage.pending(), []);
	});
});

import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { PlannedFile } from '../../../src/core/edits/types';
import type { LongviewApi } from '../../../src/extension';
import { EditJournal } from '../../../src/node/storage/editJournal';
import { baselineUri } from '../../../src/vscode/review/baselineDocuments';
import { withIgnored } from '../../../src/vscode/review/ignoredFiles';
import { NewFiles } from '../../../src/vscode/review/newFiles';
import { ReviewService } from '../../../src/vscode/review/reviewService';
import { uriOfPath } from '../../../src/vscode/workspace/folders';
import { eventually } from '../../support/eventually';
import { consentAsked, lastTurn, lastView } from '../support/chat';
import { longview } from '../support/editor';
import { resetShared } from '../support/sharedSimulator';
import { VirtualWorkspace } from '../support/virtualWorkspace';
import { closeEditors } from '../support/workspace';

const teapot = 'export function pourTea(): string {\r\n\treturn "tea";\r\n}\r\n';
const kitchen = 'import { pourTea } from "./teapot";\n\nconst first = pourTea();\nconst second = 2;\n';

describe('Edits in a virtual workspace', () => {
	let api: LongviewApi;
	let workspace: VirtualWorkspace;
	let folder: string;
	let log: vscode.LogOutputChannel;
	let review: ReviewService;

	const create = (after: string, file: string): PlannedFile => ({ path: file, before: undefined, after });
	const change = (file: string, before: string, after: string): PlannedFile => ({ path: file, before, after });

	before(async () => {
		api = await longview();
		log = vscode.window.createOutputChannel('Longview test of virtual edits', { log: true });
	});

	after(() => log.dispose());

	beforeEach(async () => {
		await resetShared();
		workspace = new VirtualWorkspace();
		workspace.put('src/teapot.ts', teapot);
		workspace.put('src/kitchen.ts', kitchen);
		workspace.put('caf\xe9 & co/100%#1.txt', '\ufeffone\n');
		folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-journal-')));
		review = new ReviewService(new EditJournal(folder), log);
		await api.controller.newChat();
	});

	afterEach(async () => {
		review.dispose();
		rmSync(folder, { recursive: true, force: true });
		await closeEditors();
		workspace.close();
		await api.consent.withdraw();
		await api.controller.newChat();
		await api.context.refresh();
	});

	it('of many files are applied, rejected and taken back past the editor', async () => {
		const before = 'one\ntwo\n';
		const names = Array.from({ length: 60 }, (_, index) => `many/${index}.txt`);
		names.forEach((name) => workspace.put(name, before));
		const files = names.map((name) => change(name, before, 'one\nTWO\n'));
		assert.equal(await review.apply('many', 'Change all', files), true);
		assert.deepEqual([...new Set(names.map((name) => workspace.text(name)))], ['one\nTWO\n']);
		assert.equal(review.records('many').length, names.length);
		await review.rejectAll('many');
		assert.deepEqual([...new Set(names.map((name) => workspace.text(name)))], [before]);
		assert.equal(await review.apply('again', 'Change all', files), true);
		await review.undo('again');
		assert.deepEqual([...new Set(names.map((name) => workspace.text(name)))], [before]);
	});

	it('are asked for, applied, reviewed in the editor and taken back', async () => {
		await api.context.refresh();
		const asked = api.controller.ask('Rename pourTea to brewTea everywhere');
		await consentAsked(api.controller);
		api.controller.giveConsent(true);
		await asked;
		const { id } = lastTurn(api.controller);
		await eventually('the plan', () => lastView(api.controller).answer.edits?.files.length === 2);
		await api.edits.run(id, 'apply');
		assert.equal(workspace.text('src/teapot.ts'), teapot.replaceAll('pourTea', 'brewTea'));
		assert.equal(workspace.text('src/kitchen.ts'), kitchen.replaceAll('pourTea', 'brewTea'));
		assert.equal(lastView(api.controller).answer.edits?.after?.canRun, false);

		const uri = uriOfPath('src/kitchen.ts')!;
		const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
		const record = api.review.pending.byUri(uri)!;
		const { hunks } = await api.review.pending.current(record, await vscode.workspace.openTextDocument(uri));
		assert.equal(hunks.length, 2);
		assert.equal(lenses.filter(({ command }) => command?.command === 'longview.review.acceptHunk').length, 2);
		assert.equal((await vscode.workspace.openTextDocument(baselineUri(record))).getText(), kitchen);

		await vscode.commands.executeCommand('longview.review.rejectHunk', uri, hunks[1]!.id);
		assert.equal(workspace.text('src/kitchen.ts'), kitchen.replace('{ pourTea }', '{ brewTea }'));
		await api.edits.run(id, 'acceptAll');
		assert.equal(api.review.records(id).length, 0);
		await api.edits.run(id, 'undo');
		assert.equal(workspace.text('src/teapot.ts'), teapot);
		assert.equal(workspace.text('src/kitchen.ts'), kitchen);
	});

	it('create, rename and delete files, and all of it is undone after a reload', async () => {
		const before = workspace.files.paths();
		const strange = 'caf\xe9 & co/100%#1.txt';
		await review.apply('answer', 'Move things', [
			create('new\n', 'src/new/file.ts'),
			{ ...change('src/teapot.ts', teapot, teapot.replace('tea"', 'mate"')), renamedTo: 'src/pot.ts' },
			{ path: 'src/kitchen.ts', before: kitchen, after: undefined },
			change(strange, 'one\n', 'two\n'),
		]);
		assert.deepEqual(workspace.files.paths(), [
			`/project/${strange}`,
			'/project/src/new/file.ts',
			'/project/src/pot.ts',
		]);
		assert.equal(workspace.text(strange), '\ufefftwo\n');
		review.dispose();
		review = new ReviewService(new EditJournal(folder), log);
		await review.load();
		assert.equal(review.records().length, 4);
		assert.equal(await review.undo('answer'), true);
		assert.deepEqual(workspace.files.paths(), before);
		assert.equal(workspace.text('src/teapot.ts'), teapot);
		assert.equal(workspace.text('src/kitchen.ts'), kitchen);
		assert.equal(workspace.text(strange), '\ufeffone\n');
	});

	it('write new files as the .editorconfig of the folder says', async () => {
		workspace.put('.editorconfig', 'root = true\n[*]\nend_of_line = crlf\n[*.txt]\ncharset = utf-8-bom\n');
		const newFiles = new NewFiles();
		await newFiles.learn('docs/notes.txt');
		await review.apply('answer', 'Write notes', [newFiles.styled(create('a\nb\n', 'docs/notes.txt'))]);
		assert.equal(workspace.text('docs/notes.txt'), '\ufeffa\r\nb\r\n');
	});

	it('do not follow links, enter .git, leave the folder or touch what is read-only', async () => {
		workspace.files.putLink('/project/link.ts', 'linked\n');
		workspace.put('fixed.ts', 'fixed\n');
		workspace.files.readOnly.add('/project/fixed.ts');
		const before = workspace.files.paths();
		const refused = async (file: PlannedFile, reason: RegExp) => {
			const alongside = change('src/kitchen.ts', kitchen, 'changed\n');
			await assert.rejects(review.apply('answer', 'Go astray', [alongside, file]), reason);
		};
		await refused(change('link.ts', 'linked\n', 'changed\n'), /reached by a link/);
		await refused(create('x', '.git/hooks/pre-commit'), /\.git folder/);
		await refused(create('x', '../outside.ts'), /not in this workspace/);
		await refused(change('fixed.ts', 'fixed\n', 'changed\n'), /read-only/);
		await refused({ ...change('src/teapot.ts', teapot, teapot), renamedTo: '../teapot.ts' }, /not in this workspace/);
		assert.deepEqual(workspace.files.paths(), before);
		assert.equal(workspace.text('src/kitchen.ts'), kitchen);
	});

	it('are confirmed where the folder ignores the file', async () => {
		workspace.put('.gitignore', '*.log\n');
		workspace.put('src/.gitignore', '/local/\n');
		const files = await withIgnored(['run.log', 'src/local/a.ts', 'src/a.ts'].map((file) => create('x', file)));
		assert.deepEqual(
			files.map(({ confirm }) => confirm !== undefined),
			[true, true, false],
		);
	});

	it('are not taken for edits of missing files while the files cannot be reached', async () => {
		workspace.files.isAway = true;
		await assert.rejects(review.readText('src/kitchen.ts'));
		await assert.rejects(review.apply('answer', 'Write it', [create('x', 'src/kitchen.ts')]));
		workspace.files.isAway = false;
		assert.equal(workspace.text('src/kitchen.ts'), kitchen);
	});
});

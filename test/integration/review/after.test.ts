import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { KnownProblems, problemQuestion, ProblemWatch, type Problem } from '../../../src/vscode/review/newProblems';
import { NewFiles } from '../../../src/vscode/review/newFiles';
import { eventually } from '../../support/eventually';
import { ReviewStage, ten, withLines } from './harness';

describe('Edit review', () => {
	let stage: ReviewStage;

	beforeEach(async () => {
		stage = await ReviewStage.open();
	});

	afterEach(() => stage.dispose());

	describe('new files', () => {
		it('are written as .editorconfig says, and taken back as a whole', async () => {
			stage.sandbox.write(
				'.editorconfig',
				'[*.cs]\nend_of_line = crlf\ncharset = utf-8-bom\ninsert_final_newline = true\n',
			);
			const newFiles = new NewFiles();
			const plan = ['new.cs', 'new.ts'].map((name) =>
				newFiles.styled({ path: stage.sandbox.path(name), before: undefined, after: 'one\ntwo' }),
			);
			const before = stage.sandbox.bytes();
			const id = await stage.apply(...plan);
			assert.equal(stage.sandbox.read('new.cs'), '\ufeffone\r\ntwo\r\n');
			assert.equal(stage.sandbox.read('new.ts'), 'one\ntwo');
			assert.equal(await stage.review.undo(id), true);
			assert.deepEqual(stage.sandbox.bytes(), before);
		});

		it('follow files.eol where no .editorconfig says otherwise', async () => {
			const settings = vscode.workspace.getConfiguration('files');
			await settings.update('eol', '\r\n', vscode.ConfigurationTarget.Workspace);
			try {
				assert.equal(new NewFiles().eol(stage.sandbox.path('new.ts')), '\r\n');
			} finally {
				await settings.update('eol', undefined, vscode.ConfigurationTarget.Workspace);
			}
		});
	});

	describe('new problems', () => {
		it('are those that were not there before, wherever the old ones are now', async () => {
			const uri = stage.sandbox.write('first.ts', ten);
			const path = stage.sandbox.path('first.ts');
			const collection = vscode.languages.createDiagnosticCollection('longview-test');
			const problem = (line: number, message: string, severity = vscode.DiagnosticSeverity.Error) =>
				new vscode.Diagnostic(new vscode.Range(line - 1, 0, line - 1, 4), message, severity);
			let watch: ProblemWatch | undefined;
			try {
				collection.set(uri, [problem(2, 'old'), problem(3, 'twice')]);
				await eventually('the old problems', () => vscode.languages.getDiagnostics(uri).length === 2);
				const known = new KnownProblems([path]);
				const told: (readonly Problem[])[] = [];
				watch = new ProblemWatch(known, [path], (problems) => told.push(problems));
				await stage.apply(await stage.changed('first.ts', (text) => withLines(text, { 1: 'LINE 1\nmore\n' })));
				collection.set(uri, [
					problem(3, 'old'),
					problem(4, 'twice'),
					problem(5, 'twice'),
					problem(6, 'only a hint', vscode.DiagnosticSeverity.Hint),
				]);
				const problems = await eventually('the new problem', () => told[0]);
				assert.deepEqual(
					problems.map(({ line, message }) => [line, message]),
					[[5, 'twice']],
				);
				assert.ok(problemQuestion(problems).includes(`\`${path}:5\`: twice`));
				assert.equal(told.length, 1);
			} finally {
				watch?.dispose();
				collection.dispose();
			}
		});
	});
});

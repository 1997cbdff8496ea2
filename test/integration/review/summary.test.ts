import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PlannedFile } from '../../../src/core/edits/types';
import { chooseShown } from '../../../src/vscode/review/changesSummary';
import { eventually } from '../../support/eventually';
import { longview } from '../support/editor';

describe('Large edits', () => {
	before(longview);

	const changed = (path: string): PlannedFile => ({ path, before: 'one\n', after: 'ONE\n' });

	it('are summed up before they are opened, and can be left closed', async () => {
		const files = [
			...Array.from({ length: 30 }, (_, index) => changed(`src/file-${index}.ts`)),
			{ path: 'src/new.ts', before: undefined, after: 'new\n' },
		];
		for (const [key, expected] of [
			['workbench.action.acceptSelectedQuickOpenItem', 31],
			['workbench.action.closeQuickOpen', undefined],
		] as const) {
			const chosen = chooseShown(files);
			let ended = false;
			void chosen.finally(() => (ended = true));
			await eventually('the summary to be left', async () => {
				await vscode.commands.executeCommand(key);
				return ended;
			});
			assert.equal((await chosen)?.length, expected);
		}
	});

	it('are opened at once when they are not large', async () => {
		const files = [changed('src/a.ts'), changed('src/b.ts')];
		assert.deepEqual(await chooseShown(files), files);
	});
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deleteBlock, renameBlock, replaceBlocks, writeBlock } from '../simulator/answers/blocks';
import { Chat } from './harness/chat';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

const countries = ['Austria', 'Belgium', 'Chile'];
const dutyRate = '\tconst rate = 0.19;';

/** Three functions, far apart, that share a line. */
const customs = countries
	.map(
		(country) =>
			`/** What ${country} asks for goods, in cents. */\nexport function dutiesOf${country}(goods: number): number {\n${dutyRate}\n\treturn Math.round(goods * rate);\n}\n${'\n'.repeat(60)}`,
	)
	.join('');

describe('a large edit', () => {
	const session = useSession({ workspace: 'shop' });

	it('has its place chosen in the file, and is summed up before it is opened', async () => {
		const { folder, page, workbench } = session();
		const simulator = new SimulatorControl((await sharedStage()).simulator);
		await simulator.reset();
		writeFileSync(path.join(folder, 'src/orders/customs.ts'), customs);
		const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
		const replaced = (file: string, from: string, to: string) =>
			replaceBlocks(file, read(file), read(file).replaceAll(from, to));
		const newFiles = Array.from({ length: 22 }, (_, index) => `src/duties/country-${index + 1}.ts`);
		const blocks = [
			`src/orders/customs.ts\n\`\`\`\n<<<<<<< SEARCH\n${dutyRate}\n=======\n\tconst rate = 0.21;\n>>>>>>> REPLACE\n\`\`\``,
			...replaced('src/checkout/total.ts', 'shippingCost', 'costOfShipping'),
			...replaced('src/orders/invoice.ts', 'order', 'purchase'),
			renameBlock('src/reports/average.ts', 'src/reports/mean.ts'),
			deleteBlock('src/reports/largest.ts'),
			...newFiles.map((file, index) =>
				writeBlock(file, `export const rate${index} = 0.${index + 10};\n`.repeat(index + 1)),
			),
		];
		await simulator.fault({
			kind: 'say',
			text: `Done.\n\n${blocks.join('\n\n')}\n`,
		});
		const chat = await Chat.open(session());
		await chat.complete('Tell the duties of each country apart');

		await chat.frame.getByTestId('edit-choose-place').click();
		const places = workbench.quickInput.locator('.monaco-list-row');
		const shown = (country: string) =>
			page
				.locator('.editor-instance .view-line', {
					hasText: `dutiesOf${country}`,
				})
				.waitFor();
		await places.nth(2).waitFor();
		await shown('Austria');
		await session().screenshot('large-edit/1-places');
		await page.keyboard.press('ArrowDown');
		await shown('Belgium');
		await page.keyboard.press('ArrowDown');
		await shown('Chile');
		await page.keyboard.press('Enter');
		await chat.frame.getByTestId('edit-choose-place').waitFor({ state: 'detached' });

		await chat.frame.getByTestId('edit-open-diff').click();
		await workbench.quickInput.getByText('27 files').first().waitFor();
		await session().screenshot('large-edit/2-summary');
		// All but the deleted file are to be looked at.
		await places.filter({ hasText: 'largest.ts' }).locator('[role="checkbox"]').click();
		await workbench.quickInput.getByText('OK', { exact: true }).click();
		await page.locator('.multiDiffEditor').getByText('customs.ts').first().waitFor();
		await session().screenshot('large-edit/3-diff');
		assert.equal(read('src/orders/customs.ts'), customs);
		assert.ok(!existsSync(path.join(folder, newFiles[0]!)));
	});
});

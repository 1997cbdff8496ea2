import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { png } from '../support/images';
import { Chat } from './harness/chat';
import { eventually } from './harness/eventually';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

/** Pastes a file into the composer, as the clipboard gives it to the page. */
async function paste(chat: Chat, name: string, bytes: Buffer): Promise<void> {
	await chat.composer.evaluate(
		(element, file) => {
			const page = globalThis as unknown as {
				readonly DataTransfer: new () => { readonly items: { add(file: unknown): void } };
				readonly File: new (parts: readonly Uint8Array[], name: string, options: { type: string }) => unknown;
				readonly ClipboardEvent: new (type: string, init: object) => unknown;
			};
			const transfer = new page.DataTransfer();
			transfer.items.add(
				new page.File([Uint8Array.from(atob(file.data), (each) => each.charCodeAt(0))], file.name, {
					type: 'image/png',
				}),
			);
			const init = { bubbles: true, cancelable: true, clipboardData: transfer };
			(element as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(
				new page.ClipboardEvent('paste', init),
			);
		},
		{ name, data: bytes.toString('base64') },
	);
}

describe('asking about an image', () => {
	const session = useSession({ workspace: 'shop' });

	it('takes it from the clipboard and by its path, shows it, sends it, and has it still after a reload', async () => {
		const simulator = new SimulatorControl((await sharedStage()).simulator);
		await simulator.reset();
		await writeFile(path.join(session().folder, 'docs', 'cart.png'), png(1200, 800, [40, 140, 90]));
		const chat = await Chat.open(session());
		await paste(chat, 'checkout.png', png(640, 480, [190, 90, 40]));
		const images = chat.frame.getByTestId('composer-images').getByTestId('image');
		await images.filter({ hasText: 'checkout.png' }).locator('img').waitFor();
		await chat.composer.pressSequentially('Does @docs/cart.png show the shipping cost?');
		await images.filter({ hasText: 'cart.png' }).nth(1).or(images.nth(1)).locator('img').waitFor();
		await session().screenshot('images/1-composer');
		assert.equal((await simulator.requests()).length, 0);

		await chat.composer.press('Enter');
		await chat.agree();
		await chat.answered();
		assert.match((await chat.last.getByTestId('answer').textContent()) ?? '', /PNG 640 × 480, PNG 1200 × 800/);
		assert.equal(await images.count(), 0);
		const content = (await simulator.requests())[0]!.body.messages.at(-1)!.content as unknown;
		assert.ok(Array.isArray(content) && content.length === 3);

		const shown = chat.last.getByTestId('question').getByTestId('image');
		await shown.first().locator('img').waitFor();
		await session().screenshot('images/2-answer');
		await shown.first().click();
		await session()
			.workbench.tab(/checkout\.png|[0-9a-f]{64}\.png/)
			.waitFor();
		await session().screenshot('images/3-opened');

		await session().reload();
		const again = await Chat.open(session());
		await again.last.getByTestId('question').scrollIntoViewIfNeeded();
		await eventually(
			'both pictures',
			async () => (await again.last.getByTestId('question').locator('img').count()) === 2,
		);
		await again.complete('And where is it computed?');
		const [first, second] = (await simulator.requests()).map((request) => request.body.messages);
		assert.deepEqual(second!.slice(0, first!.length), first);
	});
});

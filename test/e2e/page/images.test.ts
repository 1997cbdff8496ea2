import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ChatView, FromPage, ImageView, ToPage } from '../../../src/protocol';
import { png } from '../../support/images';
import { answeredTurn, emptyChat } from './samples';
import { usePage } from './stage';
import { type ThemeName, themes } from './themes';

const imageInput = { ...emptyChat.endpoint, inputs: ['text' as const, 'image' as const] };
const textOnly = { ...imageInput, model: 'deepseek-v4-pro', inputs: ['text' as const] };
const hashOf = (digit: string) => digit.repeat(64);
const login: ImageView = { hash: hashOf('a'), name: 'login.png', width: 640, height: 480, bytes: 12_345, tokens: 206 };
const wide: ImageView = {
	hash: hashOf('b'),
	name: 'Screenshot 2026-11-25 at 10.42.17 of the dashboard.png',
	...{ width: 1920, height: 1080, bytes: 1_234_567, tokens: 968 },
};
const colors = { a: [190, 60, 60], b: [40, 110, 200] } as const;
const chat: ChatView = { ...emptyChat, endpoint: imageInput, images: [] };
const withTurn: ChatView = { ...chat, turns: [{ ...answeredTurn, images: [login, wide] }] };

describe('images on the chat page', function () {
	this.timeout(60_000);
	const stage = usePage('chat', 'page', { width: 420, height: 800 });
	let page: Page;
	beforeEach(() => {
		page = stage.page;
	});

	const post = (...messages: readonly ToPage[]): Promise<void> => stage.post(...messages);
	const show = (shown: ChatView): Promise<void> => post({ type: 'chat', chat: shown });
	const sent = (): Promise<FromPage[]> => stage.sent();
	const sentOf = async <Type extends FromPage['type']>(type: Type) =>
		(await sent()).filter((message): message is Extract<FromPage, { type: Type }> => message.type === type);
	const byId = (id: string) => stage.byId(id);
	const picture = (image: ImageView, data: string): ToPage => ({
		type: 'picture',
		hash: image.hash,
		file: { format: 'png', data },
	});
	const drawn = async (image: ImageView): Promise<void> => {
		const color = image === login ? colors.a : colors.b;
		await post(picture(image, png(image.width, image.height, color).toString('base64')));
	};
	const seen = (expression: string) => stage.seen(expression);
	/** Puts files and texts onto the composer as the clipboard or a drag does. */
	const transfer = (kind: 'paste' | 'drop', files: readonly string[], data: Readonly<Record<string, string>> = {}) =>
		page.evaluate(
			`((kind, files, data) => {
				const transfer = new DataTransfer();
				for (const name of files) transfer.items.add(new File([new Uint8Array([1, 2, 3, 255])], name, { type: 'image/png' }));
				for (const [type, value] of Object.entries(data)) transfer.setData(type, value);
				const init = { bubbles: true, cancelable: true };
				const target = document.querySelector('textarea');
				const event = kind === 'paste'
					? new ClipboardEvent('paste', { ...init, clipboardData: transfer })
					: new DragEvent('drop', { ...init, dataTransfer: transfer });
				if (kind === 'drop') target.dispatchEvent(new DragEvent('dragenter', { ...init, dataTransfer: transfer }));
				window.dropping = document.querySelector('.composer-box').className;
				target.dispatchEvent(event);
				return event.defaultPrevented;
			})(${JSON.stringify(kind)}, ${JSON.stringify(files)}, ${JSON.stringify(data)})`,
		);

	it('hands over what is pasted and dropped', async () => {
		await show(chat);
		assert.equal(await transfer('paste', ['image.png']), true);
		await seen(`window.sent.some(({ type }) => type === 'attachImages')`);
		assert.deepEqual(await sentOf('attachImages'), [
			{ type: 'attachImages', images: [{ name: 'image.png', data: 'AQID/w==' }] },
		]);
		assert.equal(await transfer('drop', ['a.png', 'b.gif']), true);
		await seen(`window.sent.filter(({ type }) => type === 'attachImages').length === 2`);
		assert.deepEqual(
			(await sentOf('attachImages'))[1]!.images.map(({ name }) => name),
			['a.png', 'b.gif'],
		);
		const uris = 'vscode-remote://host/shop/a.png\r\nvscode-remote://host/shop/b.png';
		await transfer('drop', [], { 'application/vnd.code.uri-list': uris });
		assert.deepEqual(await sentOf('attachFiles'), [{ type: 'attachFiles', uris: uris.split('\r\n') }]);
	});

	it('leaves text to the composer, also where a picture of it is in the clipboard', async () => {
		await show(chat);
		assert.equal(await transfer('paste', ['image.png'], { 'text/plain': 'words' }), false);
		assert.equal(await transfer('drop', [], { 'text/plain': 'words' }), false);
		assert.equal((await sent()).length, 1);
	});

	it('shows what is attached, says so, and takes it away by mouse and by keyboard', async () => {
		await show(chat);
		await post({ type: 'images', images: [login, wide], estimate: { ...chat.estimate!, promptTokens: 199_414 } });
		assert.match(await byId('announcer').innerText(), /login\.png attached, 640.×.480 · ~206.tokens/);
		assert.match(await byId('estimate').innerText(), /~199k.tokens/);
		const images = page.getByRole('list', { name: 'Images of the next question' });
		assert.equal(await images.getByRole('button').count(), 4);
		await page.getByRole('button', { name: /^Open login\.png, 640.×.480/ }).click();
		assert.deepEqual(await sentOf('openImage'), [{ type: 'openImage', hash: login.hash }]);
		await page.getByRole('button', { name: 'Remove login.png' }).click();
		assert.deepEqual(await sentOf('removeImage'), [{ type: 'removeImage', hash: login.hash }]);
		await post({ type: 'images', images: [wide], estimate: chat.estimate });
		assert.match(await byId('announcer').innerText(), /login\.png is not attached any more/);

		await byId('image').focus();
		await page.keyboard.press('Backspace');
		assert.deepEqual((await sentOf('removeImage'))[1], { type: 'removeImage', hash: wide.hash });
		assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'composer');
		await post({ type: 'images', images: [], estimate: chat.estimate });
		assert.equal(await byId('composer-images').count(), 0);
	});

	it('draws pictures from the files it is given, and from nothing else', async () => {
		await show(withTurn);
		// The end of the answer is in view, the question is not: its files are not wanted yet.
		assert.deepEqual(await sentOf('loadPicture'), []);
		await page.evaluate(`document.querySelector('.scroller').scrollTop = 0`);
		await seen(`window.sent.filter(({ type }) => type === 'loadPicture').length === 2`);
		await drawn(login);
		await seen(`document.querySelectorAll('.picture img').length === 1`);
		const [source, width] = await page.evaluate<[string, number]>(
			`(() => { const { src, naturalWidth } = document.querySelector('.picture img'); return [src, naturalWidth]; })()`,
		);
		assert.match(source, /^blob:/);
		assert.equal(width, 512);
		await post(picture(wide, Buffer.from('no image').toString('base64')));
		await page.locator('.picture[data-state=gone]').waitFor();
		await byId('image').first().click();
		assert.deepEqual(await sentOf('openImage'), [{ type: 'openImage', hash: login.hash }]);
		assert.equal(await page.locator('.markdown img').count(), 0);
	});

	it('asks the extension for files with its button', async () => {
		await show(chat);
		await byId('attach').click();
		await stage.told({ type: 'command', command: 'attachImage' });
	});

	it('attaches images that the question names, once', async () => {
		await show(chat);
		await byId('composer').focus();
		await page.keyboard.type('Compare @docs/login.png with @"old shots/login 1.webp" and me@a.png, @src/a.ts');
		assert.deepEqual(
			(await sentOf('mentionImage')).map((message) => message.path),
			['docs/login.png', 'old shots/login 1.webp'],
		);
	});

	it('says before anything is sent that the model takes no images', async () => {
		await show({ ...chat, endpoint: textOnly });
		assert.equal(await transfer('paste', ['image.png']), true);
		await byId('note').waitFor();
		assert.match(await byId('note').innerText(), /deepseek-v4-pro takes text only/);
		assert.match(await byId('announcer').innerText(), /deepseek-v4-pro takes text only/);
		assert.equal(await byId('attach').getAttribute('aria-disabled'), 'true');
		assert.match((await byId('attach').getAttribute('title')) ?? '', /takes text only/);
		await byId('attach').click({ force: true });
		await transfer('drop', [], { 'application/vnd.code.uri-list': 'file:///shop/a.png' });
		assert.equal((await sent()).length, 1);
		await byId('composer').fill('Why?');
		await byId('note').waitFor({ state: 'detached' });
	});

	it('holds a question back whose images the model cannot take, until one of both changes', async () => {
		await show({ ...chat, images: [login] });
		await byId('composer').fill('What is this?');
		await post({ type: 'endpoint', endpoint: textOnly, estimate: chat.estimate });
		assert.match(await byId('obstacle').innerText(), /deepseek-v4-pro takes no images\. Remove the image, or choose/);
		await byId('composer').press('Enter');
		assert.equal((await sentOf('ask')).length, 0);
		await post({ type: 'endpoint', endpoint: imageInput, estimate: chat.estimate });
		await byId('composer').press('Enter');
		assert.equal((await sentOf('ask')).length, 1);
	});

	it('fits, and is pictured in every theme', async () => {
		for (const width of [300, 640]) {
			await page.setViewportSize({ width, height: 620 });
			await show({ ...withTurn, chatId: `images ${width}`, images: [login, wide] });
			await seen(`window.sent.filter(({ type }) => type === 'loadPicture').length >= 2`);
			await drawn(login);
			await drawn(wide);
			await seen(`document.querySelectorAll('.picture img').length === 4`);
			await page.evaluate(`document.querySelector('.scroller').scrollTop = 0`);
			await stage.assertFits('a chat with images');
			for (const theme of Object.keys(themes) as ThemeName[]) {
				await stage.setTheme(theme);
				await stage.picture(`images-${theme}-${width}`);
			}
		}
		await show({ ...chat, endpoint: textOnly });
		await transfer('paste', ['image.png']);
		await byId('note').waitFor();
		await stage.picture('images-refused');
	});
});

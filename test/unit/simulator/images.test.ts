import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { imageTokens } from '../../../src/core/images/imageTokens';
import { usualImageRules } from '../../../src/core/model/catalog/images';
import { readImage } from '../../simulator/images';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { gif, jpeg, png, webp } from '../../support/images';

const url = (bytes: Buffer, type = 'png') => `data:image/${type};base64,${bytes.toString('base64')}`;

describe('the simulator and images', () => {
	let simulator: Simulator;
	before(async () => {
		simulator = await startSimulator();
	});
	after(() => simulator.close());

	async function ask(images: readonly string[], model = 'deepseek-flash') {
		const response = await fetch(`${simulator.baseUrl}/chat/completions`, {
			method: 'POST',
			headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
			body: JSON.stringify({
				model,
				messages: [
					{
						role: 'user',
						content: [
							{ type: 'text', text: 'What is this?' },
							...images.map((each) => ({ type: 'image_url', image_url: { url: each } })),
						],
					},
				],
			}),
		});
		const body = (await response.json()) as {
			error?: { message: string };
			choices?: { message: { content: string } }[];
			usage?: { prompt_tokens: number; prompt_cache_hit_tokens: number };
		};
		return { status: response.status, body };
	}

	it('says which images came, by their bytes, and counts their tokens', async () => {
		const alone = await ask([]);
		const { body, status } = await ask([
			url(png(640, 480)),
			url(jpeg(1920, 1080)),
			url(gif(50, 40)),
			url(webp(900, 10, 'VP8 ')),
		]);
		assert.equal(status, 200);
		assert.match(
			body.choices![0]!.message.content,
			/4 images \(PNG 640 × 480, JPEG 1920 × 1080, GIF 50 × 40, WebP 900 × 10\)/,
		);
		const tokens = [206, 968, readImage(url(gif(50, 40))).tokens, readImage(url(webp(900, 10, 'VP8 '))).tokens];
		assert.equal(
			body.usage!.prompt_tokens - alone.body.usage!.prompt_tokens,
			tokens.reduce((sum, each) => sum + each),
		);
	});

	it('has another prompt for another image of the same size', async () => {
		await ask([url(png(2000, 1000))]);
		const same = await ask([url(png(2000, 1000))]);
		const other = await ask([url(png(2000, 1000, [1, 2, 3]))]);
		assert.ok(same.body.usage!.prompt_cache_hit_tokens > 500);
		assert.equal(other.body.usage!.prompt_cache_hit_tokens, 0);
	});

	it('refuses images for a model that takes none, in the words of each server', async () => {
		const { status, body } = await ask([url(png(4, 4))], 'deepseek-v4-pro');
		assert.equal(status, 400);
		assert.match(body.error!.message, /messages\[0\]: unknown variant `image_url`, expected `text`/);
		const ollama = await startSimulator({ dialect: 'ollama' });
		try {
			const response = await fetch(`${ollama.baseUrl}/chat/completions`, {
				method: 'POST',
				body: JSON.stringify({
					model: 'deepseek-v4.1-flash:latest',
					messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: url(png(4, 4)) } }] }],
				}),
			});
			assert.equal(response.status, 400);
			assert.match(await response.text(), /this model does not support image input/);
		} finally {
			await ollama.close();
		}
	});

	it('refuses what is no image or too large', async () => {
		const broken: readonly [string, RegExp][] = [
			['data:image/png;base64,AAAA', /none of JPEG, PNG, GIF and WebP/],
			['data:image/png;base64,A*==', /not valid base64/],
			['https://example.com/a.png', /only base64/],
			[url(png(8193, 1)), /at most 8192 pixels/],
		];
		for (const [address, message] of broken) {
			const { status, body } = await ask([address]);
			assert.equal(status, 400);
			assert.match(body.error!.message, message);
		}
		const many = await ask(Array(15).fill(url(png(4097, 1))));
		assert.match(many.body.error!.message, /at most 4096 pixels/);
	});

	it('counts as the product estimates', () => {
		const side = fc.integer({ min: 1, max: 8192 });
		fc.assert(
			fc.property(side, side, (width, height) => {
				const { tokens } = readImage(url(jpeg(width, height)));
				assert.equal(imageTokens({ width, height }, usualImageRules.tokens), tokens);
			}),
			{ numRuns: 1_000 },
		);
	});
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { checkImage, checkImages, ImageError } from '../../../src/core/images/checkImages';
import { imageTokens } from '../../../src/core/images/imageTokens';
import { modelFacts } from '../../../src/core/model/catalog';
import { gif, jpeg, png } from '../../support/images';

const rules = modelFacts('deepseek-flash', true).images!;
const message = (run: () => unknown): string => {
	try {
		run();
	} catch (error) {
		assert.ok(error instanceof ImageError);
		return error.message;
	}
	throw new assert.AssertionError({ message: 'nothing was thrown' });
};
const image = (width: number, height: number, bytes = 1_000) => ({ name: 'a.png', width, height, bytes });

describe('what may be sent of images', () => {
	it('says for each model whether it takes images', () => {
		assert.equal(modelFacts('deepseek-v4-pro', true).images, undefined);
		assert.equal(modelFacts('something-else', false).images, undefined);
		assert.deepEqual(modelFacts('something-else', false, { inputs: ['text', 'image'] }).images, rules);
		assert.equal(modelFacts('deepseek-flash', false, { inputs: ['text'] }).images, undefined);
	});

	it('takes what is whole and of a size the model takes', () => {
		assert.deepEqual(checkImage('shot.png', png(640, 480), rules), { format: 'png', width: 640, height: 480 });
		assert.equal(checkImage('photo.png', jpeg(8192, 8192), rules).format, 'jpeg');
	});

	it('says what is wrong with an image', () => {
		assert.match(
			message(() => checkImage('a.txt', Buffer.from('text'), rules)),
			/“a\.txt” is none of the images that can be sent: PNG, JPEG, WebP, GIF\./,
		);
		assert.match(
			message(() => checkImage('a.png', png(4, 4).subarray(0, 50), rules)),
			/cut short/,
		);
		assert.match(
			message(() => checkImage('a.jpg', jpeg(8193, 2), rules)),
			/8,193 × 2 pixels; up to 8,192 on a side/,
		);
		assert.match(
			message(() => checkImage('a.gif', gif(4, 4), { ...rules, formats: ['png'] })),
			/none of the images that can be sent: PNG\./,
		);
		assert.match(
			message(() => checkImage('a.png', new Uint8Array(rules.maxBytes + 1), rules)),
			/has 33\.6 MB; images of up to 33\.6 MB/,
		);
	});

	it('looks at the images of a request together', () => {
		checkImages(Array(14).fill(image(8192, 10)), rules);
		assert.match(
			message(() => checkImages(Array(15).fill(image(4097, 10)), rules)),
			/up to 4,096 on a side are taken in a request with 15 images or more/,
		);
		assert.match(
			message(() => checkImages(Array(601).fill(image(10, 10)), rules)),
			/may hold 600 images/,
		);
		const twenty = 20 * 1_048_576;
		assert.match(
			message(() => checkImages([image(10, 10, twenty), image(10, 10, twenty)], rules)),
			/With its images the request would have/,
		);
	});
});

describe('imageTokens', () => {
	const tokens = (width: number, height: number) => imageTokens({ width, height }, rules.tokens);

	it('gives the numbers that are published for V4.1', () => {
		assert.equal(tokens(640, 480), 206);
		assert.equal(tokens(1920, 1080), 968);
		assert.equal(tokens(4096, 4096), 994);
		assert.equal(tokens(1, 1), 184);
	});

	it('is within the limits for any image', () => {
		const side = fc.integer({ min: 1, max: 8192 });
		fc.assert(
			fc.property(side, side, (width, height) => {
				const count = tokens(width, height);
				assert.ok(count >= 100 && count <= rules.tokens.maxTokens, String(count));
			}),
		);
	});
});

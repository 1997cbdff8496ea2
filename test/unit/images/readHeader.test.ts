import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { readImageHeader } from '../../../src/core/images/readHeader';
import { gif, jpeg, jpegSegment, png, pngChunk, riff, riffChunk, webp } from '../../support/images';

const whole = {
	png: png(33, 21),
	jpeg: jpeg(1920, 1080),
	gif: gif(300, 513),
	'webp, lossy': webp(640, 480, 'VP8 '),
	'webp, lossless': webp(16384, 1, 'VP8L'),
	'webp, extended': webp(700, 500, 'VP8X'),
};

describe('readImageHeader', () => {
	it('reads format and size of each format', () => {
		const sizes = Object.values(whole).map((bytes) => readImageHeader(bytes));
		assert.deepEqual(sizes, [
			{ format: 'png', width: 33, height: 21 },
			{ format: 'jpeg', width: 1920, height: 1080 },
			{ format: 'gif', width: 300, height: 513 },
			{ format: 'webp', width: 640, height: 480 },
			{ format: 'webp', width: 16384, height: 1 },
			{ format: 'webp', width: 700, height: 500 },
		]);
	});

	it('reads files that other programs wrote', () => {
		assert.deepEqual(readImageHeader(readFileSync('media/icons/longview.png')), {
			format: 'png',
			width: 256,
			height: 256,
		});
		const ask = readImageHeader(readFileSync('media/readme/ask.png'));
		assert.ok(typeof ask === 'object' && ask.format === 'png' && ask.width > 1000);
	});

	it('tells a file that is cut, wherever it is cut', () => {
		for (const [name, bytes] of Object.entries(whole)) {
			// A picture whose last byte is only a trailer is still a whole picture.
			const end = name === 'gif' ? bytes.length - 1 : bytes.length;
			for (let length = 0; length < end; length++) {
				const header = readImageHeader(bytes.subarray(0, length));
				assert.equal(typeof header, 'string', `${name} cut at ${length} of ${bytes.length}`);
				assert.ok(length < 16 || header !== 'unknown', `${name} cut at ${length}`);
			}
		}
	});

	it('reads from the middle of a larger buffer', () => {
		const padded = Buffer.concat([Buffer.alloc(7, 0xff), whole.jpeg, Buffer.alloc(9)]);
		assert.deepEqual(readImageHeader(padded.subarray(7)), { format: 'jpeg', width: 1920, height: 1080 });
	});

	it('tells files that contradict themselves', () => {
		const noPixels = Buffer.concat([
			whole.png.subarray(0, 33),
			pngChunk('tEXt', Buffer.from('a')),
			pngChunk('IEND', Buffer.alloc(0)),
		]);
		const flat = Buffer.from(whole.png);
		flat.writeUInt32BE(0, 16);
		const scanFirst = Buffer.concat([Buffer.from([0xff, 0xd8]), jpegSegment(0xda, Buffer.alloc(6)), Buffer.from('x')]);
		const empty = Buffer.concat([whole.gif.subarray(0, 19), Buffer.from([0x3b])]);
		const canvasOnly = riff([riffChunk('VP8X', Buffer.alloc(10)), riffChunk('EXIF', Buffer.alloc(3))]);
		const badFrame = Buffer.from(whole['webp, lossy']);
		badFrame[23] = 0;
		for (const bytes of [noPixels, flat, scanFirst, empty, canvasOnly, badFrame]) {
			assert.equal(readImageHeader(bytes), 'damaged');
		}
	});

	it('takes nothing for an image that is none, and ends on any bytes', () => {
		assert.equal(readImageHeader(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 'unknown');
		assert.equal(readImageHeader(Buffer.from('BM' + 'x'.repeat(60))), 'unknown');
		const starts = Object.values(whole);
		fc.assert(
			fc.property(fc.constantFrom(...starts), fc.nat(40), fc.uint8Array({ maxLength: 200 }), (start, keep, rest) => {
				const header = readImageHeader(Buffer.concat([start.subarray(0, keep), rest]));
				assert.ok(typeof header === 'string' || (header.width > 0 && header.height > 0));
			}),
			{ numRuns: 2_000 },
		);
	});
});

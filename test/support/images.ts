import { crc32, deflateSync } from 'node:zlib';

/** A whole PNG of one colour, which every decoder takes. */
export function png(width: number, height: number, color: readonly [number, number, number] = [30, 110, 200]): Buffer {
	const row = Buffer.alloc(1 + 3 * width);
	for (let x = 0; x < width; x++) {
		row.set(color, 1 + 3 * x);
	}
	const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'),
		pngChunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 2, 0, 0, 0])])),
		pngChunk('IDAT', pixels),
		pngChunk('IEND', Buffer.alloc(0)),
	]);
}

/** One chunk of a PNG with its length and checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

/** The structure of a JPEG, with an application's segment before the size and nonsense for pixels. */
export function jpeg(width: number, height: number): Buffer {
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		jpegSegment(0xe0, Buffer.from('JFIF\0 padding', 'latin1')),
		jpegSegment(0xc2, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])),
		jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
		Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd9]),
	]);
}

export function jpegSegment(marker: number, data: Buffer): Buffer {
	const length = data.length + 2;
	return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), data]);
}

/** The structure of a GIF with one picture, its colour table and a comment. */
export function gif(width: number, height: number): Buffer {
	const size = Buffer.from([width & 255, width >> 8, height & 255, height >> 8]);
	return Buffer.concat([
		Buffer.from('GIF89a', 'latin1'),
		size,
		Buffer.from([0x80, 0, 0]),
		Buffer.from([0, 0, 0, 255, 255, 255]),
		Buffer.from([0x21, 0xfe, 3, 0x3b, 0x3b, 0x3b, 0]),
		Buffer.from([0x2c, 0, 0, 0, 0]),
		size,
		Buffer.from([0, 2, 2, 0x4c, 0x01, 0]),
		Buffer.from([0x3b]),
	]);
}

/** The structure of a WebP: lossy, lossless or extended. */
export function webp(width: number, height: number, form: 'VP8 ' | 'VP8L' | 'VP8X'): Buffer {
	const picture = (kind: 'VP8 ' | 'VP8L') => {
		if (kind === 'VP8 ') {
			const head = Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]);
			head.writeUInt16LE(width, 6);
			head.writeUInt16LE(height, 8);
			return riffChunk(kind, head);
		}
		const head = Buffer.alloc(6);
		head[0] = 0x2f;
		head.writeUInt32LE((width - 1 + (height - 1) * 16384) >>> 0, 1);
		return riffChunk(kind, head);
	};
	const extended = Buffer.alloc(10);
	extended.writeUIntLE(width - 1, 4, 3);
	extended.writeUIntLE(height - 1, 7, 3);
	const chunks = form === 'VP8X' ? [riffChunk(form, extended), picture('VP8L')] : [picture(form)];
	return riff(chunks);
}

export function riff(chunks: readonly Buffer[]): Buffer {
	const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]);
	const size = Buffer.alloc(4);
	size.writeUInt32LE(body.length);
	return Buffer.concat([Buffer.from('RIFF', 'latin1'), size, body]);
}

export function riffChunk(type: string, data: Buffer): Buffer {
	const size = Buffer.alloc(4);
	size.writeUInt32LE(data.length);
	return Buffer.concat([Buffer.from(type, 'latin1'), size, data, Buffer.alloc(data.length % 2)]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

import { createHash } from 'node:crypto';
import { EndpointError } from './errors';

/** An image as the endpoint sees it: told by its bytes, whatever its address claims. */
export interface SimulatedImage {
	readonly format: 'JPEG' | 'PNG' | 'GIF' | 'WebP';
	readonly width: number;
	readonly height: number;
	readonly tokens: number;
	/** Tells this image from others: two prompts with different images are different prompts. */
	readonly fingerprint: number;
}

const largestImage = 32 * 1024 * 1024;
const mostImages = 600;
const longestSide = 8192;
/** With so many images in a request each may be only half as long. */
const manyImages = 15;

/** Reads `data:image/…;base64,…`. Other addresses would have to be downloaded, which the simulator does not do. */
export function readImage(url: string): SimulatedImage {
	const match = /^data:([\w/+.-]*)(?:;[\w=-]+)*;base64,/.exec(url.slice(0, 200));
	if (match === null) {
		throw invalid('only base64 data URLs can be read here');
	}
	const encoded = url.slice(match[0].length);
	if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) {
		throw invalid('the data is not valid base64');
	}
	const bytes = Buffer.from(encoded, 'base64');
	if (bytes.length > largestImage) {
		throw invalid('an image may have at most 32 MiB');
	}
	const size = sizeOf(bytes);
	if (size === undefined || size.width === 0 || size.height === 0) {
		throw invalid('the image is none of JPEG, PNG, GIF and WebP, or it is damaged');
	}
	return {
		...size,
		tokens: tokensOf(size.width, size.height),
		fingerprint: createHash('sha256').update(bytes).digest().readUInt32LE(0),
	};
}

/** Checks the images of a request together. */
export function checkImages(images: readonly SimulatedImage[]): void {
	if (images.length > mostImages) {
		throw invalid(`a request may hold at most ${mostImages} images`);
	}
	const limit = images.length >= manyImages ? longestSide / 2 : longestSide;
	const large = images.find(({ width, height }) => width > limit || height > limit);
	if (large) {
		throw invalid(`an image may have at most ${limit} pixels on a side, one has ${large.width}x${large.height}`);
	}
}

/** `2 images (PNG 640 × 480, JPEG 1920 × 1080)`. */
export function describeImages(images: readonly SimulatedImage[]): string {
	const list = images.map(({ format, width, height }) => `${format} ${width} × ${height}`);
	return `${images.length} image${images.length === 1 ? '' : 's'} (${list.join(', ')})`;
}

function invalid(detail: string): EndpointError {
	return new EndpointError(400, `Invalid image: ${detail}.`);
}

/** The published V4.1 grid: cells of three patches of 14 pixels, a token at the end of each row, a mark at both ends. */
function tokensOf(width: number, height: number): number {
	const zoom = width * height < 544 ** 2 ? 544 / Math.sqrt(width * height) : 1;
	const [w, h] = [Math.trunc(width * zoom) || 1, Math.trunc(height * zoom) || 1];
	const count = (patchesAcross: number, patchesDown: number) =>
		Math.ceil(patchesDown / 3) * (Math.ceil(patchesAcross / 3) + 1) + 2;
	const whole = count(Math.ceil(w / 14), Math.ceil(h / 14));
	if (whole <= 1024) {
		return whole;
	}
	const across = Math.sqrt((1022 * w) / h + 0.25) - 0.5;
	const down = (across * h) / w;
	if (across < 1 || down < 1) {
		return across < 1 ? count(3, 3 * 511) : count(3 * 1021, 3);
	}
	const scale = Math.min((Math.trunc(across) * 42) / w, (Math.trunc(down) * 42) / h);
	return count(Math.trunc((w * scale) / 14 + 1e-9), Math.trunc((h * scale) / 14 + 1e-9));
}

type Size = Pick<SimulatedImage, 'format' | 'width' | 'height'>;

function sizeOf(bytes: Buffer): Size | undefined {
	const text = (from: number, to: number) => bytes.toString('latin1', from, to);
	if (text(1, 4) === 'PNG' && bytes.length > 33) {
		return { format: 'PNG', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
	}
	if (text(0, 3) === 'GIF' && bytes.length > 13) {
		return { format: 'GIF', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
	}
	if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP' && bytes.length >= 30) {
		return webpSize(bytes, text(12, 16));
	}
	return text(0, 2) === '\xff\xd8' ? jpegSize(bytes) : undefined;
}

function webpSize(bytes: Buffer, form: string): Size | undefined {
	switch (form) {
		case 'VP8X':
			return { format: 'WebP', width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
		case 'VP8 ':
			return { format: 'WebP', width: bytes.readUInt16LE(26) % 16384, height: bytes.readUInt16LE(28) % 16384 };
		case 'VP8L': {
			const bits = bytes.readUInt32LE(21);
			return { format: 'WebP', width: (bits % 16384) + 1, height: (Math.floor(bits / 16384) % 16384) + 1 };
		}
		default:
			return undefined;
	}
}

function jpegSize(bytes: Buffer): Size | undefined {
	let at = 2;
	while (at + 9 < bytes.length && bytes[at] === 0xff) {
		const marker = bytes[at + 1]!;
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			return { format: 'JPEG', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
		}
		at += 2 + bytes.readUInt16BE(at + 2);
	}
	return undefined;
}

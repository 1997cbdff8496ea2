import { readGif } from './formats/gif';
import { readJpeg } from './formats/jpeg';
import { readPng } from './formats/png';
import { readWebp } from './formats/webp';
import { HeaderError, type ImageFault } from './headerError';
import type { ImageHeader } from './image';

const readers = [readPng, readJpeg, readWebp, readGif];

/**
 * Reads format and size of an image and makes sure that the file is there to its end. Pixels are not decoded: what is
 * wrong with them is for the endpoint to say.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | ImageFault {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		for (const read of readers) {
			const header = read(view);
			if (header) {
				return header.width > 0 && header.height > 0 ? header : 'damaged';
			}
		}
		return 'unknown';
	} catch (error) {
		if (error instanceof HeaderError) {
			return error.fault;
		}
		if (error instanceof RangeError) {
			// Read behind the end.
			return 'truncated';
		}
		throw error;
	}
}

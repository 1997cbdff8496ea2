import { HeaderError } from '../headerError';
import type { ImageHeader } from '../image';
import { hasText, uint24 } from './bytes';

const head = 12;

/** Size of a WebP in any of its three forms, which must be there as far as it says; undefined for anything else. */
export function readWebp(view: DataView): ImageHeader | undefined {
	if (!hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP')) {
		return undefined;
	}
	const length = view.getUint32(4, true) + 8;
	if (length > view.byteLength) {
		throw new HeaderError('truncated');
	}
	const data = head + 8;
	if (hasText(view, head, 'VP8 ')) {
		return lossy(view, data);
	}
	if (hasText(view, head, 'VP8L')) {
		return lossless(view, data);
	}
	if (!hasText(view, head, 'VP8X') || !hasPixels(view, length)) {
		throw new HeaderError('damaged');
	}
	return { format: 'webp', width: uint24(view, data + 4) + 1, height: uint24(view, data + 7) + 1 };
}

function lossy(view: DataView, at: number): ImageHeader {
	if (view.getUint8(at + 3) !== 0x9d || view.getUint8(at + 4) !== 0x01 || view.getUint8(at + 5) !== 0x2a) {
		throw new HeaderError('damaged');
	}
	// The two highest bits are a hint for showing it.
	return {
		format: 'webp',
		width: view.getUint16(at + 6, true) & 0x3fff,
		height: view.getUint16(at + 8, true) & 0x3fff,
	};
}

function lossless(view: DataView, at: number): ImageHeader {
	if (view.getUint8(at) !== 0x2f) {
		throw new HeaderError('damaged');
	}
	const bits = view.getUint32(at + 1, true);
	return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Whether the extended form holds a picture or frames at all. */
function hasPixels(view: DataView, length: number): boolean {
	for (let at = head; at + 8 <= length;) {
		if (hasText(view, at, 'VP8 ') || hasText(view, at, 'VP8L') || hasText(view, at, 'ANMF')) {
			return true;
		}
		const size = view.getUint32(at + 4, true);
		at += 8 + size + (size % 2);
	}
	return false;
}

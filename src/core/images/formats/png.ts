import type { ImageHeader } from '../image';
import { HeaderError } from '../headerError';
import { hasText } from './bytes';

const signature = '\x89PNG\r\n\x1A\n';
/** Length and type before a chunk's data, and its checksum behind it. */
const frame = 12;

/** Size of a PNG, whose chunks must lead to its end mark; undefined for anything else. */
export function readPng(view: DataView): ImageHeader | undefined {
	if (!hasText(view, 0, signature)) {
		return undefined;
	}
	let at = signature.length;
	if (view.getUint32(at) !== 13 || !hasText(view, at + 4, 'IHDR')) {
		throw new HeaderError('damaged');
	}
	const header = { format: 'png', width: view.getUint32(at + 8), height: view.getUint32(at + 12) } as const;
	let hasPixels = false;
	while (!hasText(view, at + 4, 'IEND')) {
		hasPixels ||= hasText(view, at + 4, 'IDAT');
		at += frame + view.getUint32(at);
	}
	if (at + frame > view.byteLength) {
		throw new HeaderError('truncated');
	}
	if (!hasPixels) {
		throw new HeaderError('damaged');
	}
	return header;
}

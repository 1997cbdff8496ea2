import { HeaderError } from '../headerError';
import type { ImageHeader } from '../image';
import { hasText } from './bytes';

const screen = 13;
const extension = 0x21;
const picture = 0x2c;
const trailer = 0x3b;

/** Size of a GIF, which must hold a whole picture; undefined for anything else. */
export function readGif(view: DataView): ImageHeader | undefined {
	if (!hasText(view, 0, 'GIF87a') && !hasText(view, 0, 'GIF89a')) {
		return undefined;
	}
	const header = { format: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) } as const;
	let at = screen + colorTable(view.getUint8(10));
	for (let pictures = 0; ;) {
		// Many writers leave the trailer out; a whole picture is enough.
		const kind = at === view.byteLength && pictures > 0 ? trailer : view.getUint8(at);
		switch (kind) {
			case trailer:
				if (pictures === 0) {
					throw new HeaderError('damaged');
				}
				return header;
			case extension:
				at = afterBlocks(view, at + 2);
				break;
			case picture:
				at = afterBlocks(view, at + 11 + colorTable(view.getUint8(at + 9)));
				pictures++;
				break;
			default:
				throw new HeaderError('damaged');
		}
	}
}

/** Bytes of the table that a set of flags announces. */
function colorTable(flags: number): number {
	return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 0x07) + 1);
}

/** The place behind a row of blocks, each with its length before it, that ends with an empty one. */
function afterBlocks(view: DataView, start: number): number {
	let at = start;
	for (let size = view.getUint8(at); size > 0; size = view.getUint8(at)) {
		at += 1 + size;
	}
	return at + 1;
}

import { HeaderError } from '../headerError';
import type { ImageHeader } from '../image';

const marker = 0xff;
const start = 0xd8;
const end = 0xd9;
const scan = 0xda;

/** Size of a JPEG, which must have pixels and an end mark behind them; undefined for anything else. */
export function readJpeg(view: DataView): ImageHeader | undefined {
	if (view.byteLength < 3 || view.getUint8(0) !== marker || view.getUint8(1) !== start || view.getUint8(2) !== marker) {
		return undefined;
	}
	let size: ImageHeader | undefined;
	for (let at = 2; ;) {
		if (view.getUint8(at) !== marker) {
			throw new HeaderError('damaged');
		}
		const code = view.getUint8(at + 1);
		if (code === marker) {
			// A marker may be preceded by any number of fill bytes.
			at++;
		} else if (isAlone(code)) {
			at += 2;
		} else if (code === end) {
			throw new HeaderError('damaged');
		} else {
			if (isFrame(code)) {
				size = { format: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
			}
			if (code === scan) {
				return closed(view, at, size);
			}
			const length = view.getUint16(at + 2);
			if (length < 2) {
				throw new HeaderError('damaged');
			}
			at += 2 + length;
		}
	}
}

/** Markers without a segment. */
function isAlone(code: number): boolean {
	return code === 0x01 || (code >= 0xd0 && code <= start);
}

/** Segments that tell the size: all of C0 to CF but three that mean something else. */
function isFrame(code: number): boolean {
	return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

/** Cameras append data of their own, so the end mark is looked for from behind. */
function closed(view: DataView, scanAt: number, size: ImageHeader | undefined): ImageHeader {
	if (!size) {
		throw new HeaderError('damaged');
	}
	for (let at = view.byteLength - 2; at > scanAt; at--) {
		if (view.getUint8(at) === marker && view.getUint8(at + 1) === end) {
			return size;
		}
	}
	throw new HeaderError('truncated');
}

/** Whether ASCII text stands at a place. */
export function hasText(view: DataView, at: number, text: string): boolean {
	if (at + text.length > view.byteLength) {
		return false;
	}
	for (let index = 0; index < text.length; index++) {
		if (view.getUint8(at + index) !== text.charCodeAt(index)) {
			return false;
		}
	}
	return true;
}

/** A number of 24 bits, the lowest first. */
export function uint24(view: DataView, at: number): number {
	return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}

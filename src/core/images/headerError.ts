/**
 * What is wrong with a file: `unknown` is none of our formats, `truncated` ends too early, `damaged` contradicts itself.
 */
export type ImageFault = 'unknown' | 'truncated' | 'damaged';

/** Thrown by readers that come upon something wrong. */
export class HeaderError extends Error {
	constructor(readonly fault: ImageFault) {
		super(fault);
	}
}

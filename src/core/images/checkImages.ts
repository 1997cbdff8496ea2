import { LongviewError } from '../common/errors';
import { formatBytes, formatCount } from '../common/format';
import type { ImageFault } from './headerError';
import { formatLabels, type ImageAttachment, type ImageHeader, type ImageRules } from './image';
import { readImageHeader } from './readHeader';

/** Thrown for an image that cannot be sent. The message says why. */
export class ImageError extends LongviewError {
	readonly kind = 'image';
}

/**
 * Format and size of an image that a model takes.
 * @throws ImageError
 */
export function checkImage(name: string, bytes: Uint8Array, rules: ImageRules): ImageHeader {
	checkImageSize(name, bytes.length, rules);
	const header = readImageHeader(bytes);
	if (typeof header === 'string') {
		throw new ImageError(`“${name}” ${faults(rules)[header]}`);
	}
	if (!rules.formats.includes(header.format)) {
		throw new ImageError(`“${name}” ${faults(rules).unknown}`);
	}
	checkSide(name, header, rules.maxSide, '');
	return header;
}

/**
 * Makes sure that a file is not too large, before it is read.
 * @throws ImageError
 */
export function checkImageSize(name: string, bytes: number, rules: ImageRules): void {
	if (bytes > rules.maxBytes) {
		throw new ImageError(
			`“${name}” has ${formatBytes(bytes)}; images of up to ${formatBytes(rules.maxBytes)} are taken. Attach a smaller version.`,
		);
	}
}

/**
 * Makes sure that images may be sent together.
 * @param images all of a request, those of earlier questions included
 * @throws ImageError
 */
export function checkImages(images: readonly Omit<ImageAttachment, 'hash' | 'format'>[], rules: ImageRules): void {
	if (images.length > rules.maxCount) {
		throw new ImageError(
			`A request may hold ${formatCount(rules.maxCount)} images, those of earlier questions included; these are ${formatCount(images.length)}. Start a new chat, or attach fewer.`,
		);
	}
	if (images.length >= rules.many) {
		for (const image of images) {
			checkSide(image.name, image, rules.maxSideOfMany, ` in a request with ${rules.many} images or more`);
		}
	}
	const encoded = images.reduce((sum, { bytes }) => sum + base64Length(bytes), 0);
	if (encoded > rules.maxRequestBytes) {
		throw tooMuch(encoded, rules);
	}
}

/**
 * Makes sure that a whole request is not too large.
 * @throws ImageError
 */
export function checkRequestSize(bytes: number, rules: ImageRules): void {
	if (bytes > rules.maxRequestBytes) {
		throw tooMuch(bytes, rules);
	}
}

/** Bytes of a file in base64. */
export function base64Length(bytes: number): number {
	return 4 * Math.ceil(bytes / 3);
}

function tooMuch(bytes: number, rules: ImageRules): ImageError {
	return new ImageError(
		`With its images the request would have ${formatBytes(bytes)}, those of earlier questions included; up to ${formatBytes(rules.maxRequestBytes)} are taken. Attach fewer or smaller images, or start a new chat.`,
	);
}

function checkSide(
	name: string,
	{ width, height }: Pick<ImageHeader, 'width' | 'height'>,
	limit: number,
	when: string,
) {
	if (Math.max(width, height) > limit) {
		throw new ImageError(
			`“${name}” has ${formatCount(width)} × ${formatCount(height)} pixels; up to ${formatCount(limit)} on a side are taken${when}. Attach a smaller version.`,
		);
	}
}

function faults({ formats }: ImageRules): Readonly<Record<ImageFault, string>> {
	return {
		unknown: `is none of the images that can be sent: ${formats.map((format) => formatLabels[format]).join(', ')}.`,
		truncated: 'is cut short: its end is missing. Save or copy it again, then attach it once more.',
		damaged: 'is damaged: it is not what its first bytes say. Save or copy it again, then attach it once more.',
	};
}

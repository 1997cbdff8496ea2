/** Kinds of image that models take, told by the bytes and never by a file's name. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif';

/** What the head of an image file tells. */
export interface ImageHeader {
	readonly format: ImageFormat;
	/** Pixels. */
	readonly width: number;
	/** Pixels. */
	readonly height: number;
}

/** What the words of a question tell of an image. */
export type NamedImage = Pick<ImageAttachment, 'name' | 'width' | 'height'>;

/** An image beside a question. Its bytes are kept apart, under their address. */
export interface ImageAttachment extends ImageHeader {
	/** SHA-256 of the file's bytes, in hexadecimal: its address. */
	readonly hash: string;
	/** The file's name, or one that we gave it. */
	readonly name: string;
	/** Size of the file. */
	readonly bytes: number;
}

/** An image as it is sent. */
export interface MessageImage extends ImageAttachment {
	/** The file in base64, as ASCII: it is copied into the body without being turned into a string. */
	readonly base64: Uint8Array;
	/** Our estimate; the endpoint's own number is part of its usage. */
	readonly tokens: number;
}

/** What an image of a size becomes for the model. */
export interface ImageTokenRule {
	/** Side of the square that becomes one token, in pixels. */
	readonly cell: number;
	/** A shrunk image has a side of a whole number of these, in pixels. */
	readonly patch: number;
	/** Images of fewer pixels are enlarged to so many. */
	readonly minPixels: number;
	/** Images of more tokens are made smaller until they fit. */
	readonly maxTokens: number;
}

/** What a model takes of images. */
export interface ImageRules {
	readonly formats: readonly ImageFormat[];
	/** Size of one file. */
	readonly maxBytes: number;
	/** Images of one request, earlier questions included. */
	readonly maxCount: number;
	/** Longest side, in pixels. */
	readonly maxSide: number;
	/** With so many images in a request, `maxSideOfMany` holds for each of them. */
	readonly many: number;
	readonly maxSideOfMany: number;
	/** Size of a whole request. */
	readonly maxRequestBytes: number;
	readonly tokens: ImageTokenRule;
}

export const formatLabels: Readonly<Record<ImageFormat, string>> = {
	png: 'PNG',
	jpeg: 'JPEG',
	webp: 'WebP',
	gif: 'GIF',
};

/** The ending of a file of a format. */
export const formatExtensions: Readonly<Record<ImageFormat, string>> = {
	png: 'png',
	jpeg: 'jpg',
	webp: 'webp',
	gif: 'gif',
};

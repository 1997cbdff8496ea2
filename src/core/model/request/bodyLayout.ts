/**
 * How a body is put together: JSON as it stands, the text of a message as a JSON string literal, or an image in base64.
 * Small beside the body, from whose large parts it only names places.
 */
export type BodyPart =
	| string
	| { /** Place of the message whose text stands here. */ readonly message: number; readonly image?: undefined }
	| { readonly message: number; /** Place among the images of the message. */ readonly image: number };

/** Where the large parts of a body come from. */
export interface BodySource {
	/** UTF-8 of the JSON string literal, quotes included. */
	literal(message: number): Uint8Array;
	/** Base64, as ASCII. */
	image(message: number, image: number): Uint8Array;
}

/** The bytes of a body. They are copied once. */
export function assembleBody(layout: readonly BodyPart[], source: BodySource): Uint8Array<ArrayBuffer> {
	const encoder = new TextEncoder();
	const pieces = layout.map((part) =>
		typeof part === 'string'
			? encoder.encode(part)
			: part.image === undefined
				? source.literal(part.message)
				: source.image(part.message, part.image),
	);
	const whole = new Uint8Array(pieces.reduce((sum, bytes) => sum + bytes.length, 0));
	let position = 0;
	for (const bytes of pieces) {
		whole.set(bytes, position);
		position += bytes.length;
	}
	return whole;
}

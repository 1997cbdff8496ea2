import { createHash } from 'node:crypto';
import { LongviewError } from '../../core/common/errors';
import { jsonStringLiteral } from '../../core/common/jsonText';
import type { ImageSource } from '../../core/conversation/turnImages';
import { assembleBody } from '../../core/model/request/bodyLayout';
import type { LedgerEntry, LedgerStore } from './ledgerStore';

/** Thrown when the bytes of a request cannot be had any more. */
export class SentBodyError extends LongviewError {
	readonly kind = 'sent-body';
}

/**
 * The body of a request, byte for byte as it was sent: put together from the parts that are kept, and checked against its
 * SHA-256.
 * @param images where the images of chats are kept
 * @throws SentBodyError
 */
export async function sentBody(
	entry: LedgerEntry,
	ledger: LedgerStore,
	images: ImageSource | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
	const { body, messages } = entry;
	if (!body) {
		throw new SentBodyError(
			'The exact bytes of this request were not noted: it was never sent, or by an earlier version of Longview. “Show What Was Sent…” shows its messages.',
		);
	}
	const texts = await ledger.texts(entry);
	const literals = texts.map((text, index) => {
		if (!text) {
			const what = 'packId' in messages[index]! ? 'Its pack' : `The text of its message ${index + 1}`;
			throw new SentBodyError(
				`The bytes of this request cannot be had any more. ${what} was forgotten to save space, or its file is damaged. “Show What Was Sent…” shows what is left.`,
			);
		}
		return jsonStringLiteral(text);
	});
	const shown = await loadImages(entry, images);
	let bytes: Uint8Array<ArrayBuffer> | undefined;
	try {
		bytes = assembleBody(body.layout, {
			literal: (message) => literals[message]!,
			image: (message, image) => shown[message]![image]!,
		});
	} catch {
		// A damaged layout names parts that are not there.
	}
	if (!bytes || createHash('sha256').update(bytes).digest('hex') !== body.sha256) {
		throw new SentBodyError(
			'The parts that are kept of this request do not give the bytes that were sent: its entry is damaged. “Show What Was Sent…” shows what is left.',
		);
	}
	return bytes;
}

/** By message. */
async function loadImages(
	{ chatId, messages }: LedgerEntry,
	source: ImageSource | undefined,
): Promise<readonly (readonly Uint8Array[])[]> {
	return await Promise.all(
		messages.map(async (message) =>
			'packId' in message
				? []
				: await Promise.all(
						(message.images ?? []).map(async (image) => {
							const base64 = await source?.base64(chatId, image).catch(() => undefined);
							if (!base64) {
								throw new SentBodyError(
									`The bytes of this request cannot be had any more. The image “${image.name}” stays with its chat, and is gone with it, or its file is damaged. “Show What Was Sent…” shows what is left.`,
								);
							}
							return base64;
						}),
					),
		),
	);
}

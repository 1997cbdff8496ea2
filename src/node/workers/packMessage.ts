import {
	sectionBuffers,
	SectionColumns,
	sectionColumns,
	type SectionColumnsData,
} from '../../core/context/sectionColumns';
import type { Pack } from '../../core/context/types';
import type { Codec } from './messages';

/**
 * A pack on its way to another thread. The receiving thread pays for every object and byte that a message holds, and a
 * pack has tens of thousands of sections and megabytes of text: so they travel as a few columns, and the bytes are handed
 * over instead of being copied there.
 */
interface PackMessage {
	readonly pack: Omit<Pack, 'bytes' | 'json' | 'sections'>;
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly json: Uint8Array<ArrayBuffer>;
	readonly columns: SectionColumnsData;
}

/** @returns a message with memory of its own, which may be handed over */
function packToMessage(pack: Pack): PackMessage {
	const { bytes, json, sections, ...facts } = pack;
	return {
		pack: facts,
		bytes: new Uint8Array(bytes),
		json: new Uint8Array(json),
		columns: sectionColumns(sections),
	};
}

/** Packs travel as columns, everything else as it is. */
export const packCodec: Codec = {
	encode: (output) => {
		if (output instanceof Uint8Array && output.buffer instanceof ArrayBuffer) {
			// The bytes of a file, which nobody here needs any more.
			const bytes = output.length === output.buffer.byteLength ? output : new Uint8Array(output);
			return { message: bytes, transfer: [bytes.buffer as ArrayBuffer] };
		}
		if (!isPack(output)) {
			return { message: output, transfer: [] };
		}
		const message = packToMessage(output);
		const { bytes, json, columns } = message;
		return { message, transfer: [bytes.buffer, json.buffer, ...sectionBuffers(columns)] };
	},
	decode: (message) => {
		if (!isPackMessage(message)) {
			return message;
		}
		const { pack, bytes, json, columns } = message;
		return { ...pack, bytes, json, sections: new SectionColumns(columns) };
	},
};

function isPack(output: unknown): output is Pack {
	return typeof output === 'object' && output !== null && 'sections' in output && 'json' in output;
}

function isPackMessage(message: unknown): message is PackMessage {
	return typeof message === 'object' && message !== null && 'columns' in message && 'json' in message;
}

import type { Pack, Section } from '../../core/context/types';
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
	/** Paths, tiers and hashes, each joined by NUL: no path holds one. */
	readonly paths: string;
	readonly tiers: string;
	readonly hashes: string;
	/** For each section where its text starts and ends, and whether it ends with a line feed. */
	readonly places: Float64Array<ArrayBuffer>;
}

const numbers = 3;
const separator = '\0';

/** @returns a message with memory of its own, which may be handed over */
function packToMessage(pack: Pack): PackMessage {
	const { bytes, json, sections, ...facts } = pack;
	const places = new Float64Array(numbers * sections.length);
	sections.forEach(({ start, end, finalNewline }, index) => {
		places.set([start, end, finalNewline ? 1 : 0], numbers * index);
	});
	const join = (column: (section: Section) => string) => sections.map(column).join(separator);
	return {
		pack: facts,
		bytes: new Uint8Array(bytes),
		json: new Uint8Array(json),
		paths: join(({ path }) => path),
		tiers: join(({ tier }) => tier),
		hashes: join(({ hash }) => hash),
		places,
	};
}

/** What to hand over with a message instead of copying it. */
function transferOf({ bytes, json, places }: PackMessage): ArrayBuffer[] {
	return [bytes.buffer, json.buffer, places.buffer];
}

function packFromMessage({ pack, bytes, json, paths, tiers, hashes, places }: PackMessage): Pack {
	const tierOf = tiers.split(separator) as Section['tier'][];
	const hashOf = hashes.split(separator);
	const isEmpty = places.length === 0;
	const sections = (isEmpty ? [] : paths.split(separator)).map((path, index): Section => {
		const at = numbers * index;
		return {
			path,
			tier: tierOf[index]!,
			start: places[at]!,
			end: places[at + 1]!,
			finalNewline: places[at + 2] === 1,
			hash: hashOf[index]!,
		};
	});
	return { ...pack, bytes, json, sections };
}

/** Packs travel as columns, everything else as it is. */
export const packCodec: Codec = {
	encode: (output) => {
		if (!isPack(output)) {
			return { message: output, transfer: [] };
		}
		const message = packToMessage(output);
		return { message, transfer: transferOf(message) };
	},
	decode: (message) => (isPackMessage(message) ? packFromMessage(message) : message),
};

function isPack(output: unknown): output is Pack {
	return typeof output === 'object' && output !== null && 'sections' in output && 'json' in output;
}

function isPackMessage(message: unknown): message is PackMessage {
	return typeof message === 'object' && message !== null && 'places' in message && 'hashes' in message;
}

import { isCellId, type CellKind } from './notebook';

/** What a marker line says about the cell that follows. */
export interface Marker {
	/** Number of the cell in the notebook, from 1; undefined when none is given. */
	readonly index: number | undefined;
	readonly kind: CellKind;
	/** Language of a code cell; empty when none is given. */
	readonly language: string;
	readonly id: string | undefined;
}

export function formatMarker({ index, kind, language, id }: Marker): string {
	const number = index === undefined ? '' : ` ${index}`;
	return `# %%${number} [${language === '' ? kind : `${kind} ${language}`}]${id === undefined ? '' : ` id=${id}`}`;
}

const form = /^# %%(?: (\d{1,9}))?(?: \[(code|markdown|raw)(?: ([^\s\]=]{1,40}))?\])?(?: id=(\S+))?[ \t]*$/;

/** Reads a marker line; number, kind and id may be missing. Undefined when the line is none. */
export function parseMarker(line: string): Marker | undefined {
	const parts = form.exec(line);
	if (!parts) {
		return undefined;
	}
	return {
		index: parts[1] === undefined ? undefined : Number(parts[1]),
		kind: (parts[2] as CellKind | undefined) ?? 'code',
		language: parts[3] ?? '',
		id: isCellId(parts[4]) ? parts[4] : undefined,
	};
}

/** Puts a backslash before lines of a cell that look like a marker, or like an escaped one. */
export function escapeMarkers(text: string): string {
	return text.replace(/^\\*# %%/gm, (start) => `\\${start}`);
}

export function unescapeMarkers(text: string): string {
	return text.replace(/^\\(?=\\*# %%)/gm, '');
}

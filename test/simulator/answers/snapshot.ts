import { applyHunks } from './patch';

/** The repository as the conversation tells it. */
export interface Snapshot {
	/** Text by path, in the order of the pack. */
	readonly files: ReadonlyMap<string, string>;
}

const elementStart = /^<(file|diff|deleted|renamed) ([^>]*)>$/;

/** Reads the pack in a message; undefined when the message holds none. */
export function parsePack(message: string): Snapshot | undefined {
	if (!/^<repository[ >]/.test(message) && !/^<file path="/m.test(message)) {
		return undefined;
	}
	const files = new Map<string, string>();
	for (const element of elements(message)) {
		if (element.name === 'file') {
			files.set(element.path, element.text);
		}
	}
	return { files };
}

/** The snapshot after the `<changes>` a message begins with; the snapshot itself when there are none. */
export function applyChanges(snapshot: Snapshot, message: string): Snapshot {
	if (!message.startsWith('<changes>')) {
		return snapshot;
	}
	const files = new Map(snapshot.files);
	for (const element of elements(message, '</changes>')) {
		const before = files.get(element.path);
		switch (element.name) {
			case 'file':
				files.set(element.path, element.text);
				break;
			case 'diff':
				files.set(element.path, applyHunks(before ?? '', element.text));
				break;
			case 'deleted':
				files.delete(element.path);
				break;
			case 'renamed':
				files.delete(element.path);
				files.set(element.to ?? element.path, before ?? '');
				break;
		}
	}
	return { files };
}

interface PackElement {
	readonly name: 'file' | 'diff' | 'deleted' | 'renamed';
	readonly path: string;
	readonly to: string | undefined;
	readonly text: string;
}

/** The elements of a pack or of changes. A file's own text may look like markup: its `lines` say where it ends. */
function* elements(message: string, end?: string): Iterable<PackElement> {
	let at = 0;
	while (at < message.length) {
		const line = lineAt(message, at);
		if (line === end) {
			return;
		}
		at += line.length + 1;
		const match = line.startsWith('<') ? elementStart.exec(line) : null;
		if (match === null) {
			continue;
		}
		const name = match[1] as PackElement['name'];
		const attributes = parseAttributes(match[2]!);
		const path = attributes.get('path') ?? attributes.get('from') ?? '';
		if (name === 'deleted' || name === 'renamed') {
			yield { name, path, to: attributes.get('to'), text: '' };
			continue;
		}
		const textEnd = findEnd(message, at, name, attributes.get('lines'));
		yield { name, path, to: undefined, text: message.slice(at, textEnd) };
		at = textEnd + `</${name}>\n`.length;
	}
}

function lineAt(text: string, at: number): string {
	const end = text.indexOf('\n', at);
	return end === -1 ? text.slice(at) : text.slice(at, end);
}

function findEnd(message: string, at: number, name: string, lines: string | undefined): number {
	const closing = `</${name}>`;
	if (lines !== undefined && /^\d+$/.test(lines)) {
		let end = at;
		for (let left = Number(lines); left > 0 && end > at - 1; left--) {
			end = message.indexOf('\n', end) + 1;
			if (end === 0) {
				break;
			}
		}
		if (end >= at && message.startsWith(closing, end)) {
			return end;
		}
	}
	const found = message.startsWith(closing, at) ? at : message.indexOf(`\n${closing}`, at) + 1;
	return found > 0 ? found : message.length;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function parseAttributes(text: string): Map<string, string> {
	const attributes = new Map<string, string>();
	for (const [, name, value] of text.matchAll(/([\w-]+)="([^"]*)"/g)) {
		attributes.set(name!, unescapeAttribute(value!));
	}
	return attributes;
}

function unescapeAttribute(value: string): string {
	return value.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hexadecimal, name) => {
		if (typeof decimal === 'string') {
			return String.fromCodePoint(Number(decimal));
		}
		if (typeof hexadecimal === 'string') {
			return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
		}
		return entities[String(name)] ?? all;
	});
}

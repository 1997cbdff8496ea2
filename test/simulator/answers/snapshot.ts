import { applyHunks } from './patch';

/** The repository as the conversation tells it. */
export interface Snapshot {
	/** Text by path, in the order of the pack. */
	readonly files: ReadonlyMap<string, string>;
	/** Those of them that were shown in part only: a skeleton, or the first lines. */
	readonly partial: ReadonlySet<string>;
}

export const emptySnapshot: Snapshot = { files: new Map(), partial: new Set() };

const elementStart = /^<(file|diff|deleted|omitted|renamed) ([^>]*)>$/;

/** Reads the pack in a message; undefined when the message holds none. */
export function parsePack(message: string): Snapshot | undefined {
	if (!/^<repository[ >]/.test(message) && !/^<file path="/m.test(message)) {
		return undefined;
	}
	const files = new Map<string, string>();
	const partial = new Set<string>();
	for (const element of elements(message)) {
		if (element.name === 'file') {
			files.set(element.path, element.text);
			if (element.isPart) {
				partial.add(element.path);
			}
		}
	}
	return { files, partial };
}

/** The snapshot after the `<changes>` and the `<focus>` a message begins with; the same one when there are none. */
export function bringUpToDate(snapshot: Snapshot, message: string): Snapshot {
	const files = new Map(snapshot.files);
	const partial = new Set(snapshot.partial);
	let at = 0;
	for (;;) {
		const name = ['changes', 'focus'].find((each) => message.startsWith(`<${each}>\n`, at));
		if (name === undefined) {
			return at === 0 ? snapshot : { files, partial };
		}
		at = yieldTo(elements(message, at + `<${name}>\n`.length, `</${name}>`), (element) => {
			applyElement(element, files, partial);
		});
	}
}

/** Hands over what is yielded and gives what is returned. */
function yieldTo<Item, Result>(items: Generator<Item, Result>, take: (item: Item) => void): Result {
	for (let next = items.next(); ; next = items.next()) {
		if (next.done === true) {
			return next.value;
		}
		take(next.value);
	}
}

function applyElement(element: PackElement, files: Map<string, string>, partial: Set<string>): void {
	const { name, path, to = path, text } = element;
	const before = files.get(path) ?? '';
	switch (name) {
		case 'file':
			files.set(path, text);
			break;
		case 'diff':
			files.set(path, applyHunks(before, text));
			break;
		case 'deleted':
		case 'omitted':
			files.delete(path);
			break;
		case 'renamed':
			files.delete(path);
			files.set(to, before);
			break;
	}
	partial.delete(path);
	if (element.isPart) {
		partial.add(path);
	}
}

interface PackElement {
	readonly name: 'file' | 'diff' | 'deleted' | 'omitted' | 'renamed';
	readonly path: string;
	readonly to: string | undefined;
	readonly text: string;
	readonly isPart: boolean;
}

/**
 * The elements of a pack or of changes. A file's own text may look like markup: its `lines` say where it ends.
 * @param end the line that ends them
 * @returns where they end
 */
function* elements(message: string, start = 0, end?: string): Generator<PackElement, number> {
	let at = start;
	while (at < message.length) {
		const line = lineAt(message, at);
		at += line.length + 1;
		if (line === end) {
			return at;
		}
		const match = line.startsWith('<') ? elementStart.exec(line) : null;
		if (match === null) {
			continue;
		}
		const name = match[1] as PackElement['name'];
		const attributes = parseAttributes(match[2]!);
		const path = attributes.get('path') ?? attributes.get('from') ?? '';
		if (name !== 'file' && name !== 'diff') {
			yield { name, path, to: attributes.get('to'), text: '', isPart: false };
			continue;
		}
		const textEnd = findEnd(message, at, name, attributes.get('lines'));
		yield { name, path, to: undefined, text: message.slice(at, textEnd), isPart: attributes.has('part') };
		at = textEnd + `</${name}>\n`.length;
	}
	return message.length;
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

import * as v from 'valibot';
import type { JournalEntry, JournalFile, JournalState, PendingRecord } from './journalState';

/** Name of a stored text. */
const textName = v.string();

const pendingRecord = v.object({
	path: v.string(),
	baseline: v.optional(textName),
	applied: textName,
	deleted: v.boolean(),
	renamedFrom: v.optional(v.string()),
	entryId: v.string(),
});

const journalFile = v.object({
	path: v.string(),
	renamedTo: v.optional(v.string()),
	text: v.optional(textName),
	bytes: v.optional(textName),
	unsaved: v.boolean(),
	lastKnown: v.optional(textName),
	decided: v.optional(v.picklist(['accepted', 'rejected', 'mixed'])),
	summary: v.optional(
		v.object({
			change: v.picklist(['modified', 'created', 'deleted', 'renamed']),
			hunks: v.number(),
			added: v.number(),
			removed: v.number(),
		}),
	),
	edits: v.optional(v.pipe(v.array(v.number()), v.readonly())),
	earlier: v.optional(pendingRecord),
});

const journalEntry = v.object({
	id: v.string(),
	title: v.string(),
	at: v.number(),
	finished: v.boolean(),
	files: v.array(journalFile),
});

const journal = v.object({
	version: v.literal(1),
	entries: v.array(journalEntry),
	pending: v.array(pendingRecord),
});

type StoredRecord = v.InferOutput<typeof pendingRecord>;
type StoredFile = v.InferOutput<typeof journalFile>;

/** Every text a state speaks of. */
export function textsOf(state: JournalState): Set<string> {
	const texts = new Set<string>();
	writeJournal(state, (text) => {
		texts.add(text);
		return '';
	});
	return texts;
}

/** A state as it is stored, with its texts replaced by names. */
export function writeJournal(state: JournalState, nameOf: (text: string) => string): unknown {
	const optional = (text: string | undefined) => (text === undefined ? undefined : nameOf(text));
	const record = (each: PendingRecord): StoredRecord => ({
		...each,
		baseline: optional(each.baseline),
		applied: nameOf(each.applied),
	});
	const file = (each: JournalFile): StoredFile => ({
		...each,
		text: optional(each.text),
		bytes: optional(each.bytes),
		lastKnown: optional(each.lastKnown),
		earlier: each.earlier && record(each.earlier),
	});
	return {
		version: 1,
		entries: state.entries.map((entry) => ({ ...entry, files: entry.files.map(file) })),
		pending: state.pending.map(record),
	};
}

class MissingText extends Error {}

/**
 * The state that was stored. What speaks of a text that is missing is left out.
 * @returns undefined when the content is no journal
 */
export function readJournal(
	content: unknown,
	textOf: (name: string) => string | undefined,
): { readonly state: JournalState; readonly damaged: readonly string[] } | undefined {
	const parsed = v.safeParse(journal, content);
	if (!parsed.success) {
		return undefined;
	}
	const damaged: string[] = [];
	const needed = (name: string): string => {
		const text = textOf(name);
		if (text === undefined) {
			throw new MissingText(name);
		}
		return text;
	};
	const optional = (name: string | undefined) => (name === undefined ? undefined : needed(name));
	const complete = <Stored extends { readonly path: string }, Content>(
		stored: readonly Stored[],
		read: (each: Stored) => Content,
	) =>
		stored.flatMap((each) => {
			try {
				return [read(each)];
			} catch (error) {
				if (error instanceof MissingText) {
					damaged.push(each.path);
					return [];
				}
				throw error;
			}
		});
	const record = ({ renamedFrom, ...each }: StoredRecord): PendingRecord => ({
		...each,
		...(renamedFrom === undefined ? {} : { renamedFrom }),
		baseline: optional(each.baseline),
		applied: needed(each.applied),
	});
	const file = ({ renamedTo, bytes, decided, summary, edits, earlier, ...each }: StoredFile): JournalFile => ({
		...each,
		...(renamedTo === undefined ? {} : { renamedTo }),
		...(bytes === undefined ? {} : { bytes: needed(bytes) }),
		...(decided === undefined ? {} : { decided }),
		...(summary === undefined ? {} : { summary }),
		...(edits === undefined ? {} : { edits }),
		...(earlier === undefined ? {} : { earlier: record(earlier) }),
		text: optional(each.text),
		lastKnown: optional(each.lastKnown),
	});
	const entries = parsed.output.entries.map((entry): JournalEntry => ({
		...entry,
		files: complete(entry.files, file),
	}));
	return {
		state: {
			entries: entries.filter((entry) => entry.files.length > 0),
			pending: complete(parsed.output.pending, record),
		},
		damaged,
	};
}

import { errorMessage } from '../common/errors';
import type { LineChange } from '../common/lineChange';
import { checkPath } from './safety';
import type { Edit, EditResult, PlannedFile, ReadText } from './types';

const bom = '\ufeff';

/** A file while a plan is made. */
export interface FileState {
	/** Where it is on disk, or will be created. */
	readonly path: string;
	/** Where the edits so far put it. */
	location: string;
	/** Text on disk as it was read; undefined when there is none. */
	readonly before: string | undefined;
	/** The same without BOM. */
	readonly original: string | undefined;
	/** Text after the edits so far, without BOM; undefined when there is none. */
	text: string | undefined;
	/** How replacements so far made `text` of `original`; undefined when they did not, or not they alone. */
	changes?: readonly LineChange[] | undefined;
}

/** Where a file is, or where it will be created. */
export function pathOnDisk({ before, location, path }: FileState): string {
	return before === undefined ? location : path;
}

/** The files a plan touches, by the place the edits so far put them. */
export class FileStates {
	private readonly reads = new Map<string, Promise<string | undefined>>();
	private readonly byLocation = new Map<string, FileState>();
	private readonly all: FileState[] = [];
	/** Where a file went that is no longer at the key. */
	private readonly moved = new Map<string, FileState>();
	/** For every rename of the answer: new path to old path. */
	private readonly renames = new Map<string, string>();

	constructor(
		edits: readonly Edit[],
		private readonly readText: ReadText,
	) {
		for (const edit of edits) {
			const from = checkPath(edit.path);
			if (from.ok) {
				// Read ahead, so that many files wait for the disk together.
				void this.read(from.path).catch(() => undefined);
			}
			if (edit.kind === 'rename' && from.ok) {
				const to = checkPath(edit.to);
				if (to.ok) {
					this.renames.set(to.path, from.path);
				}
			}
		}
	}

	/**
	 * The file an edit means. A path that does not exist is tried without a leading `/`, `a/` or `b/`, which models add.
	 * @param writes the edit gives the whole text, so a file that moved away is not meant
	 */
	async open(written: string, writes: boolean): Promise<{ state: FileState } | { reason: string }> {
		const checked = checkPath(written);
		const trimmed = checkPath(written.replace(/^(?:\/|[ab]\/)/, ''));
		try {
			if (checked.ok) {
				const state = await this.stateAt(checked.path, writes);
				if (state.text !== undefined || state.before !== undefined || !/^[ab]\//.test(written) || !trimmed.ok) {
					return { state };
				}
				const other = await this.stateAt(trimmed.path, writes);
				return { state: other.text === undefined ? state : other };
			}
			if (written.startsWith('/') && !written.startsWith('//') && trimmed.ok) {
				const state = await this.stateAt(trimmed.path, writes);
				if (state.text !== undefined) {
					return { state };
				}
			}
			return { reason: checked.reason };
		} catch (error) {
			return { reason: `${written} cannot be read: ${errorMessage(error)}` };
		}
	}

	/** The file a later block of the answer renames to where `state` is, if it still has a text. */
	async futureSource(state: FileState): Promise<FileState | undefined> {
		const from = this.renames.get(state.location);
		if (from === undefined) {
			return undefined;
		}
		const opened = await this.open(from, false);
		return 'state' in opened && opened.state.text !== undefined ? opened.state : undefined;
	}

	/** Moves a file, if nothing is in the way. */
	async rename(state: FileState, written: string): Promise<Omit<EditResult, 'edit'>> {
		const to = checkPath(written);
		if (!to.ok) {
			return { status: 'refused', message: to.reason };
		}
		if (state.text === undefined) {
			return { status: 'not-found', message: `There is no file ${state.location}.` };
		}
		if (to.path === state.location) {
			return { status: 'no-change', message: 'The file already has this name.' };
		}
		const caseOnly = to.path.toLowerCase() === state.location.toLowerCase();
		const opened = caseOnly && !this.byLocation.has(to.path) ? undefined : await this.open(to.path, true);
		if (opened !== undefined && 'reason' in opened) {
			return { status: 'refused', message: opened.reason };
		}
		const target = opened?.state;
		if (target?.text !== undefined && target.before !== undefined) {
			return { status: 'refused', message: `There is already a file ${to.path}.` };
		}
		const message = `Renames ${state.location} to ${to.path}.`;
		if (target !== undefined && target.before !== undefined) {
			// The place was freed by an earlier block: one file takes the text, the other goes.
			target.text = state.text;
			target.changes = undefined;
			this.moved.set(state.location, target);
			state.text = undefined;
			return { status: 'planned', message };
		}
		if (target?.text !== undefined) {
			// The new text was written to the new place before the file was moved there.
			state.text = target.text;
			state.changes = undefined;
			target.text = undefined;
		}
		this.byLocation.delete(state.location);
		this.moved.set(state.location, state);
		state.location = to.path;
		this.byLocation.set(to.path, state);
		return { status: 'planned', message };
	}

	/** What will happen, file by file, in the order they were first named. */
	planned(): PlannedFile[] {
		const planned: PlannedFile[] = [];
		for (const state of this.all) {
			const moves = state.location !== state.path && state.before !== undefined && state.text !== undefined;
			const after = state.text === undefined ? undefined : withBomOf(state.before, state.text);
			if (after === state.before && !moves) {
				continue;
			}
			const path = pathOnDisk(state);
			const confirm = confirmReason(path) ?? (moves ? confirmReason(state.location) : undefined);
			planned.push({
				path,
				...(moves ? { renamedTo: state.location } : {}),
				before: state.before,
				after,
				...(confirm === undefined ? {} : { confirm }),
			});
		}
		return planned;
	}

	private async stateAt(path: string, writes: boolean): Promise<FileState> {
		const known = this.byLocation.get(path);
		const movedTo = this.moved.get(path);
		if (known !== undefined && (known.text !== undefined || movedTo === undefined)) {
			return known;
		}
		if (movedTo !== undefined) {
			return writes ? this.putBack(path, movedTo) : movedTo;
		}
		const before = await this.read(path);
		const original = before?.startsWith(bom) === true ? before.slice(1) : before;
		return this.add({ path, location: path, before, original, text: original, changes: [] });
	}

	/** A new file is written where one moved away: the old place then changes and the new one is created. */
	private putBack(path: string, moved: FileState): FileState {
		this.moved.delete(path);
		const old = this.all.find((state) => state.path === path);
		if (moved.path === path) {
			this.byLocation.delete(moved.location);
			const { location, text } = moved;
			this.add({ path: location, location, before: undefined, original: undefined, text });
			moved.location = path;
			moved.text = undefined;
			this.byLocation.set(path, moved);
			return moved;
		}
		return old ?? this.add({ path, location: path, before: undefined, original: undefined, text: undefined });
	}

	private add(state: FileState): FileState {
		this.byLocation.set(state.location, state);
		this.all.push(state);
		return state;
	}

	private read(path: string): Promise<string | undefined> {
		let reading = this.reads.get(path);
		if (reading === undefined) {
			reading = this.readText(path);
			this.reads.set(path, reading);
		}
		return reading;
	}
}

function confirmReason(path: string): string | undefined {
	const checked = checkPath(path);
	return checked.ok ? checked.confirm : undefined;
}

function withBomOf(before: string | undefined, text: string): string {
	return before?.startsWith(bom) === true ? bom + text : text;
}

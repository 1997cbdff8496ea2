import { listDifference } from '../../core/common/listDifference';
import type { ContextFile, OmitReason, Pack } from '../../core/context/types';
import type { FrozenPack } from '../storage/packStore';

/** Reasons by which the user, or a rule made for the user's safety, keeps a text from being sent. */
export const excludingReasons: ReadonlySet<string> = new Set<OmitReason>([
	'excluded by setting',
	'may hold secrets',
	'symbolic link',
	'excluded by ignore file',
]);

/** How the workspace differs from a pack. */
export interface PackDifference {
	/** Files whose text is new or other than in the pack. */
	readonly changed: readonly ContextFile[];
	/** Files of the pack that are not listed any more. */
	readonly deleted: readonly string[];
}

const withoutRoom = new WeakMap<FrozenPack, ReadonlyMap<string, string>>();
const none: ReadonlyMap<string, string> = new Map();

/**
 * Files that a pack had no room for, with the hashes of their texts by then. As long as they are the same, nothing has
 * changed, whatever a look chooses to show now: it chooses otherwise as soon as another editor is open.
 */
export function filesWithoutRoom(frozen: FrozenPack): ReadonlyMap<string, string> {
	let files = withoutRoom.get(frozen);
	if (!files) {
		const found = frozen.contents.files.filter(
			({ tier, reason, hash }) => (tier === 'path' || tier === 'none') && reason === 'beyond the budget' && hash !== '',
		);
		files = found.length === 0 ? none : new Map(found.map(({ path, hash }) => [path, hash]));
		withoutRoom.set(frozen, files);
	}
	return files;
}

/**
 * Compares the workspace with a pack, by the hashes of the texts.
 * @param others texts that are not in the pack and count as known all the same, see `filesWithoutRoom`
 */
export function comparePack(
	pack: Pick<Pack, 'sections'>,
	files: readonly ContextFile[],
	others: ReadonlyMap<string, string> = none,
): PackDifference {
	const packed = new Map<string, string>();
	for (const { path, hash } of pack.sections) {
		packed.set(path, hash);
	}
	const changed: ContextFile[] = [];
	for (const file of files) {
		const before = packed.get(file.path) ?? others.get(file.path);
		packed.delete(file.path);
		if (isChanged(file, before)) {
			changed.push(file);
		}
	}
	return { changed, deleted: [...packed.keys()] };
}

/** Tells how many files differ from a pack, look after look: after an edit, only what it changed is compared. */
export class ChangeCounter {
	#last: { readonly pack: Pick<Pack, 'sections'>; readonly files: readonly ContextFile[]; count: number } | undefined;

	/** @param others see `comparePack`; the same for the same pack */
	count(
		pack: Pick<Pack, 'sections'>,
		files: readonly ContextFile[],
		others: ReadonlyMap<string, string> = none,
	): number {
		const last = this.#last?.pack === pack ? this.#last : undefined;
		const difference = last && listDifference(last.files, files, ({ path }) => path);
		let count: number;
		if (last && difference) {
			/** What a file's being listed adds: it may be changed, and is not deleted. */
			const share = (file: ContextFile): number => {
				const packed = pack.sections.find(file.path);
				return (isChanged(file, packed?.hash ?? others.get(file.path)) ? 1 : 0) - (packed ? 1 : 0);
			};
			count = difference.removed.reduce((sum, at) => sum - share(last.files[at]!), last.count);
			count = difference.added.reduce((sum, at) => sum + share(files[at]!), count);
		} else {
			const { changed, deleted } = comparePack(pack, files, others);
			count = changed.length + deleted.length;
		}
		this.#last = { pack, files, count };
		return count;
	}
}

/** Whether a file's text is other than in a pack that has this hash of it. */
export function isChanged({ tier, hash }: ContextFile, before: string | undefined): boolean {
	return tier !== 'path' && tier !== 'none' && before !== hash;
}

/**
 * Tokens of the sections that a new pack would begin with exactly as the frozen one does.
 * @param order the files with a section now, in the order of a new pack
 */
export function commonPrefixTokens(frozen: FrozenPack, order: readonly ContextFile[]): number {
	let tokens = 0;
	let index = 0;
	for (const section of frozen.pack.sections) {
		const file = order[index++];
		if (file?.path !== section.path || file.hash !== section.hash || file.tier !== section.tier) {
			break;
		}
		tokens += file.tokens;
	}
	return tokens;
}

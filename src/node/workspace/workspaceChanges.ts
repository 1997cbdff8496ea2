import type { FileChange } from '../../core/context/delta';
import type { DiffAttachment } from '../../core/conversation/conversation';
import type { ToldState } from '../../core/conversation/workspaceAccess';
import { diffRules, withholdingReasons } from '../git/withhold';
import type { Packer, Scan } from '../pack/packer';
import type { PackRequest } from '../pack/request';
import { Turns } from '../pack/turns';
import type { FrozenPack } from '../storage/packStore';
import { excludingReasons, filesWithoutRoom } from './comparePack';
import { ModelView } from './modelView';

/**
 * How the workspace differs from what the model was told. What the pack had no room for is told once it has changed, is
 * pinned or is open.
 * @throws the signal's reason
 */
export async function workspaceChanges(
	packer: Packer,
	request: PackRequest,
	frozen: FrozenPack,
	told: ToldState,
	scan: Scan,
	signal: AbortSignal,
): Promise<FileChange[]> {
	const model = new ModelView(frozen.pack, told);
	const unsent = filesWithoutRoom(frozen);
	const changes: FileChange[] = [];
	const present = new Set<string>();
	const pinned = new Set(request.pinned);
	const wanted = new Set([...pinned, ...(request.open ?? [])]);
	const turns = new Turns(signal);
	for (const file of scan.files) {
		const { path } = file;
		present.add(path);
		const seen = model.seen(path);
		if (file.tier === 'path' || file.tier === 'none') {
			if (seen && file.reason !== 'beyond the budget' && !excludingReasons.has(file.reason)) {
				changes.push({ path, before: seen.text, after: undefined, omitted: file.reason });
			}
			continue;
		}
		// A pin asks for the whole text, also where a part of it is in a pack that is kept.
		const isPinnedPart = seen?.isPart === true && file.tier === 'full' && pinned.has(path);
		if (seen?.hash === file.hash && !isPinnedPart) {
			continue;
		}
		if (!seen && !told.overlay.has(path) && unsent.get(path) === file.hash && !wanted.has(path)) {
			continue;
		}
		if (turns.isOver) {
			await turns.next();
		}
		const current = await packer.read(request, file);
		if (current && (seen?.shown !== current.text || seen.isPart !== (current.part !== undefined))) {
			const { text, part } = current;
			changes.push({ path, before: seen?.text, after: text, ...(part ? { part } : {}) });
		}
	}
	for (const path of model.paths()) {
		if (!present.has(path)) {
			changes.push({ path, before: model.seen(path)?.text, after: undefined });
		}
	}
	return changes;
}

/** True when the model was told a file that is still there but kept back by now: ignored, or excluded. */
export function holdsKeptBack(packer: Packer, request: PackRequest, toldPaths: Iterable<string>, scan: Scan): boolean {
	const listed = new Map(scan.files.map((file) => [file.path, file]));
	for (const path of toldPaths) {
		const file = listed.get(path);
		// A file that is not listed any more but still there is ignored by now.
		const keptBack = file
			? (file.tier === 'path' || file.tier === 'none') && excludingReasons.has(file.reason)
			: packer.readWhole(request, path) !== undefined;
		if (keptBack) {
			return true;
		}
	}
	return false;
}

/** True when a diff shows lines of a file that is excluded by now. */
export function showsKeptBack({ diff, source: { folder } }: DiffAttachment, request: PackRequest): boolean {
	return withholdingReasons(diff, folder, diffRules(request, folder)).some((reason) => excludingReasons.has(reason));
}

import * as v from 'valibot';
import { count } from './count';

const omittedGroup = v.object({
	/** Reason in a few words, for example `binary`. */
	reason: v.string(),
	count,
	/** Some of the paths, with a detail such as the size. */
	examples: v.array(v.object({ path: v.string(), detail: v.string() })),
});

const folderShare = v.object({ path: v.string(), files: count, tokens: count });

export const contextView = v.variant('state', [
	v.object({ state: v.literal('none') }),
	v.object({ state: v.literal('packing'), message: v.string() }),
	v.object({ state: v.literal('failed'), message: v.string() }),
	/** The user stopped the first look: nothing is known yet. */
	v.object({ state: v.literal('stopped'), message: v.string() }),
	v.object({
		state: v.literal('ready'),
		/** The user stopped a later look: all this is from before. */
		isOld: v.optional(v.boolean()),
		/** Workspace name. */
		name: v.string(),
		files: count,
		tokens: count,
		/** Tokens available for the repository: the window less room for the answer. */
		capacity: count,
		/** Tokens of changes since the pack was frozen, appended to the next question. */
		changedFiles: count,
		/** Files that stand in the pack only in part, or only by name, because all of them would not fit. */
		shortened: v.object({ skeletons: count, names: count }),
		omitted: v.array(omittedGroup),
		/** Largest folders first: what to exclude when it does not fit. */
		folders: v.array(folderShare),
		/** Sentences the user should know, for example that git was not found. */
		notes: v.array(v.string()),
	}),
]);
export type ContextView = v.InferOutput<typeof contextView>;

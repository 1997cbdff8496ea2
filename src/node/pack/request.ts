import path from 'node:path';
import type { FileEncodings } from '../../core/context/fileEncodings';
import type { ContextRules } from '../../core/context/rules';

/** A folder of the workspace. */
export interface PackRoot {
	/** Shown before the paths when there are several roots; must then be unique. */
	readonly name: string;
	/** Absolute path of the folder; the address of a virtual one. */
	readonly folder: string;
	/** The folder does not lie on this disk: its files were handed over. */
	readonly virtual?: boolean;
	/** The editor's own settings, which may differ from folder to folder. */
	readonly editor?: EditorSettings;
}

/** Settings of the editor, not ours, that say what files are. */
export interface EditorSettings {
	readonly encodings: FileEncodings;
	readonly filesExclude: NonNullable<ContextRules['filesExclude']>;
}

/** What to pack. Plain data: it crosses into the worker. */
export interface PackRequest {
	/** Name of the workspace. */
	readonly name: string;
	readonly roots: readonly PackRoot[];
	readonly rules: ContextRules;
	/** Texts of unsaved editors by absolute path: they count instead of what is on disk. */
	readonly unsaved: Readonly<Record<string, string>>;
	/** Tokens the pack may have; undefined when there is no limit. */
	readonly budget?: number;
	/** Paths to be sent in full before any other, should not all fit. */
	readonly pinned?: readonly string[];
	/** Paths open in editors: they matter more than others, should not all fit. */
	readonly open?: readonly string[];
	/** Files the question is about, as it names them: they come before those that are open, should not all fit. */
	readonly mentioned?: readonly string[];
	readonly secrets?: SecretSettings;
	/** What the endpoint takes and costs; decides when a new pack pays. */
	readonly economy?: Economy;
}

export interface Economy {
	/** Tokens that the pack and what changed since may have together. */
	readonly capacity: number;
	/** Money per million tokens; undefined when it is not known. */
	readonly price: { readonly input: number; readonly cachedInput: number } | undefined;
}

/** How secrets are replaced. */
export interface SecretSettings {
	/** Keys the digests that placeholders are made of; the same key gives the same placeholders. */
	readonly key: string;
	/** Placeholders the user marked as no secrets. */
	readonly allowed: readonly string[];
}

/** Where a file of the workspace lies. */
export interface Place {
	/** Workspace-relative, `/` separated; starts with the root's name when there are several roots. */
	readonly path: string;
	readonly root: PackRoot;
	/** Path below the root, `/` separated. */
	readonly relative: string;
	/** See `absoluteOf`. */
	readonly absolute: string;
}

/** Names a file wherever it lies: its absolute path, or in a virtual folder the folder's address and the path below. */
export function absoluteOf(root: PackRoot, relative: string): string {
	return root.virtual === true ? `${root.folder}/${relative}` : path.join(root.folder, relative);
}

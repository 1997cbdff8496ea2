import { statSync } from 'node:fs';
import path from 'node:path';
import { LongviewError } from '../core/common/errors';
import type { ContextRules } from '../core/context/rules';
import type { PackRequest } from '../node/pack/request';
import { placeholderKey } from '../node/storage/placeholderKey';
import { configurationFolder } from './configurationFolder';

/** Thrown when a folder named on the command line cannot be used. */
export class FolderError extends LongviewError {
	readonly kind = 'folder';
}

/** A command has no settings: the built-in rules decide. */
export const defaultRules: ContextRules = { exclude: [], include: [] };

export const vocabularyFile = path.join(__dirname, 'vocabulary.bin');
export const grammarFolder = path.join(__dirname, 'grammars');

/** The absolute path of a folder that exists. */
export function checkFolder(folder: string): string {
	const absolute = path.resolve(folder);
	const status = statSync(absolute, { throwIfNoEntry: false });
	if (!status?.isDirectory()) {
		throw new FolderError(status ? `${folder} is not a folder.` : `The folder ${folder} does not exist.`);
	}
	return absolute;
}

/** What to pack of a folder, by the built-in rules. */
export function folderRequest(folder: string): PackRequest {
	const root = checkFolder(folder);
	const name = path.basename(root);
	return {
		name,
		roots: [{ name, folder: root }],
		rules: defaultRules,
		unsaved: {},
		secrets: {
			key: placeholderKey(path.join(configurationFolder(process.env), 'longview', 'placeholder-key')),
			allowed: [],
		},
	};
}

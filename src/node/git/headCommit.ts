import path from 'node:path';
import { findRepository, gitDirectoryOf, readTextIfThere } from '../files/repository';

const commitHash = /^[0-9a-f]{40,64}$/;
/** A symbolic name may lead to another one; git, too, gives up at some depth. */
const longestChain = 5;

/**
 * The commit a folder's repository stands at, read from its files: a process takes as long as all the rest of a small
 * look at the workspace.
 * @returns undefined when the files do not tell; git has to be asked then
 */
export function readHeadCommit(folder: string): string | undefined {
	const repository = findRepository(folder);
	const gitDirectory = repository && gitDirectoryOf(repository.top);
	if (repository === undefined || gitDirectory === undefined) {
		return undefined;
	}
	let value = readTextIfThere(path.join(gitDirectory, 'HEAD'))?.trim();
	for (let link = 0; link < longestChain && value !== undefined; link++) {
		if (commitHash.test(value)) {
			return value;
		}
		const name = /^ref: (refs\/[^\0]+)$/.exec(value)?.[1];
		value =
			name === undefined || name.split('/').includes('..')
				? undefined
				: readReference(repository.commonDirectory, name);
	}
	return undefined;
}

function readReference(commonDirectory: string, name: string): string | undefined {
	const loose = readTextIfThere(path.join(commonDirectory, name))?.trim();
	if (loose !== undefined) {
		return loose;
	}
	const packed = readTextIfThere(path.join(commonDirectory, 'packed-refs'));
	const end = packed?.indexOf(` ${name}\n`) ?? -1;
	return end === -1 ? undefined : packed!.slice(packed!.lastIndexOf('\n', end) + 1, end);
}

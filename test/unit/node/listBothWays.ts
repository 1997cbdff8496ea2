import assert from 'node:assert/strict';
import type { Exclusion } from '../../../src/node/files/ignoreFiles';
import { listFiles, type FileList } from '../../../src/node/files/listFiles';
import { walk } from '../../../src/node/files/walk';

export async function list(root: string): Promise<FileList> {
	return await listFiles(root, new AbortController().signal);
}

function byPath(excluded: readonly Exclusion[]): readonly Exclusion[] {
	return excluded.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Lists a folder by git and by walking through it, and expects the same of both. */
export async function listBothWays(root: string): Promise<readonly string[]> {
	const listed = await list(root);
	assert.equal(listed.method, 'git', listed.notes.join('\n'));
	const walked = await walk(root);
	assert.deepEqual(walked.files.sort(), listed.files);
	assert.deepEqual(walked.repositories.sort(), listed.repositories);
	assert.deepEqual(byPath(walked.excluded), listed.excluded);
	return listed.files;
}

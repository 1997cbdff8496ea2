import { FileType, Uri, workspace } from 'vscode';
import type { FileSource, SourceEntry } from '../../node/files/walkSource';

/** The files of a folder that only an extension can read. */
export function virtualSource(root: Uri): FileSource {
	const at = (place: string) => (place === '' ? root : Uri.joinPath(root, place));
	return {
		entries: async (folder) =>
			(await workspace.fs.readDirectory(at(folder))).map(([name, type]): SourceEntry => ({ name, kind: kindOf(type) })),
		text: async (file) => Buffer.from(await workspace.fs.readFile(at(file))).toString('utf8'),
	};
}

function kindOf(type: FileType): SourceEntry['kind'] {
	return (type & FileType.SymbolicLink) !== 0 ? 'link' : (type & FileType.Directory) !== 0 ? 'folder' : 'file';
}

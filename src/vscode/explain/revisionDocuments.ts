import path from 'node:path';
import {
	l10n,
	Uri,
	workspace,
	type CancellationToken,
	type Disposable,
	type TextDocumentContentProvider,
} from 'vscode';
import { decodeText } from '../../node/files/decode';
import { runGit } from '../../node/git/git';

const scheme = 'longview-revision';

/** Address of a file as it is in a revision, or in the index for the revision `''`. */
export function revisionUri(folder: string, revision: string, file: string): Uri {
	const { path: absolute } = Uri.file(path.join(folder, file));
	return Uri.from({ scheme, path: absolute, query: JSON.stringify({ folder, revision, file }) });
}

/** Serves files of git revisions as read-only documents: the sides of an explained diff. */
export class RevisionDocuments implements TextDocumentContentProvider, Disposable {
	readonly #registration: Disposable;

	constructor() {
		this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
	}

	async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
		const { folder, revision, file } = JSON.parse(uri.query) as Record<'folder' | 'revision' | 'file', string>;
		const controller = new AbortController();
		token.onCancellationRequested(() => controller.abort());
		// `./` makes git take the path relative to the folder, which may lie below the repository's root.
		const output = await runGit(['show', '--end-of-options', `${revision}:./${file}`], {
			cwd: folder,
			signal: controller.signal,
		});
		const decoded = decodeText(Buffer.from(output.stdout));
		return decoded ? Buffer.from(decoded.bytes).toString('utf8') : l10n.t('This file is not text.');
	}

	dispose(): void {
		this.#registration.dispose();
	}
}

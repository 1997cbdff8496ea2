import {
	l10n,
	scm,
	ThemeIcon,
	type Disposable,
	type SourceControl,
	type SourceControlResourceGroup,
	type SourceControlResourceState,
	type Uri,
} from 'vscode';
import type { PendingRecord } from '../../node/storage/editJournal';
import { uriOfPath } from '../workspace/folders';
import { baselineUri } from './baselineDocuments';
import type { PendingFiles } from './pendingFiles';

/** A file in the source control view; carries its path for the commands of its row. */
export interface ReviewResource extends SourceControlResourceState {
	readonly path: string;
}

/**
 * The review as a source control of its own: VS Code then draws the gutter marks, the inline diff and the list of files.
 * It exists only while something awaits review.
 */
export class ReviewSourceControl implements Disposable {
	readonly #pending: PendingFiles;
	readonly #subscription: Disposable;
	#control: { readonly source: SourceControl; readonly group: SourceControlResourceGroup } | undefined;

	constructor(pending: PendingFiles) {
		this.#pending = pending;
		this.#subscription = pending.onDidChange(() => this.#update());
		this.#update();
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#control?.source.dispose();
	}

	#update(): void {
		const records = this.#pending.all();
		if (records.length === 0) {
			this.#control?.source.dispose();
			this.#control = undefined;
			return;
		}
		const control = (this.#control ??= this.#create());
		control.group.resourceStates = records.flatMap((record) => {
			const resource = this.#resource(record);
			return resource ? [resource] : [];
		});
		control.source.count = records.reduce((sum, record) => sum + this.#pending.count(record), 0);
	}

	#create() {
		const source = scm.createSourceControl('longview', l10n.t('Longview Edits'));
		source.inputBox.visible = false;
		source.quickDiffProvider = {
			provideOriginalResource: (uri: Uri) => {
				const record = uri.scheme === 'file' ? this.#pending.byUri(uri) : undefined;
				return record && !record.deleted ? baselineUri(record) : undefined;
			},
		};
		const group = source.createResourceGroup('pending', l10n.t('Awaiting Review'));
		return { source, group };
	}

	#resource(record: PendingRecord): ReviewResource | undefined {
		const uri = uriOfPath(record.path);
		if (!uri) {
			return undefined;
		}
		const hunks = this.#pending.count(record);
		return {
			path: record.path,
			resourceUri: uri,
			command: {
				command: 'longview.review.openFile',
				title: l10n.t('Open Changes'),
				arguments: [record.path],
			},
			decorations: {
				strikeThrough: record.deleted,
				tooltip: record.deleted
					? l10n.t('Deleted; awaits review')
					: record.baseline === undefined
						? l10n.t('Created; awaits review')
						: record.renamedFrom === undefined
							? l10n.t('{0} hunks await review', hunks)
							: l10n.t('Renamed from {0}; awaits review', record.renamedFrom),
				iconPath: new ThemeIcon(
					record.deleted
						? 'diff-removed'
						: record.baseline === undefined
							? 'diff-added'
							: record.renamedFrom === undefined
								? 'diff-modified'
								: 'diff-renamed',
				),
			},
		};
	}
}

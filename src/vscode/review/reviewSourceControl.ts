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
import type { PendingRecord } from '../../node/storage/journalState';
import { rootOfPath, uriOfPath, uriOfRoot } from '../workspace/folders';
import { baselineUri } from './baselineDocuments';
import type { PendingFiles } from './pendingFiles';

/** A file in the source control view; carries its path for the commands of its row. */
export interface ReviewResource extends SourceControlResourceState {
	readonly path: string;
}

interface RootControl {
	readonly source: SourceControl;
	readonly group: SourceControlResourceGroup;
}

/**
 * The review as a source control of its own: VS Code then draws the gutter marks, the inline diff and the list of files,
 * and counts the files on its badge, as for any other. There is one per workspace folder, and only while something awaits
 * review.
 */
export class ReviewSourceControl implements Disposable {
	readonly #pending: PendingFiles;
	readonly #subscription: Disposable;
	/** By the root's address. */
	readonly #controls = new Map<string, RootControl>();

	constructor(pending: PendingFiles) {
		this.#pending = pending;
		this.#subscription = pending.onDidChange(() => this.#update());
		this.#update();
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#controls.forEach(({ source }) => source.dispose());
	}

	#update(): void {
		const byRoot = new Map<string, { readonly root: Uri; readonly records: PendingRecord[] }>();
		for (const record of this.#pending.all()) {
			const place = rootOfPath(record.path);
			if (place && uriOfPath(record.path)) {
				const root = uriOfRoot(place.root);
				const group = byRoot.get(root.toString()) ?? { root, records: [] };
				group.records.push(record);
				byRoot.set(root.toString(), group);
			}
		}
		for (const [key, control] of this.#controls) {
			if (!byRoot.has(key)) {
				control.source.dispose();
				this.#controls.delete(key);
			}
		}
		for (const [key, { root, records }] of byRoot) {
			const control = this.#controls.get(key) ?? this.#create(root);
			this.#controls.set(key, control);
			control.group.resourceStates = records.flatMap((record) => this.#resource(record) ?? []);
		}
	}

	/** With a root of its own the provider comes before git's in the inline diff; without one, after it. */
	#create(root: Uri): RootControl {
		const source = scm.createSourceControl('longview', l10n.t('Longview Edits'), root);
		source.inputBox.visible = false;
		source.quickDiffProvider = {
			provideOriginalResource: (uri: Uri) => {
				const record = this.#pending.byUri(uri);
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

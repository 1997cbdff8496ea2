import { window, workspace } from 'vscode';
import type { ContextRules } from '../../core/context/rules';
import { patternOf } from '../../core/context/rules/choices';
import type { Economy, PackRequest, SecretSettings } from '../../node/pack/request';
import { settings } from '../settings';
import { editorSettings } from './editorSettings';
import { absoluteOfUri, packRoots, pathOfUri, uriOfRoot } from './folders';

/**
 * What the settings say about which files are sent.
 * @param pinned files the user wants in full, whatever kind they are
 */
export function contextRules(pinned: readonly string[] = []): ContextRules {
	// A hostile workspace could ask for its victim's secrets to be included.
	const include = workspace.isTrusted ? settings.include() : [];
	return {
		exclude: settings.exclude(),
		include: [...include, ...pinned.map((path) => patternOf({ path, isFolder: false }))],
	};
}

/** What a request depends on that is no setting. */
export interface RequestConditions {
	/** Tokens the pack may have. */
	readonly budget: number;
	readonly economy: Economy;
	readonly secrets: SecretSettings;
	readonly pinned: readonly string[];
}

/** What to pack now: folders, rules, unsaved and open editors. */
export function packRequest(conditions: RequestConditions): PackRequest {
	const unsaved: Record<string, string> = {};
	for (const document of workspace.textDocuments) {
		const absolute = document.isDirty ? absoluteOfUri(document.uri) : undefined;
		if (absolute !== undefined) {
			unsaved[absolute] = document.getText();
		}
	}
	return {
		...conditions,
		name: workspace.name ?? 'workspace',
		roots: packRoots().map((root) => ({ ...root, editor: editorSettings(uriOfRoot(root)) })),
		rules: contextRules(conditions.pinned),
		unsaved,
		open: openPaths(),
	};
}

function openPaths(): string[] {
	const paths = window.visibleTextEditors.map((editor) => pathOfUri(editor.document.uri));
	return paths.filter((path) => path !== undefined).sort();
}

import { commands } from 'vscode';

/** Context keys of the manifest's `when` clauses. */
export type ContextKey =
	| 'longview.busy'
	| 'longview.counting'
	| 'longview.countingStopped'
	| 'longview.hasExplanations'
	| 'longview.reviewing'
	| 'longview.reviewingEditor'
	| 'longview.canUndoApply';

export function setContextKey(key: ContextKey, value: boolean): void {
	void commands.executeCommand('setContext', key, value);
}

import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { LongviewApi } from '../../../src/extension';
import type { Tokenizer } from '../../../src/core/tokens/tokenizer';
import { loadTokenizer } from '../../../src/node/vocabulary';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator';

/** The extension as the editor has it. */
export function extension(): vscode.Extension<LongviewApi> {
	const found = vscode.extensions.getExtension<LongviewApi>('longview.longview');
	assert.ok(found, 'VS Code knows the extension');
	return found;
}

/** The running extension. */
export async function longview(): Promise<LongviewApi> {
	const api = await extension().activate();
	await api.restored;
	// Browsers save after a second by default: a test that leaves a file unsaved means it.
	await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
	return api;
}

export function vocabularyFile(): string {
	return path.join(extension().extensionPath, 'dist', 'vocabulary.bin');
}

let shared: Tokenizer | undefined;

export function tokenizer(): Tokenizer {
	return (shared ??= loadTokenizer(vocabularyFile()));
}

/** A simulator in this process, on a port and so a host of its own. */
export function simulator(options: SimulatorOptions = {}): Promise<Simulator> {
	return startSimulator({ encoder: tokenizer(), ...options });
}

/** Types into a file like a user would, without saving. */
export async function type(uri: vscode.Uri, place: vscode.Position, text: string): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	edit.insert(uri, place, text);
	assert.ok(await vscode.workspace.applyEdit(edit));
}

/** The active editor shows a file. */
export function activePath(): string | undefined {
	return vscode.window.activeTextEditor?.document.uri.fsPath;
}

type WindowFunction = 'showWarningMessage' | 'showErrorMessage' | 'showInformationMessage';

/** Dialogs that were shown while they were answered by a test. */
export interface Dialogs {
	/** First arguments, in order. */
	readonly shown: string[];
	restore(): void;
}

/**
 * Answers the dialogs of one kind instead of a person.
 * @param answer What a person would choose; undefined for closing the dialog.
 */
export function answerDialogs(name: WindowFunction, answer?: string): Dialogs {
	const window = vscode.window as unknown as Record<WindowFunction, unknown>;
	const original = window[name];
	const shown: string[] = [];
	window[name] = (first: string) => {
		shown.push(first);
		return Promise.resolve(answer);
	};
	return {
		shown,
		restore: () => {
			window[name] = original;
		},
	};
}

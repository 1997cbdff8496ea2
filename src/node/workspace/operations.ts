import type { FileChange } from '../../core/context/delta';
import type { ContextFile, Pack } from '../../core/context/types';
import type { ChangeLog, FocusText, PathText, ToldState } from '../../core/conversation/workspaceAccess';
import type { FolderShare } from '../../core/context/summary';
import type { PackRequest } from '../pack/request';
import type { ContextSummary } from './summary';

/** What can be asked about a workspace, wherever the work is done: each operation's input and output, plain data. */
export interface WorkspaceOperations {
	summary: {
		readonly input: {
			readonly request: PackRequest;
			/** Absolute paths that changed since the last answer; undefined when anything may have changed. */
			readonly changed: readonly string[] | undefined;
		};
		readonly output: ContextSummary;
	};
	/** Every file as the last summary saw it. */
	files: { readonly input: undefined; readonly output: readonly ContextFile[] };
	/** The folders with the most tokens as the last summary saw them. */
	folders: { readonly input: { readonly limit: number }; readonly output: readonly FolderShare[] };
	packForNew: { readonly input: PackRequest; readonly output: Pack };
	storedPack: { readonly input: { readonly id: string }; readonly output: Pack | undefined };
	changeLog: { readonly input: { readonly id: string }; readonly output: ChangeLog };
	mayStillBeSent: {
		readonly input: { readonly request: PackRequest; readonly told: ToldState };
		readonly output: boolean;
	};
	changesSince: {
		readonly input: { readonly request: PackRequest; readonly told: ToldState };
		readonly output: readonly FileChange[];
	};
	focus: {
		readonly input: {
			readonly request: PackRequest;
			readonly question: string;
			readonly told: ToldState;
			readonly changes: readonly FileChange[];
		};
		readonly output: readonly FocusText[];
	};
	/** What placeholders of secrets stand for; see `PackService.secretValues`. */
	secretValues: {
		readonly input: { readonly request: PackRequest; readonly placeholders: readonly string[] };
		readonly output: ReadonlyMap<string, string>;
	};
	/** Texts without their secrets, in their order. */
	redact: {
		readonly input: {
			readonly request: PackRequest;
			readonly texts: readonly PathText[];
		};
		readonly output: readonly string[];
	};
	/** Exact tokens of texts, in their order. */
	count: { readonly input: readonly string[]; readonly output: readonly number[] };
}

export type OperationName = keyof WorkspaceOperations;

/** Carries operations out. */
export interface WorkspaceEngine {
	call<Name extends OperationName>(
		operation: Name,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	): Promise<WorkspaceOperations[Name]['output']>;
}

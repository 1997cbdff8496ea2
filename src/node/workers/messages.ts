import type { PackServiceSettings } from '../workspace/createPackService';
import type { PackMessage } from './packMessage';
import type { OperationName, WorkspaceOperations } from '../workspace/operations';

export type ToWorker =
	| {
			readonly [Name in OperationName]: {
				readonly type: 'call';
				readonly id: number;
				readonly operation: Name;
				readonly input: WorkspaceOperations[Name]['input'];
			};
	  }[OperationName]
	| { readonly type: 'abort'; readonly id: number };

export type FromWorker =
	| { readonly type: 'pack'; readonly id: number; readonly message: PackMessage }
	| { readonly type: 'result'; readonly id: number; readonly output: WorkspaceOperations[OperationName]['output'] }
	| { readonly type: 'error'; readonly id: number; readonly name: string; readonly message: string };

/** Passed to the worker when it starts. */
export type WorkerSettings = PackServiceSettings;

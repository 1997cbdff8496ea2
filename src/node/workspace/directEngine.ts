import { largestFolders } from '../../core/context/summary';
import type { OperationName, WorkspaceEngine, WorkspaceOperations } from './operations';
import type { PackService } from './packService';

type Operations = {
	readonly [Name in OperationName]: (
		service: PackService,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	) => WorkspaceOperations[Name]['output'] | Promise<WorkspaceOperations[Name]['output']>;
};

const operations: Operations = {
	summary: (service, { request, changed }, signal) => service.summary(request, changed, signal),
	files: (service) => service.lastScan?.files ?? [],
	folders: (service, { limit }) => largestFolders(service.lastScan?.files ?? [], limit),
	packForNew: (service, request, signal) => service.packForNew(request, signal),
	storedPack: (service, { id }) => service.storedPack(id),
	changeLog: (service, { id }) => service.changeLog(id),
	mayStillBeSent: (service, { request, told }, signal) => service.mayStillBeSent(request, told, signal),
	changesSince: (service, { request, told }, signal) => service.changesSince(request, told, signal),
	focus: (service, { request, question, told, changes }, signal) =>
		service.focus(request, question, told, changes, signal),
	secretValues: (service, { request, placeholders }, signal) => service.secretValues(request, placeholders, signal),
	redact: (service, { request, texts }) => service.redact(request, texts),
	count: (service, texts) => service.count(texts),
};

/** Carries operations out on the calling thread: for the worker, and for commands, which have nothing else to do. */
export class DirectEngine implements WorkspaceEngine {
	readonly #service: PackService;

	constructor(service: PackService) {
		this.#service = service;
	}

	async call<Name extends OperationName>(
		operation: Name,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	): Promise<WorkspaceOperations[Name]['output']> {
		signal.throwIfAborted();
		return await operations[operation](this.#service, input, signal);
	}
}

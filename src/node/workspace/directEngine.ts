import type { ImageSource } from '../../core/conversation/turnImages';
import { readDiff } from '../git/attachment';
import { diffRules } from '../git/withhold';
import type { LedgerEntry, LedgerStore, SentFacts } from '../ledger/ledgerStore';
import { sentBody } from '../ledger/sentBody';
import { sentDocument } from '../ledger/sentDocument';
import type { OperationName, WorkspaceEngine, WorkspaceOperations } from './operations';
import type { VirtualFiles } from '../files/virtualFiles';
import type { PackService } from './packService';

/** What the operations work on. */
export interface WorkspaceServices {
	readonly packs: PackService;
	/** Where the files of virtual folders are handed over; undefined where all folders lie on disk. */
	readonly virtual?: VirtualFiles;
	/** Undefined where nothing can be kept. */
	readonly ledger: LedgerStore | undefined;
	/** Where the images of chats are kept, which belong to what was sent. */
	readonly images?: ImageSource;
}

type Operations = {
	readonly [Name in OperationName]: (
		services: WorkspaceServices,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	) => WorkspaceOperations[Name]['output'] | Promise<WorkspaceOperations[Name]['output']>;
};

const operations: Operations = {
	summary: ({ packs }, { request, changed }, signal) => packs.summary(request, changed, signal),
	putVirtualFiles: ({ virtual }, { folder, files }) => {
		virtual?.put(folder, files);
		return undefined;
	},
	setVirtualListing: ({ virtual }, { folder, listing }) => {
		virtual?.setListing(folder, listing);
		return undefined;
	},
	files: ({ packs }) => packs.lastScan?.files ?? [],
	contextOverview: ({ packs }) => packs.view.overview(),
	contextPage: ({ packs }, { list, offset, limit }) => packs.view.page(list, offset, limit),
	contextEntries: ({ packs }, { paths }) => packs.view.entries(paths),
	contextLargest: ({ packs }, { limit }) => packs.view.largest(limit),
	contextListing: ({ packs }) => packs.view.listing(),
	packedText: ({ packs }, { path }) => packs.view.packedText(path),
	packForNew: ({ packs }, { request, use }, signal) => packs.packForNew(request, signal, use),
	prospect: ({ packs }, { request, told, from }, signal) => packs.prospect(request, told, from, signal),
	draft: ({ packs }, { request, question, images, told }, signal) =>
		packs.draft(request, question, images, told, signal),
	packNow: ({ packs }, request, signal) => packs.packNow(request, signal),
	storedPack: ({ packs }, { id }) => packs.storedPack(id),
	changeLog: ({ packs }, { id }) => packs.changeLog(id),
	mayStillBeSent: ({ packs }, { request, told, diffs, from }, signal) =>
		packs.mayStillBeSent(request, told, diffs, signal, from),
	readDiff: (_, { request, folder, choice }, signal) => readDiff(folder, choice, diffRules(request, folder), signal),
	changesSince: ({ packs }, { request, told, from }, signal) => packs.changesSince(request, told, signal, from),
	focus: ({ packs }, { request, question, told, changes }, signal) =>
		packs.focus(request, question, told, changes, signal),
	secretValues: ({ packs }, { request, placeholders }, signal) => packs.secretValues(request, placeholders, signal),
	redact: ({ packs }, { request, texts }) => packs.redact(request, texts),
	recordSent: async ({ packs, ledger }, request) => await ledger?.sent(request, (id) => packs.frozenPack(id)),
	recordEncoded: async ({ ledger }, { id, body }) => {
		await ledger?.encoded(id, body);
		return undefined;
	},
	recordAnswered: async ({ ledger }, { id, outcome }) => {
		await ledger?.answered(id, outcome);
		return undefined;
	},
	sentRequests: async ({ ledger }) => ((await ledger?.entries()) ?? []).map(factsOf),
	sentDocument: async ({ ledger }, { id }) => {
		const entry = await ledger?.entry(id);
		return entry && ledger ? await sentDocument(entry, ledger) : undefined;
	},
	sentBody: async ({ ledger, images }, { id }) => {
		const entry = await ledger?.entry(id);
		return entry && ledger ? await sentBody(entry, ledger, images) : undefined;
	},
	count: ({ packs }, texts) => packs.count(texts),
};

/** A request without its messages: there may be hundreds of each. */
function factsOf(entry: LedgerEntry): SentFacts {
	return Object.fromEntries(
		Object.entries(entry).filter(([name]) => name !== 'messages' && name !== 'body'),
	) as unknown as SentFacts;
}

/** Carries operations out on the calling thread: for the worker, and for commands, which have nothing else to do. */
export class DirectEngine implements WorkspaceEngine {
	readonly #services: WorkspaceServices;

	constructor(services: WorkspaceServices) {
		this.#services = services;
	}

	async call<Name extends OperationName>(
		operation: Name,
		input: WorkspaceOperations[Name]['input'],
		signal: AbortSignal,
	): Promise<WorkspaceOperations[Name]['output']> {
		signal.throwIfAborted();
		return await operations[operation](this.#services, input, signal);
	}
}

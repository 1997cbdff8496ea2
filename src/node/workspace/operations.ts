import type { FileChange } from '../../core/context/delta';
import type { ContextFile, Pack } from '../../core/context/types';
import type { DiffAttachment } from '../../core/conversation/conversation';
import type {
	ChangeLog,
	DraftSize,
	FocusText,
	PackProspect,
	PathText,
	ToldState,
} from '../../core/conversation/workspaceAccess';
import type { NamedImage } from '../../core/images/image';
import type { SentBody, SentOutcome, SentRequest } from '../../core/ledger/ledger';
import type { VirtualFile } from '../files/virtualFiles';
import type { SourceListing } from '../files/walkSource';
import type { DiffChoice } from '../git/attachment';
import type { SentFacts } from '../ledger/ledgerStore';
import type { PackRequest } from '../pack/request';
import type { Engine } from '../workers/engine';
import type { ContextOperations } from './contextTreeQuery';
import type { ContextSummary } from './summary';

/** What can be asked about a workspace, wherever the work is done: each operation's input and output, plain data. */
export interface WorkspaceOperations extends ContextOperations {
	summary: {
		readonly input: {
			readonly request: PackRequest;
			/** Absolute paths that changed since the last answer; undefined when anything may have changed. */
			readonly changed: readonly string[] | undefined;
		};
		readonly output: ContextSummary;
	};
	/** Hands over files of a folder that does not lie on this disk; see `VirtualFiles`. */
	putVirtualFiles: {
		readonly input: { readonly folder: string; readonly files: readonly VirtualFile[] };
		readonly output: undefined;
	};
	setVirtualListing: {
		readonly input: { readonly folder: string; readonly listing: SourceListing };
		readonly output: undefined;
	};
	/** Every file as the last summary saw it. */
	files: { readonly input: undefined; readonly output: readonly ContextFile[] };
	packForNew: {
		readonly input: { readonly request: PackRequest; readonly use: 'chat' | 'warm-up' };
		readonly output: Pack;
	};
	/** What the next question of a chat begins with, without asking it; see `PackService.prospect`. */
	prospect: {
		readonly input: {
			readonly request: PackRequest;
			readonly told: ToldState | undefined;
			readonly from: 'last-look' | 'now';
		};
		readonly output: PackProspect;
	};
	/** What a question that is being written adds to it; see `PackService.draft`. */
	draft: {
		readonly input: {
			readonly request: PackRequest;
			readonly question: string;
			readonly images: readonly NamedImage[];
			readonly told: ToldState | undefined;
		};
		readonly output: DraftSize;
	};
	/** The text of a pack made now, in UTF-8, with its exact tokens. It is not kept. */
	packNow: { readonly input: PackRequest; readonly output: Pick<Pack, 'bytes' | 'tokens'> };
	storedPack: { readonly input: { readonly id: string }; readonly output: Pack | undefined };
	changeLog: { readonly input: { readonly id: string }; readonly output: ChangeLog };
	mayStillBeSent: {
		readonly input: {
			readonly request: PackRequest;
			readonly told: ToldState;
			readonly diffs: readonly DiffAttachment[];
			readonly from: 'last-look' | 'now';
		};
		readonly output: boolean;
	};
	/** Reads a diff of a folder to ask about; see `readDiff`. */
	readDiff: {
		readonly input: { readonly request: PackRequest; readonly folder: string; readonly choice: DiffChoice };
		readonly output: DiffAttachment | undefined;
	};
	changesSince: {
		readonly input: {
			readonly request: PackRequest;
			readonly told: ToldState;
			readonly from: 'last-look' | 'now';
		};
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
	/** Keeps a request before it is sent; the id it is kept under, or undefined where nothing can be kept. */
	recordSent: { readonly input: SentRequest; readonly output: string | undefined };
	/** Notes the exact body of a request, just before it goes out. */
	recordEncoded: { readonly input: { readonly id: string; readonly body: SentBody }; readonly output: undefined };
	recordAnswered: {
		readonly input: { readonly id: string; readonly outcome: SentOutcome };
		readonly output: undefined;
	};
	/** All requests that are kept, the newest first. */
	sentRequests: { readonly input: undefined; readonly output: readonly SentFacts[] };
	/** Everything about one request, its exact texts included, as a text to read; undefined when it is not kept. */
	sentDocument: { readonly input: { readonly id: string }; readonly output: string | undefined };
	/** The exact body of one request; undefined when it is not kept. Fails with a sentence when a part is gone. */
	sentBody: { readonly input: { readonly id: string }; readonly output: Uint8Array | undefined };
	/** Exact tokens of texts, in their order. */
	count: { readonly input: readonly string[]; readonly output: readonly number[] };
}

export type OperationName = keyof WorkspaceOperations;

/** Carries operations out. */
export type WorkspaceEngine = Engine<WorkspaceOperations>;

import * as v from 'valibot';

/**
 * What the chat page shows, as plain data. The extension owns the truth and sends these; the page renders them and
 * keeps nothing but the draft and scroll position. Counts are whole numbers; tokens are DeepSeek tokens; money is in
 * `currency` units (not cents).
 */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const omittedGroup = v.object({
	/** Reason in a few words, for example `binary`. */
	reason: v.string(),
	count,
	/** Some of the paths, with a detail such as the size. */
	examples: v.array(v.object({ path: v.string(), detail: v.string() })),
});

const folderShare = v.object({ path: v.string(), files: count, tokens: count });

export const contextView = v.variant('state', [
	v.object({ state: v.literal('none') }),
	v.object({ state: v.literal('packing'), message: v.string() }),
	v.object({ state: v.literal('failed'), message: v.string() }),
	/** The user stopped the first look: nothing is known yet. */
	v.object({ state: v.literal('stopped'), message: v.string() }),
	v.object({
		state: v.literal('ready'),
		/** The user stopped a later look: all this is from before. */
		isOld: v.optional(v.boolean()),
		/** Workspace name. */
		name: v.string(),
		files: count,
		tokens: count,
		/** Tokens available for the repository: the window less room for the answer. */
		capacity: count,
		/** Tokens of changes since the pack was frozen, appended to the next question. */
		changedFiles: count,
		/** Files that stand in the pack only in part, or only by name, because all of them would not fit. */
		shortened: v.object({ skeletons: count, names: count }),
		omitted: v.array(omittedGroup),
		/** Largest folders first: what to exclude when it does not fit. */
		folders: v.array(folderShare),
		/** Sentences the user should know, for example that git was not found. */
		notes: v.array(v.string()),
	}),
]);
export type ContextView = v.InferOutput<typeof contextView>;

/** An image beside a question. Its picture is asked for by its hash, when it comes into view. */
export const imageView = v.object({
	/** SHA-256 of the file. */
	hash: v.string(),
	name: v.string(),
	/** Pixels. */
	width: count,
	height: count,
	bytes: count,
	/** An estimate; undefined when the model takes no images. */
	tokens: v.optional(count),
});
export type ImageView = v.InferOutput<typeof imageView>;

export const endpointView = v.object({
	host: v.string(),
	model: v.string(),
	/** `simulator` is the stand-in without a language model that `npm start` runs. */
	kind: v.picklist(['service', 'local', 'simulator']),
	hasKey: v.boolean(),
	thinking: v.picklist(['off', 'low', 'high', 'max']),
	/** What a question may hold beside text. */
	inputs: v.optional(v.array(v.picklist(['text', 'image']))),
});
export type EndpointView = v.InferOutput<typeof endpointView>;

export const estimateView = v.object({
	promptTokens: count,
	/** Tokens expected to be read from the endpoint's prefix cache. */
	cachedTokens: count,
	/** Money for the prompt now; undefined when no price is known. */
	cost: v.optional(v.number()),
	/** At peak hours: what it costs after them, and when that begins (milliseconds since the epoch). */
	offPeak: v.optional(v.object({ cost: v.number(), from: v.number() })),
	currency: v.string(),
	/** Tokens the endpoint counts for one of ours, where it counts more. */
	countFactor: v.optional(v.number()),
	/** Tokens for reasoning and answer: what is left in the window, 0 when the question does not fit, and what is usual. */
	room: v.object({ left: count, wanted: count }),
});
export type EstimateView = v.InferOutput<typeof estimateView>;

export const citationView = v.object({
	/** Half-open UTF-16 range of the citation in the answer's text. */
	start: count,
	end: count,
	path: v.string(),
	line: count,
	endLine: v.optional(count),
	status: v.picklist(['verified', 'moved', 'unverified']),
	/** A sentence for the tooltip. */
	reason: v.string(),
});
export type CitationView = v.InferOutput<typeof citationView>;

const editedFile = v.object({
	path: v.string(),
	renamedTo: v.optional(v.string()),
	change: v.picklist(['modified', 'created', 'deleted', 'renamed']),
	added: count,
	removed: count,
	/** Hunks awaiting the user's decision; undefined before the edit is applied. */
	pendingHunks: v.optional(count),
	/** Hunks it had when it was applied, while some of them are pending. */
	hunks: v.optional(count),
	/** What the user decided about its hunks, once none of them awaits a decision. */
	decided: v.optional(v.picklist(['accepted', 'rejected', 'mixed'])),
	/** Why this file needs a confirmation of its own. */
	confirm: v.optional(v.string()),
});

const editSegment = v.object({
	/** Half-open range of the edit block in the answer's text. */
	start: count,
	end: count,
	path: v.string(),
	kind: v.picklist(['replace', 'write', 'delete', 'rename']),
	status: v.picklist([
		'planned',
		'ambiguous',
		'not-found',
		'unsure',
		'conflict',
		'no-change',
		'refused',
		'malformed',
		'empty-search',
		'writing',
	]),
	message: v.string(),
	/** Lines taken away and put in, for a small diff in place; long blocks are cut. */
	removed: v.array(v.string()),
	added: v.array(v.string()),
	/** How many lines are cut off; missing when none are. */
	cut: v.optional(v.object({ removed: count, added: count })),
});
export type EditSegmentView = v.InferOutput<typeof editSegment>;

const editProblem = v.object({
	/** A sentence. */
	message: v.string(),
	/** `info` for an edit that needs nothing, such as one that is there already. */
	tone: v.picklist(['warning', 'info']),
	/** The edit whose place can be chosen, by its number, and between how many. */
	choose: v.optional(v.object({ edit: count, places: count })),
});

export const editCardView = v.object({
	state: v.picklist(['writing', 'proposed', 'review', 'done', 'discarded', 'undone', 'continued']),
	files: v.array(editedFile),
	/** Files that were left out when the others were applied, and can be applied still. */
	left: v.optional(v.array(editedFile)),
	segments: v.array(editSegment),
	/** Edits that are not part of the changes. */
	problems: v.array(editProblem),
	/** How many of them the model can be asked for again. */
	askAgain: count,
	canUndo: v.boolean(),
	/** What is known since the edits were applied, in this window. */
	after: v.optional(
		v.object({
			/** Problems the editor reports in the touched files that were not there before. */
			newProblems: count,
			/** A task or command may be run. */
			canRun: v.boolean(),
			/** What the user ran last. */
			run: v.optional(v.object({ label: v.string(), state: v.picklist(['running', 'passed', 'failed']) })),
		}),
	),
});
export type EditCardView = v.InferOutput<typeof editCardView>;

export const receiptView = v.object({
	promptTokens: count,
	cachedTokens: v.optional(count),
	completionTokens: count,
	reasoningTokens: v.optional(count),
	/** Money for prompt and answer. */
	cost: v.optional(v.number()),
	/** True when the endpoint said what it charged; else the cost is computed. */
	charged: v.optional(v.boolean()),
	/** The prompt's part of it, computed. */
	promptCost: v.optional(v.number()),
	currency: v.string(),
	/** Undefined for an answer that was interrupted by the end of the window. */
	seconds: v.optional(v.number()),
	/** Set when the endpoint sent no usage: the counts are our own, and the cached part is what was expected. */
	ownCount: v.boolean(),
	model: v.string(),
	/** What the prompt was expected to take before it was sent. */
	estimated: v.optional(v.object({ promptTokens: count, cachedTokens: count, cost: v.optional(v.number()) })),
	/** Why the prompt was not read from the endpoint's cache, where that needs an explanation. */
	miss: v.optional(v.string()),
	/** How the endpoint counted the prompt, where that is not how we did. */
	drift: v.optional(v.string()),
});
export type ReceiptView = v.InferOutput<typeof receiptView>;

/** Things a person can do about a failure or a poor end; the extension decides which make sense. */
export const failureAction = v.picklist([
	'retry',
	'retryWithMoreRoom',
	'retryWithLessThinking',
	'continue',
	'newChat',
	'setApiKey',
	'openSettings',
	'chooseModel',
	'excludeFolders',
	'showLog',
]);
export type FailureAction = v.InferOutput<typeof failureAction>;

export const failureView = v.object({
	/** What happened and what to do, in a sentence or two. */
	message: v.string(),
	/** The endpoint's own words, when there are any. */
	detail: v.optional(v.string()),
	actions: v.array(failureAction),
});
export type FailureView = v.InferOutput<typeof failureView>;

export const noticeView = v.object({ message: v.string(), actions: v.array(failureAction) });
export type NoticeView = v.InferOutput<typeof noticeView>;

export const answerView = v.object({
	status: v.picklist([
		'preparing',
		'waiting',
		'queued',
		'reasoning',
		'writing',
		'done',
		'stopped',
		'failed',
		'interrupted',
	]),
	reasoning: v.string(),
	reasoningSeconds: v.optional(v.number()),
	content: v.string(),
	citations: v.array(citationView),
	edits: v.optional(editCardView),
	/** Set for the explanation of a diff: how many of its parts stand as threads on lines. */
	explanation: v.optional(v.object({ title: v.string(), threads: count, files: count })),
	receipt: v.optional(receiptView),
	failure: v.optional(failureView),
	/** What goes on while the answer is awaited, for example that the request is tried again. */
	progress: v.optional(v.string()),
	/** A remark on a complete answer, for example that it was cut at its length limit. */
	notice: v.optional(noticeView),
	/** What was done about the request before it was answered, for example that it was made smaller. */
	remark: v.optional(v.string()),
});
export type AnswerView = v.InferOutput<typeof answerView>;

export const turnView = v.object({
	id: v.string(),
	question: v.string(),
	/** What was attached to the question, for example a diff. */
	images: v.optional(v.array(imageView)),
	attachment: v.optional(v.object({ title: v.string(), files: count, added: count, removed: count })),
	answer: answerView,
});
export type TurnView = v.InferOutput<typeof turnView>;

/** Figures of a request that would pass the monthly limit. */
const limitView = v.object({
	/** The limit, what this calendar month has cost, and what the prompt is expected to cost. */
	amount: v.number(),
	spent: v.number(),
	estimate: v.number(),
	/** The answer that is expected, by the last ones or by what is usual, and what it costs on top. */
	answer: v.optional(v.object({ tokens: count, cost: v.number(), from: v.picklist(['past', 'usual']) })),
	currency: v.string(),
});

/** Asked once per workspace and endpoint host, before anything is sent; with `limit`, before a request that passes it. */
export const consentView = v.object({
	host: v.string(),
	name: v.string(),
	files: count,
	tokens: count,
	limit: v.optional(limitView),
});
export type ConsentView = v.InferOutput<typeof consentView>;

export const chatView = v.object({
	chatId: v.string(),
	title: v.string(),
	turns: v.array(turnView),
	context: contextView,
	endpoint: endpointView,
	estimate: v.optional(estimateView),
	consent: v.optional(consentView),
	/** Images that go with the next question. */
	images: v.optional(v.array(imageView)),
	/** True while an answer is on its way: the composer offers Stop instead of Send. */
	busy: v.boolean(),
	/** In an untrusted workspace each file is asked about before edits are applied, and endpoint settings of the workspace are ignored. */
	trusted: v.boolean(),
});
export type ChatView = v.InferOutput<typeof chatView>;

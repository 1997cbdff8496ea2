import * as v from 'valibot';
import { count } from './count';
import { receiptView } from './cost';
import { editCardView } from './edits';

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

/** Things a person can do about a failure or a poor end; the extension decides which make sense. */
export const failureAction = v.picklist([
	'retry',
	'retryWithMoreRoom',
	'retryWithLessThinking',
	'continue',
	'newChat',
	'setApiKey',
	'openSettings',
	'openNetworkSettings',
	'openAccountPage',
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

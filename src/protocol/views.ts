import * as v from 'valibot';
import { answerView } from './views/answer';
import { contextView } from './views/context';
import { estimateView, limitView } from './views/cost';
import { count } from './views/count';

/**
 * What the chat page shows, as plain data. The extension owns the truth and sends these; the page renders them and
 * keeps nothing but the draft and scroll position. Counts are whole numbers; tokens are DeepSeek tokens; money is in
 * `currency` units (not cents).
 */

export * from './views/answer';
export * from './views/context';
export * from './views/cost';
export * from './views/edits';

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
	/** `off`, the name of an effort, or its number. */
	thinking: v.string(),
	/** What a question may hold beside text. */
	inputs: v.optional(v.array(v.picklist(['text', 'image']))),
	/** The user has set that certificates are not checked. */
	unchecked: v.optional(v.literal(true)),
});
export type EndpointView = v.InferOutput<typeof endpointView>;

export const turnView = v.object({
	id: v.string(),
	question: v.string(),
	/** What was attached to the question, for example a diff. */
	images: v.optional(v.array(imageView)),
	attachment: v.optional(v.object({ title: v.string(), files: count, added: count, removed: count })),
	answer: answerView,
});
export type TurnView = v.InferOutput<typeof turnView>;

/** Asked once per workspace and endpoint host, before anything is sent; with `limit`, before a request that passes it. */
export const consentView = v.object({
	host: v.string(),
	name: v.string(),
	files: count,
	tokens: count,
	limit: v.optional(limitView),
	/** Nobody checks who answers under the name of the host. */
	unchecked: v.optional(v.literal(true)),
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

import * as v from 'valibot';
import {
	answerView,
	chatView,
	citationView,
	consentView,
	contextView,
	editCardView,
	endpointView,
	estimateView,
	imageView,
	turnView,
} from './views';
import { count } from './views/count';

/** From the extension to the page. */
export const toPage = v.variant('type', [
	/** Everything; sent when the page is ready and whenever another chat is shown. */
	v.object({ type: v.literal('chat'), chat: chatView }),
	/** A turn was added or changed in more than appended text. */
	v.object({ type: v.literal('turn'), turn: turnView, busy: v.boolean() }),
	/** Text to append to a turn's reasoning and answer; coalesced to at most one message per frame. */
	v.object({ type: v.literal('delta'), turnId: v.string(), reasoning: v.string(), content: v.string() }),
	/**
	 * A running answer was looked at: what is new takes the place of all from there on. What is not named is as it was.
	 */
	v.object({
		type: v.literal('inspected'),
		turnId: v.string(),
		citations: v.optional(v.object({ from: count, items: v.array(citationView) })),
		/** The card's segments are those from there on. */
		edits: v.optional(v.object({ from: count, card: editCardView })),
		explanation: answerView.entries.explanation,
	}),
	v.object({ type: v.literal('context'), context: contextView, estimate: v.optional(estimateView) }),
	v.object({ type: v.literal('endpoint'), endpoint: endpointView, estimate: v.optional(estimateView) }),
	v.object({ type: v.literal('estimate'), estimate: v.optional(estimateView) }),
	/** Ask for consent, or (undefined) take the question away. */
	v.object({ type: v.literal('consent'), consent: v.optional(consentView) }),
	/** The images in the composer are others now. */
	v.object({ type: v.literal('images'), images: v.array(imageView), estimate: v.optional(estimateView) }),
	/** The file of an image in base64; without it the image is no longer kept. */
	v.object({
		type: v.literal('picture'),
		hash: v.string(),
		file: v.optional(v.object({ format: v.picklist(['png', 'jpeg', 'webp', 'gif']), data: v.string() })),
	}),
	/** Put text into the composer, keeping what the user typed, and focus it. */
	v.object({ type: v.literal('compose'), text: v.string() }),
]);
export type ToPage = v.InferOutput<typeof toPage>;

const text = v.pipe(v.string(), v.maxLength(2_000_000));
const identifier = v.pipe(v.string(), v.maxLength(200));
const path = v.pipe(v.string(), v.maxLength(4_096));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** A file of 32 MiB in base64. */
const fileData = v.pipe(v.string(), v.maxLength(44_739_244));
/** Files that come at once. */
const mostFiles = 20;

/** From the page to the extension. Untrusted: the page renders model output, so each message is checked. */
export const fromPage = v.variant('type', [
	v.object({ type: v.literal('ready') }),
	v.object({ type: v.literal('ask'), text }),
	/** What stands in the composer now, for the estimate. */
	v.object({ type: v.literal('draft'), text }),
	/** Files that were pasted or dropped, in base64. */
	v.object({
		type: v.literal('attachImages'),
		images: v.pipe(
			v.array(v.object({ name: v.pipe(v.string(), v.maxLength(1_000)), data: fileData })),
			v.maxLength(mostFiles),
		),
	}),
	/** Files of the workspace that were dropped, by their addresses. */
	v.object({ type: v.literal('attachFiles'), uris: v.pipe(v.array(path), v.maxLength(mostFiles)) }),
	/** The question names a path with an at sign before it: an image there is attached. */
	v.object({ type: v.literal('mentionImage'), path }),
	v.object({ type: v.literal('removeImage'), hash }),
	v.object({ type: v.literal('openImage'), hash }),
	/** Send the file of an image that is in the chat or the composer. */
	v.object({ type: v.literal('loadPicture'), hash }),
	v.object({ type: v.literal('stop') }),
	v.object({
		type: v.literal('retry'),
		turnId: identifier,
		/** What to do otherwise this time. */
		change: v.optional(v.picklist(['moreRoom', 'lessThinking'])),
	}),
	v.object({ type: v.literal('continue'), turnId: identifier }),
	v.object({ type: v.literal('consent'), accepted: v.boolean() }),
	/** Open the citation at `index` of the turn's citations. */
	v.object({
		type: v.literal('openCitation'),
		turnId: identifier,
		index: count,
	}),
	v.object({ type: v.literal('openFile'), path }),
	v.object({
		type: v.literal('edits'),
		turnId: identifier,
		action: v.picklist([
			'openDiff',
			'apply',
			'discard',
			'acceptAll',
			'rejectAll',
			'undo',
			'askAgain',
			'showProblems',
			'sendProblems',
			'runTask',
			'sendFailure',
		]),
	}),
	v.object({ type: v.literal('openEdit'), turnId: identifier, path }),
	/** Choose where an edit goes that may mean several places. */
	v.object({
		type: v.literal('choosePlace'),
		turnId: identifier,
		edit: count,
	}),
	v.object({ type: v.literal('openExplanation'), turnId: identifier }),
	/** Show the request of a turn exactly as it was sent. */
	v.object({ type: v.literal('showSent'), turnId: identifier }),
	/** A command offered by the page; the list is closed. */
	v.object({
		type: v.literal('command'),
		command: v.picklist([
			'setApiKey',
			'chooseModel',
			'chooseThinking',
			'openSettings',
			'openNetworkSettings',
			'openAccountPage',
			'excludeFolders',
			'showContext',
			'refreshContext',
			'stopCounting',
			'showLog',
			'setMonthlyLimit',
			'explainStaged',
			'explainWorking',
			'newChat',
			'openFolder',
			'attachImage',
		]),
	}),
	/** A link in an answer; the extension asks before it opens anything but http(s). */
	v.object({ type: v.literal('openLink'), url: v.pipe(v.string(), v.maxLength(8_192)) }),
	v.object({ type: v.literal('copy'), text }),
]);
export type FromPage = v.InferOutput<typeof fromPage>;

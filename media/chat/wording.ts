import {
	type AnswerView,
	type CitationView,
	type ContextView,
	type EditCardView,
	type EditSegmentView,
	type EndpointView,
	type EstimateView,
	type FailureAction,
	formatBytes,
	formatClock,
	formatCount,
	formatMoney,
	formatSeconds,
	formatShare,
	formatTokens,
	type ImageView,
	plural,
	type ReceiptView,
} from '../../src/protocol';

// A figure and its unit stay on one line.
const joint = '\u00A0';

/** A share whose number stays with its sign. */
export function shareText(part: number, whole: number): string {
	return formatShare(part, whole).replaceAll(' ', joint);
}

/** What the next question will take: `~198k tokens · 97 % cached · $0.0012 now, $0.0006 from 18:00`. */
export function estimateLine(estimate: EstimateView): string {
	const parts = [`~${formatTokens(estimate.promptTokens)}${joint}tokens`];
	if (estimate.cachedTokens > 0) {
		parts.push(`${shareText(estimate.cachedTokens, estimate.promptTokens)} cached`);
	}
	const { cost, offPeak, currency } = estimate;
	if (cost !== undefined) {
		const now = formatMoney(cost, currency);
		const later = offPeak && formatMoney(offPeak.cost, currency);
		// Prices too small to tell apart are one price.
		parts.push(
			offPeak === undefined || later === undefined || later === now
				? now
				: `${now}${joint}now, ${later}${joint}from${joint}${formatClock(offPeak.from, Date.now()).replace(' ', joint)}`,
		);
	}
	return parts.join(' · ');
}

/** The estimate as a sentence, for the tooltip and for screen readers. */
export function estimateSentence(estimate: EstimateView): string {
	const { promptTokens, cachedTokens, offPeak, currency, room } = estimate;
	const cost = estimate.cost === undefined ? '' : `, for about ${formatMoney(estimate.cost, currency)}`;
	const later = offPeak
		? ` It is peak time until ${formatClock(offPeak.from, Date.now())}; then it costs ${formatMoney(offPeak.cost, currency)}.`
		: '';
	const factor = estimate.countFactor ?? 1;
	const counted =
		factor === 1
			? ''
			: ` This endpoint has counted up to ${Math.round((factor - 1) * 100)}${joint}% more than Longview, which is allowed for.`;
	const left = room.left === 0 ? '' : ` ${formatCount(room.left)} tokens are kept for reasoning and answer.`;
	const cached = formatCount(Math.min(cachedTokens, promptTokens));
	return `The next question sends about ${formatCount(promptTokens)} tokens, ${cached} of them expected from the endpoint's cache${cost}.${later}${left}${counted}`;
}

/**
 * Says that little or nothing is left for an answer; undefined while there is enough.
 * @param begun whether the chat has told something that a new one would not repeat
 */
export function roomWarning({ room }: EstimateView, begun: boolean): string | undefined {
	const remedy = begun ? 'A new chat has more room.' : 'Exclude folders for more room.';
	if (room.left === 0) {
		return `The next question leaves no room for an answer. ${remedy}`;
	}
	return room.left < room.wanted / 2
		? `Only ${formatTokens(room.left)} tokens are left for reasoning and answer. ${remedy}`
		: undefined;
}

/** What an answer took: `198,012 in (97 % cached) · 1,204 out · $0.0012 · 8.2 s · deepseek-flash`. */
export function receiptLine(receipt: ReceiptView): string {
	const about = receipt.ownCount ? '~' : '';
	const cached =
		receipt.cachedTokens === undefined
			? ''
			: ` (${about}${shareText(receipt.cachedTokens, receipt.promptTokens)} cached)`;
	const parts = [
		`${about}${formatCount(receipt.promptTokens)}${joint}in${cached}`,
		`${about}${formatCount(receipt.completionTokens)}${joint}out`,
	];
	if (receipt.cost !== undefined) {
		const charged = receipt.charged === true ? `${joint}charged` : '';
		parts.push(about + formatMoney(receipt.cost, receipt.currency) + charged);
	}
	if (receipt.seconds !== undefined) {
		parts.push(formatSeconds(receipt.seconds).replaceAll(' ', joint));
	}
	parts.push(receipt.model);
	return parts.join(' · ');
}

/** The receipt in full sentences. */
export function receiptSentence(receipt: ReceiptView): string {
	const cached =
		receipt.cachedTokens === undefined ? '' : `, ${formatCount(receipt.cachedTokens)} of them from the cache`;
	const reasoning =
		receipt.reasoningTokens === undefined ? '' : `, ${formatCount(receipt.reasoningTokens)} of them for reasoning`;
	const time = receipt.seconds === undefined ? '' : `, in ${formatSeconds(receipt.seconds)}`;
	const about = receipt.ownCount ? 'about ' : '';
	const cost =
		receipt.cost === undefined
			? ''
			: receipt.charged === true
				? ` The endpoint says that it charged ${formatMoney(receipt.cost, receipt.currency)}.`
				: ` It cost ${about}${formatMoney(receipt.cost, receipt.currency)}.`;
	const counted = receipt.ownCount
		? ' The endpoint sent no usage: the tokens were counted here, and the cached part is what was expected.'
		: '';
	return `${receipt.model} read ${formatCount(receipt.promptTokens)} tokens${cached}, and wrote ${formatCount(receipt.completionTokens)} tokens${reasoning}${time}.${cost}${counted}`;
}

/** A share of the prompt by which an estimate may be off and still be called right. */
const tolerance = 0.02;

/** How the estimate made before sending turned out, or undefined when there was none. */
export function estimateOutcome(receipt: ReceiptView): string | undefined {
	const { estimated, cachedTokens, promptTokens, promptCost, currency } = receipt;
	if (receipt.ownCount) {
		return 'estimated: the endpoint sent no usage';
	}
	if (estimated === undefined || (cachedTokens === undefined && promptCost === undefined)) {
		return undefined;
	}
	const cachedDifference = cachedTokens === undefined ? 0 : Math.abs(cachedTokens - estimated.cachedTokens);
	const right = Math.max(cachedDifference, Math.abs(promptTokens - estimated.promptTokens)) <= tolerance * promptTokens;
	if (right) {
		return promptCost === undefined
			? 'cached as estimated'
			: `prompt ${formatMoney(promptCost, currency)}, as estimated`;
	}
	const foreseen = `${formatCount(estimated.cachedTokens)}${joint}cached`;
	return promptCost === undefined || estimated.cost === undefined
		? `estimated ${foreseen}`
		: `prompt ${formatMoney(promptCost, currency)}, estimated ${formatMoney(estimated.cost, currency)} with ${foreseen}`;
}

/** What an unfinished answer is doing, or undefined when there is nothing to say. */
export function statusLine(status: AnswerView['status']): string | undefined {
	switch (status) {
		case 'preparing':
			return 'Preparing the context…';
		case 'waiting':
			return 'Sent. Waiting for the first word…';
		case 'queued':
			return 'The endpoint is busy: waiting in its queue…';
		case 'reasoning':
			return 'Thinking…';
		case 'writing':
			return 'Writing…';
		case 'stopped':
		case 'interrupted':
		case 'done':
		case 'failed':
			return undefined;
	}
}

/** How an answer ended before its time. */
export function endLine({ status, reasoning, content }: AnswerView): string {
	const how = status === 'stopped' ? 'Stopped' : 'Interrupted';
	return reasoning + content === '' ? `${how} before anything had arrived.` : `${how}. What had arrived is kept.`;
}

/** The summary of an answer's reasoning. */
export function reasoningTitle(answer: AnswerView): string {
	if (answer.status === 'reasoning') {
		return 'Thinking…';
	}
	return answer.reasoningSeconds === undefined ? 'Thought' : `Thought for ${formatSeconds(answer.reasoningSeconds)}`;
}

/** The last line of the reasoning so far that holds any words. */
export function lastLine(text: string): string {
	const end = text.trimEnd();
	return end
		.slice(end.lastIndexOf('\n') + 1)
		.slice(-200)
		.trim();
}

/** Why nothing can be asked now, or undefined when it can. */
export function obstacle(context: ContextView, endpoint: EndpointView): string | undefined {
	if (context.state === 'none') {
		return 'Open a folder to ask about it.';
	}
	if (endpoint.kind === 'service' && !endpoint.hasKey) {
		return `Set an API key for ${endpoint.host} to ask.`;
	}
	if (context.state === 'ready' && context.tokens > context.capacity) {
		return `The workspace exceeds the context by ${formatTokens(context.tokens - context.capacity)} tokens. Exclude some folders to ask.`;
	}
	return undefined;
}

/** Why no image can be attached, or undefined when one can. */
export function imagesUnavailable({ inputs, model }: EndpointView): string | undefined {
	return inputs?.includes('image') === true
		? undefined
		: `${model} takes text only. To send an image, choose a model that takes images.`;
}

/** Why the images in the composer cannot go where the question would, or undefined when they can. */
export function imageObstacle(images: readonly ImageView[], endpoint: EndpointView): string | undefined {
	return images.length === 0 || imagesUnavailable(endpoint) === undefined
		? undefined
		: `${endpoint.model} takes no images. Remove ${images.length === 1 ? 'the image' : 'them'}, or choose a model that takes images.`;
}

/** `640 × 480 · ~206 tokens`; the file's size where nothing is known about tokens. */
export function imageFacts(image: ImageView): string {
	const { bytes, tokens } = image;
	const size = imageSize(image);
	return tokens === undefined ? `${size} · ${formatBytes(bytes)}` : `${size} · ~${formatCount(tokens)}${joint}tokens`;
}

/** `640 × 480`, in pixels. */
export function imageSize({ width, height }: ImageView): string {
	return `${width}${joint}×${joint}${height}`;
}

/** The context in a few words, for the chip under the composer. */
export function contextChip(context: ContextView): string {
	switch (context.state) {
		case 'none':
			return 'No folder';
		case 'packing':
			return 'Reading…';
		case 'failed':
			return 'No context';
		case 'stopped':
			return 'Not counted';
		case 'ready':
			return `${plural(context.files, 'file')} · ${formatTokens(context.tokens)}`;
	}
}

/** The lines of a citation as it is written: `:10` or `:10-14`. */
export function citationLines(citation: CitationView): string {
	const { line, endLine } = citation;
	return endLine === undefined || endLine === line ? `:${line}` : `:${line}-${endLine}`;
}

/** A path in the pieces it may be shortened between: its folders, the stem of its name, and the end of the name. */
export function pathPieces(path: string): readonly [folder: string, stem: string, end: string] {
	const slash = path.lastIndexOf('/') + 1;
	const name = path.slice(slash);
	// The extension, with the last letters before it: `total.test.ts` and `total.ts` differ in them.
	const dot = name.lastIndexOf('.');
	let end = Math.max((dot <= 0 ? name.length : dot) - 4, 0);
	if (/^[\uDC00-\uDFFF]/.test(name.slice(end))) {
		end--;
	}
	return [path.slice(0, slash), name.slice(0, end), name.slice(end)];
}

/** `4 files changed`, by the state of the edits. */
export function editTitle(edits: EditCardView): string {
	const files = plural(edits.files.length, 'file');
	switch (edits.state) {
		case 'writing':
			return `Writing changes to ${files}…`;
		case 'proposed':
			return `Changes to ${files}`;
		case 'review':
			return `${plural(pendingHunks(edits), 'hunk')} to review in ${files}`;
		case 'done':
			return `${files} changed`;
		case 'discarded':
			return `Changes to ${files} discarded`;
		case 'undone':
			return `Changes to ${files} undone`;
		case 'continued':
			return 'Continued with the edits that were asked for again';
	}
}

/** Hunks that still await the reader's decision. */
export function pendingHunks(edits: EditCardView): number {
	return edits.files.reduce((sum, file) => sum + (file.pendingHunks ?? 0), 0);
}

/** What became of one edit block, or undefined when it is simply part of the plan. */
export function segmentStatus(status: EditSegmentView['status']): string | undefined {
	switch (status) {
		case 'planned':
			return undefined;
		case 'writing':
			return 'writing…';
		case 'ambiguous':
			return 'several places match';
		case 'not-found':
			return 'not found';
		case 'unsure':
			return 'to be confirmed';
		case 'conflict':
			return 'conflict';
		case 'no-change':
			return 'changes nothing';
		case 'refused':
			return 'refused';
		case 'malformed':
			return 'malformed';
		case 'empty-search':
			return 'names no text to replace';
	}
}

/** The label of each remedy that a failure or a notice may offer. */
export const failureLabels: Readonly<Record<FailureAction, string>> = {
	retry: 'Try Again',
	retryWithMoreRoom: 'Try Again with More Room',
	retryWithLessThinking: 'Try Again with Less Thinking…',
	continue: 'Continue',
	newChat: 'New Chat',
	setApiKey: 'Set API Key',
	openSettings: 'Open Settings',
	chooseModel: 'Choose Model',
	excludeFolders: 'Exclude Folders…',
	showLog: 'Show Log',
};

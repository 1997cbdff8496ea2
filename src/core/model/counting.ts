import { formatCount } from '../common/format';
import type { ModelErrorDetails } from './errors';

/**
 * How an endpoint counts a model's tokens beside us. DeepSeek counts exactly as we do; other servers have other
 * tokenizers and templates, and a window that nobody told us about.
 */
export interface LearnedCounts {
	/** Its tokens for one of ours, above 1; left out where it does not count more. */
	readonly factor?: number;
	/** Prompt and answer together, as a refusal named it. */
	readonly window?: number;
	/** When the window was named, in milliseconds since the epoch. */
	readonly windowAt?: number;
}

/** A prompt as it was sent, by our own count. */
export interface CountedPrompt {
	readonly promptTokens: number;
	/** Part of the above: images are an estimate, so nothing is learned about text from them. */
	readonly imageTokens: number;
}

/** A prompt that was refused, with the room that was asked for its answer. */
export interface RefusedPrompt extends CountedPrompt {
	readonly maxTokens: number;
}

/** A prompt that was counted in two ways, in tokens. */
export interface CountDrift {
	readonly ours: number;
	readonly theirs: number;
}

/** A count this much off is that of another template, not of another tokenizer: tokens, and a share of the prompt. */
const templateTokens = 64;
const templateShare = 0.002;
/** Shorter prompts tell of the template only. */
const smallestPrompt = 2_000;
/** No tokenizer in use needs more for the same text; a larger figure counts something else. */
const largestFactor = 3;
/** A prompt of which less than this was counted was cut, or not all of it is told. */
const cutShare = 0.75;
/** Where a refusal does not tell by how much a prompt was counted longer. */
const guessedExcess = 1.1;
/** A window that was named is believed so long, in milliseconds: servers are started anew. */
const windowTrust = 24 * 60 * 60 * 1_000;

/** How an endpoint's count of a prompt compares with ours. */
export type CountComparison =
	/** To the token. */
	| 'same'
	/** As near as another template is. */
	| 'near'
	| 'more'
	| 'fewer'
	/** So few that the prompt was cut, or that only a part of it is told. */
	| 'part';

export function compareCounts(ours: number, theirs: number): CountComparison {
	if (ours === theirs) {
		return 'same';
	}
	if (Math.abs(theirs - ours) <= Math.max(templateTokens, ours * templateShare)) {
		return 'near';
	}
	return theirs > ours ? 'more' : theirs < ours * cutShare ? 'part' : 'fewer';
}

/** How the counts of a prompt differ; undefined when they do not, or when images make ours an estimate. */
export function driftOf({ promptTokens, imageTokens }: CountedPrompt, counted: number): CountDrift | undefined {
	return imageTokens > 0 || counted === promptTokens ? undefined : { ours: promptTokens, theirs: counted };
}

/**
 * What a person should know about counts that differ.
 * @param exact the endpoint is expected to count as we do, to the token
 * @returns undefined for what another server's template explains
 */
export function driftSentence({ ours, theirs }: CountDrift, exact: boolean): string | undefined {
	const comparison = compareCounts(ours, theirs);
	const difference = formatCount(Math.abs(theirs - ours));
	const beside = `${formatCount(theirs)} tokens where Longview counted ${formatCount(ours)}`;
	switch (comparison) {
		case 'same':
			return undefined;
		case 'near':
			return exact
				? `The endpoint counted ${difference} tokens ${theirs > ours ? 'more' : 'fewer'} than Longview, which should count as it does.`
				: undefined;
		case 'more':
			return `The endpoint counted ${beside}, ${percent(theirs / ours - 1)} more. Estimates and packs allow for it from now on.`;
		case 'fewer':
			return `The endpoint counted ${beside}, ${percent(1 - theirs / ours)} fewer.`;
		case 'part':
			return `The endpoint counted only ${beside}: either it cut the beginning of the prompt, because its window is smaller, or it tells a part of what it read. Check the window before you rely on this answer.`;
	}
}

/**
 * What is known after an answer, whose usage tells what the endpoint counted. Where it counts more than we do, the
 * largest excess is kept until the counts agree again: prompts differ in what they hold.
 */
export function learnFromAnswer(
	known: LearnedCounts | undefined,
	{ promptTokens, imageTokens }: CountedPrompt,
	counted: number,
): LearnedCounts | undefined {
	if (imageTokens > 0 || promptTokens < smallestPrompt) {
		return known;
	}
	switch (compareCounts(promptTokens, counted)) {
		case 'more':
			return withFactor(known, Math.max(known?.factor ?? 1, roundedUp(counted / promptTokens)));
		case 'same':
		case 'near':
		case 'fewer':
			return withFactor(known, 1);
		case 'part':
			return known;
	}
}

/**
 * What is known after a refusal as too long, from the numbers it names.
 * @param window tokens the request was made for
 * @returns undefined when it does not say enough to make a request that fits
 */
export function learnFromRefusal(
	known: LearnedCounts | undefined,
	prompt: RefusedPrompt,
	details: Pick<ModelErrorDetails, 'limit' | 'promptTokens' | 'requestedTokens'>,
	window: number,
	now: number,
): LearnedCounts | undefined {
	const { promptTokens, imageTokens, maxTokens } = prompt;
	const counted = countedPrompt(details, maxTokens);
	if (details.limit === undefined && counted === undefined) {
		return undefined;
	}
	const limit = Math.min(details.limit ?? window, window);
	const text = Math.max(1, promptTokens - imageTokens);
	let factor = known?.factor ?? 1;
	if (counted !== undefined && compareCounts(promptTokens, counted) === 'more') {
		factor = Math.max(factor, (counted - imageTokens) / text);
	}
	if (promptTokens * factor + maxTokens <= limit) {
		// The numbers do not explain the refusal: it counted more than it says, as servers do that stop counting early.
		factor = Math.max(factor, (guessedExcess * (limit - maxTokens)) / text);
	}
	const learned = withFactor(known, roundedUp(factor));
	return details.limit === undefined ? learned : { ...learned, window: details.limit, windowAt: now };
}

/** What the endpoint counted of a prompt, by its refusal. */
export function countedPrompt(
	{ promptTokens, requestedTokens }: Pick<ModelErrorDetails, 'promptTokens' | 'requestedTokens'>,
	maxTokens: number,
): number | undefined {
	return promptTokens ?? (requestedTokens === undefined ? undefined : Math.max(0, requestedTokens - maxTokens));
}

/** The window that a refusal named, while it is to be believed. */
export function learnedWindow(learned: LearnedCounts | undefined, now: number): number | undefined {
	return learned?.windowAt !== undefined && now - learned.windowAt < windowTrust ? learned.window : undefined;
}

/** Undefined once nothing is left that differs from us. */
function withFactor(known: LearnedCounts | undefined, factor: number): LearnedCounts | undefined {
	const { window, windowAt } = known ?? {};
	const bounded = Math.min(largestFactor, factor);
	const learned = {
		...(bounded > 1 ? { factor: bounded } : {}),
		...(window === undefined ? {} : { window }),
		...(windowAt === undefined ? {} : { windowAt }),
	};
	return Object.keys(learned).length === 0 ? undefined : learned;
}

/** In steps of one per cent, so that a budget does not move with every answer. */
function roundedUp(factor: number): number {
	return Math.ceil(factor * 100 - 1e-6) / 100;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

import { formatCount, formatMoney } from '../common/format';
import type { CacheMiss, MissReason } from './records';

/** Below this an endpoint may simply not have stored a long prefix yet, in seconds. */
const storing = 120;

/** Why a prompt was not read from the cache, as a sentence. */
export function missSentence(miss: CacheMiss, currency: string | undefined): string {
	const { missedTokens, expectedTokens, cost } = miss;
	const more = cost === undefined || !currency ? '' : `, for ${formatMoney(cost, currency)} more`;
	return `${formatCount(missedTokens)} of ${formatCount(expectedTokens)} tokens that could have been cached were read anew${more}: ${missReasons(miss)}.`;
}

/** The reasons alone, the one that matters most first. */
export function missReasons({ reasons, secondsSince }: CacheMiss): string {
	return reasons.map((reason) => reasonWords(reason, secondsSince)).join('; ');
}

function reasonWords(reason: MissReason, seconds: number): string {
	switch (reason) {
		case 'idle':
			return `they were last read ${duration(seconds)} before, and endpoints drop what is not used`;
		case 'host':
			return 'another endpoint had been asked before';
		case 'account':
			return 'the API key has been changed';
		case 'model':
			return 'the model has been changed';
		case 'thinking':
			return 'the thinking has been changed, and with it the first words of the prompt';
		case 'words':
			return 'this version of Longview begins its prompts with other words';
		case 'pack':
			return 'the repository has been packed anew';
		case 'endpoint':
			return seconds < storing
				? `${duration(seconds)} after they were read, the endpoint had not stored them yet or had dropped them`
				: `the endpoint had dropped them ${duration(seconds)} after they were read`;
	}
}

function duration(seconds: number): string {
	if (seconds < 90) {
		return `${Math.round(seconds)} s`;
	}
	const minutes = Math.round(seconds / 60);
	return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

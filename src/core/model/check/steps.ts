import { formatTokens } from '../../common/format';
import { ModelError } from '../errors';
import type { Remedy } from '../failures/remedies';
import { smallWindow } from '../profiles/contextLength';
import type { ContextLength, EndpointProfile } from '../profiles/types';
import type { AccountBalance } from '../types';

export type CheckStepId = 'reachable' | 'key' | 'models' | 'model' | 'balance' | 'context' | 'cache';

/** One thing that was looked at. */
export interface CheckStep {
	readonly id: CheckStepId;
	readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
	/** What was found, as a sentence. */
	readonly message: string;
	/** What can be done about it, the most useful first. */
	readonly remedies: readonly Remedy[];
}

/** In the order they are shown. */
export const checkOrder: readonly CheckStepId[] = [
	'reachable',
	'key',
	'models',
	'model',
	'balance',
	'context',
	'cache',
];

/** What was looked at so far. */
export class Steps {
	readonly #steps = new Map<CheckStepId, CheckStep>();
	readonly #onStep: ((step: CheckStep) => void) | undefined;

	constructor(onStep: ((step: CheckStep) => void) | undefined) {
		this.#onStep = onStep;
	}

	add(id: CheckStepId, status: CheckStep['status'], message: string, remedies: readonly Remedy[] = []): void {
		const step = { id, status, message, remedies };
		this.#steps.set(id, step);
		this.#onStep?.(step);
	}

	fail(id: CheckStepId, error: ModelError): void {
		const words = error.details.serverMessage;
		const said = words === undefined || words === '' ? '' : ` It said: ${words.slice(0, 200)}`;
		this.add(id, 'failed', error.message + said, error.remedies);
	}

	all(): readonly CheckStep[] {
		return checkOrder.map(
			(id) => this.#steps.get(id) ?? { id, status: 'skipped', message: 'Not looked at.', remedies: [] },
		);
	}
}

export function takeModel(steps: Steps, model: string | undefined, offered: number, found: boolean): void {
	if (model === undefined) {
		steps.add('model', 'warning', 'None of the models is known here. Choose one.', ['choose-model']);
	} else if (found) {
		steps.add('model', 'ok', `${model} is offered.`);
	} else if (offered === 0) {
		steps.add('model', 'skipped', `Whether ${model} is offered shows only in use.`);
	} else {
		steps.add('model', 'failed', `${model} is not among the models it offers. Choose another one.`, ['choose-model']);
	}
}

export function takeBalance(steps: Steps, balance: AccountBalance | ModelError | undefined): void {
	if (balance === undefined) {
		steps.add('balance', 'skipped', 'It does not tell a balance.');
	} else if (balance instanceof ModelError) {
		steps.add('balance', 'warning', `The balance is not known: ${balance.message}`, balance.remedies);
	} else if (!balance.available) {
		steps.add('balance', 'failed', 'The account has no balance left. Top it up.', ['top-up']);
	} else {
		const amounts = balance.balances.map(({ currency, total }) => `${total} ${currency}`).join(', ');
		steps.add('balance', 'ok', amounts === '' ? 'The account has balance.' : `The balance is ${amounts}.`);
	}
}

export function takeContext(steps: Steps, profile: EndpointProfile, length: ContextLength | undefined): void {
	const hint = profile.contextHint === undefined ? '' : ` ${profile.contextHint}`;
	if (length === undefined) {
		steps.add('context', 'ok', 'It does not tell its context length; the catalog has it.');
		return;
	}
	const tokens = formatTokens(length.tokens);
	if (length.certainty === 'default') {
		steps.add('context', 'warning', `It does not tell its context length; ${tokens} tokens are usual.${hint}`);
	} else if (length.certainty === 'trained') {
		steps.add(
			'context',
			'warning',
			`The model can take ${tokens} tokens, but how many the server allows is not told.${hint}`,
		);
	} else if (length.tokens < smallWindow) {
		steps.add(
			'context',
			'warning',
			`Prompt and answer together may have ${tokens} tokens: little for a repository.${hint}`,
		);
	} else {
		steps.add('context', 'ok', `Prompt and answer together may have ${tokens} tokens.`);
	}
}

export function takeCache(steps: Steps, profile: EndpointProfile): void {
	switch (profile.cache) {
		case 'reported':
			steps.add('cache', 'ok', 'It keeps the beginning of prompts and tells how much of each it kept.');
			break;
		case 'unreported':
			steps.add(
				'cache',
				'warning',
				`It may keep the beginning of prompts but does not tell.${profile.unreportedHint === undefined ? '' : ` ${profile.unreportedHint}`}`,
			);
			break;
		case 'varies':
			steps.add('cache', 'warning', 'Whether the beginning of a prompt is kept depends on the host it is routed to.');
			break;
		case 'unknown':
			steps.add('cache', 'warning', 'Whether it keeps the beginning of prompts shows only in use.');
			break;
	}
}

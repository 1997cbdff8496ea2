import { EndpointError } from '../errors';
import type { Body, Effort } from './types';

/** An object's fields; none for anything else. */
export function objectOf(value: unknown): Body {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
}

const words: Readonly<Record<string, Effort>> = { low: 'low', medium: 'high', high: 'high', xhigh: 'max', max: 'max' };

/** An effort as servers take it, by word or number. */
export function effortOf(value: unknown): Effort {
	if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100) {
		return value;
	}
	if (typeof value === 'string' && Object.hasOwn(words, value)) {
		return words[value]!;
	}
	throw new EndpointError(400, `Invalid reasoning_effort: ${JSON.stringify(value)}`);
}

/** Thinking as prompt templates are told of it. */
export function templateThinking(body: Body, usually: boolean): Effort | undefined {
	const template = objectOf(body['chat_template_kwargs']);
	const enabled = template['thinking'] ?? template['enable_thinking'] ?? usually;
	return enabled === true ? effortOf(template['reasoning_effort'] ?? 'high') : undefined;
}

import { contextOverflow, EndpointError } from '../errors';
import { objectOf } from './reading';
import type { Dialect, Effort } from './types';

const efforts: Readonly<Record<string, Effort>> = {
	minimal: 'low',
	low: 'low',
	medium: 'high',
	high: 'high',
	xhigh: 'high',
	max: 'max',
	ultra: 'max',
};

export const deepseek: Dialect = {
	id: 'deepseek',
	models: { 'deepseek-flash': 2500, 'deepseek-v4-pro': 500 },
	images: ['deepseek-flash'],
	imageRefusal: (index) =>
		new EndpointError(
			400,
			`Failed to deserialize the JSON body into the target type: messages[${index}]: unknown variant \`image_url\`, expected \`text\``,
		),
	aliases: { 'deepseek-v4-flash': 'deepseek-flash', 'deepseek-v4-flash-vision-exp': 'deepseek-flash' },
	contextWindow: 1_048_576,
	keyRequired: true,
	publicModels: false,
	reasoningField: 'reasoning_content',
	keepAlive: ': keep-alive\n\n',
	listModels: () => ({
		object: 'list',
		data: Object.keys(deepseek.models).map((id) => ({ id, object: 'model', owned_by: 'deepseek' })),
	}),
	paths: {},
	thinking: (body) => {
		const effort = body['reasoning_effort'] ?? 'high';
		if (typeof effort !== 'string' || !Object.hasOwn(efforts, effort)) {
			throw new EndpointError(422, 'Failed to deserialize the JSON body into the target type: reasoning_effort');
		}
		return objectOf(body['thinking'])['type'] === 'disabled' ? undefined : efforts[effort];
	},
	usage: (usage) => usage,
	overflow: (window, promptTokens, maxTokens) => ({
		kind: 'refuse',
		error: contextOverflow(window, promptTokens, maxTokens),
	}),
};

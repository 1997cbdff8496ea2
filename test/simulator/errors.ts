/** A refusal in the shape DeepSeek gives it. */
export class EndpointError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly type = 'invalid_request_error',
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
	}

	get body(): string {
		const { message, type } = this;
		return JSON.stringify({ error: { message, type, param: null, code: 'invalid_request_error' } });
	}
}

/** The usual refusal of a status, for requests that are in order but shall be refused. */
export function endpointError(
	status: number,
	message?: string,
	headers?: Readonly<Record<string, string>>,
): EndpointError {
	const [usual, type] = usualErrors[status] ?? [`Unexpected status ${status}`, 'unknown_error'];
	return new EndpointError(status, message ?? usual, type, headers);
}

const usualErrors: Readonly<Record<number, readonly [string, string]>> = {
	400: ['Invalid request.', 'invalid_request_error'],
	401: ['Authentication Fails (governor)', 'authentication_error'],
	402: ['Insufficient Balance', 'unknown_error'],
	404: ['Not Found', 'invalid_request_error'],
	413: ['The request body is larger than 48 MiB.', 'invalid_request_error'],
	422: ['Failed to deserialize the JSON body into the target type.', 'invalid_request_error'],
	429: ['Too many concurrent requests of this account for this model. Please try again later.', 'rate_limit_error'],
	500: ['Internal Server Error', 'server_error'],
	503: ['Service is too busy. Please try again later.', 'service_unavailable_error'],
};

/** DeepSeek's sentence for a request that does not fit into the window; products read the numbers out of it. */
export function contextOverflow(limit: number, promptTokens: number, maxTokens: number): EndpointError {
	return new EndpointError(
		400,
		`This model's maximum context length is ${limit} tokens. However, you requested ${promptTokens + maxTokens} tokens ` +
			`(${promptTokens} in the messages, ${maxTokens} in the completion). ` +
			'Please reduce the length of the messages or completion.',
	);
}

import { defaultBaseUrl } from '../../node/endpoint';
import type { EndpointOverrides } from './endpointTarget';

/**
 * Endpoint settings from the environment, for `npm start` and the tests. The key is bound to the host it was given for.
 */
export function overridesFrom(environment: NodeJS.ProcessEnv): EndpointOverrides {
	const baseUrl = environment['LONGVIEW_BASE_URL'];
	const model = environment['LONGVIEW_MODEL'];
	const key = environment['DEEPSEEK_API_KEY'];
	const address = baseUrl ?? defaultBaseUrl;
	const host = URL.canParse(address) ? new URL(address).host : undefined;
	return {
		...(baseUrl === undefined ? {} : { baseUrl }),
		...(model === undefined ? {} : { model }),
		...(key === undefined || key === '' || host === undefined ? {} : { apiKey: { host, key } }),
		simulator: environment['LONGVIEW_SIMULATOR'] === '1',
	};
}

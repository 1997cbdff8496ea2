import { isUsable, type EndpointReport } from '../../../core/model/check/checkEndpoint';
import { knowledgeOf } from '../../../core/model/profiles/knowledge';
import { defaultBaseUrl } from '../../../node/endpoint';
import { ownEndpointSetting, updateEndpointSetting } from '../../settings';
import type { EndpointService } from '../endpointService';

/** An endpoint that was looked at and chosen. */
export interface ChosenEndpoint {
	readonly baseUrl: string;
	readonly report: EndpointReport;
	/** The key that was entered on the way, if one was. */
	readonly key: string | undefined;
	readonly model: string;
}

/** Puts a choice into effect as a whole: when a part of it cannot be written, everything is as it was. */
export async function saveEndpoint(endpoint: EndpointService, chosen: ChosenEndpoint): Promise<void> {
	const { report, baseUrl, key } = chosen;
	const { host } = new URL(baseUrl);
	const names = ['baseUrl', 'server', 'model'] as const;
	const before = names.map((name) => [name, ownEndpointSetting(name)] as const);
	const keyBefore = key === undefined ? undefined : await endpoint.keys.get(host);
	try {
		if (key !== undefined) {
			await endpoint.keys.set(host, key);
		}
		// What a server is, is remembered with what it told; a setting is needed only where it does not tell.
		const guessed = report.certainty === 'guess' && report.profile.id !== 'generic';
		await updateEndpointSetting('server', guessed ? report.profile.id : undefined);
		await updateEndpointSetting('model', chosen.model);
		await updateEndpointSetting('baseUrl', baseUrl === defaultBaseUrl ? undefined : baseUrl);
	} catch (error) {
		for (const [name, value] of before) {
			await Promise.resolve(updateEndpointSetting(name, value)).catch(() => undefined);
		}
		if (key !== undefined) {
			await (keyBefore === undefined ? endpoint.keys.remove(host) : endpoint.keys.set(host, keyBefore));
		}
		throw error;
	}
	endpoint.leaveOverrides(baseUrl);
	if (isUsable(report)) {
		await endpoint.known.memory.remember(baseUrl, knowledgeOf(report, Date.now()));
	}
	await endpoint.refresh();
}

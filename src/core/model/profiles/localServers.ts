import type { ConnectionOptions } from '../connection';
import { detectProfile } from './detect';
import { createProbe } from './probe';
import { profiles } from './profiles';
import { at, entries } from './reading';
import type { EndpointProfile } from './types';

/** A server of this machine that answers. */
export interface LocalServer {
	readonly baseUrl: string;
	readonly profile: EndpointProfile;
	/** Ids of the models it offers; empty when it wants a key first. */
	readonly models: readonly string[];
	readonly wantsKey: boolean;
}

/** A server of this machine answers at once or is not there, in milliseconds. */
const patience = 1_500;

/** Where servers of this machine usually are: each profile's own address, when that is on this machine. */
export function usualLocalAddresses(): readonly string[] {
	const addresses = profiles().map(({ usualBaseUrl }) => usualBaseUrl);
	return [...new Set(addresses)].filter((address) => new URL(address).hostname === '127.0.0.1');
}

/**
 * Looks for servers of this machine at their usual addresses, side by side. No key is sent and no other machine asked.
 * @param onFound called for each server as it answers
 * @throws when stopped
 */
export async function findLocalServers(
	fetch: ConnectionOptions['fetch'],
	addresses: readonly string[],
	onFound: (server: LocalServer) => void,
	signal: AbortSignal,
): Promise<void> {
	await Promise.all(
		addresses.map(async (baseUrl) => {
			const server = await lookAt(fetch, baseUrl, signal);
			if (server) {
				onFound(server);
			}
		}),
	);
}

async function lookAt(
	fetch: ConnectionOptions['fetch'],
	baseUrl: string,
	signal: AbortSignal,
): Promise<LocalServer | undefined> {
	const probe = createProbe({ baseUrl, apiKey: undefined, fetch }, signal, patience);
	const answer = await probe({ method: 'GET', from: 'base', path: '/models' });
	if (answer?.status === 401 && at(answer.json, 'error') !== undefined) {
		const { profile } = await detectProfile(baseUrl, probe, []);
		const usual = profiles().find(({ usualBaseUrl }) => usualBaseUrl === baseUrl);
		return { baseUrl, profile: profile.id === 'generic' ? (usual ?? profile) : profile, models: [], wantsKey: true };
	}
	const list = entries(at(answer?.json, 'data'));
	const models = list.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
	// Anything may listen on these ports; only what answers like an endpoint is offered.
	if (answer?.status !== 200 || (models.length === 0 && at(answer.json, 'object') !== 'list')) {
		return undefined;
	}
	const { profile } = await detectProfile(baseUrl, probe, list);
	return { baseUrl, profile, models, wantsKey: false };
}

import assert from 'node:assert/strict';
import type { Fault } from '../../simulator/faults';
import type { RecordedRequest } from '../../simulator/records';

/** The simulator that the extension itself was started with; it runs in another process. */
function address(): string {
	const baseUrl = process.env['LONGVIEW_BASE_URL'];
	assert.ok(baseUrl, 'The tests are started with a simulator.');
	return baseUrl;
}

async function control(
	method: 'GET' | 'POST' | 'DELETE',
	name: 'requests' | 'faults' | 'dialect',
	body?: unknown,
): Promise<unknown> {
	const response = await fetch(`${address()}/__simulator/${name}`, {
		method,
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	assert.equal(response.status, 200);
	return await response.json();
}

/** Host with port of the simulator the extension talks to. */
export function sharedHost(): string {
	return new URL(address()).host;
}

/** What the extension has sent, oldest first. */
export async function sharedRequests(): Promise<RecordedRequest[]> {
	return (await control('GET', 'requests')) as RecordedRequest[];
}

/** Lets something go wrong with the next request of the extension. */
export async function sharedFault(fault: Fault): Promise<void> {
	await control('POST', 'faults', [fault]);
}

/** Changes how long prompts may be, and how they are counted; as usual when left out. */
export async function setShared(options: { readonly contextWindow?: number; readonly countFactor?: number } = {}) {
	await control('POST', 'dialect', { dialect: 'deepseek', ...options });
}

/** Forgets requests and faults. */
export async function resetShared(): Promise<void> {
	await control('DELETE', 'requests');
	await control('DELETE', 'faults');
}

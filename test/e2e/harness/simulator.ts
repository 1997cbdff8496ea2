import type { Fault } from '../../simulator/faults';

/** What the simulator, which runs in a process of its own, lets a test do. */
export class SimulatorControl {
	constructor(readonly baseUrl: string) {}

	/** Lets something go wrong with the next chat request. */
	async fault(fault: Fault): Promise<void> {
		await fetch(`${this.baseUrl}/__simulator/faults`, { method: 'POST', body: JSON.stringify([fault]) });
	}

	/** Takes back the faults that did not happen, and forgets the requests so far. */
	async reset(): Promise<void> {
		await fetch(`${this.baseUrl}/__simulator/faults`, { method: 'DELETE' });
		await fetch(`${this.baseUrl}/__simulator/requests`, { method: 'DELETE' });
	}

	/** The chat requests so far, oldest first. */
	async requests(): Promise<
		{ readonly outcome: string; readonly body: { readonly messages: { content: string }[] } }[]
	> {
		const response = await fetch(`${this.baseUrl}/__simulator/requests`);
		const all = (await response.json()) as {
			path: string;
			outcome: string;
			body: { messages: { content: string }[] };
		}[];
		return all.filter((request) => request.path.endsWith('/chat/completions'));
	}
}

import type { IncomingHttpHeaders } from 'node:http';
import type { FaultKind } from './faults';
import type { UsageBody } from './stream';

/** What became of a request. `cut` and `broken` are scripted faults; `aborted` means that the client left. */
type Outcome = 'open' | 'completed' | 'refused' | 'aborted' | 'cut' | 'broken';

/** One request as it came and as it went. */
export interface RecordedRequest {
	readonly id: string;
	readonly at: number;
	readonly method: string;
	/** As requested, `/v1` included. */
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	/** The parsed body; undefined when there was none or it is no JSON. */
	body: unknown;
	bytes: number;
	status: number | undefined;
	outcome: Outcome;
	fault: FaultKind | undefined;
	usage: UsageBody | undefined;
}

/** Requests that are remembered, and bytes of their bodies. */
const rememberedRequests = 500;
const rememberedBytes = 256 * 1024 * 1024;

/** Drops the oldest requests of a process that runs for long. */
export function trimRecords(records: RecordedRequest[]): void {
	let bytes = records.reduce((sum, record) => sum + record.bytes, 0);
	while (records.length > rememberedRequests || (bytes > rememberedBytes && records.length > 1)) {
		bytes -= records.shift()?.bytes ?? 0;
	}
}
